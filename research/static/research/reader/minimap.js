/* The whole text as a narrow strip: a tick in its tag's colour for each highlight, and what is in the window now. */

import { onceAFrame, whenIdle } from "./parts.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 1000;

export class Minimap {
  constructor({ element, text, marks, admits, goTo }) {
    Object.assign(this, { element, text, marks, admits });
    this.svg = shape("svg", { viewBox: `0 0 10 ${HEIGHT}`, preserveAspectRatio: "none" });
    this.ticks = shape("g", {});
    this.view = shape("rect", { class: "view", x: 0, width: 10 });
    this.svg.append(this.view, this.ticks);
    element.append(this.svg);
    this.draw = whenIdle(() => this.#draw());
    const look = onceAFrame(() => this.#look());
    marks.addEventListener("change", this.draw);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    this.svg.addEventListener("click", (event) => {
      const box = this.svg.getBoundingClientRect();
      const place = Math.round(((event.clientY - box.top) / box.height) * text.end);
      goTo({ start: place, end: place + 1 });
    });
    look();
  }

  #draw() {
    const scale = HEIGHT / (this.text.end || 1);
    this.ticks.replaceChildren(...this.marks.placed().filter((mark) => this.admits(mark)).map((mark) =>
      shape("rect", {
        class: `tick tag-${this.marks.tagsOf(mark)[0]?.colour ?? "grey"}`, x: 2, width: 6, rx: 1,
        y: mark.start * scale, height: Math.max(3, (mark.end - mark.start) * scale),
      })));
  }

  #look() {
    const { top, height } = this.text.root.getBoundingClientRect();
    if (!height) return;
    const from = Math.max(0, -top / height);
    const to = Math.min(1, (innerHeight - top) / height);
    this.view.setAttribute("y", from * HEIGHT);
    this.view.setAttribute("height", Math.max(0, to - from) * HEIGHT);
  }
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
