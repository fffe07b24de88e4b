/* Only the highlights: one after the other as buttons, for whoever wants to read them so, or cannot see underlines. */

import { button, chip, made, shortened } from "./parts.js";

export class Passages {
  constructor({ element, desk, text, marks, kinds, admits, open }) {
    Object.assign(this, { element, desk, text, marks, admits, open, kinds: new Map(kinds) });
    marks.addEventListener("change", () => { if (this.isOn) this.draw(); });
  }

  get isOn() { return !this.element.hidden; }

  toggle(isOn) {
    this.element.hidden = !isOn;
    if (isOn) this.draw();
  }

  draw() {
    const shown = this.marks.placed().filter((mark) => this.admits(mark));
    const lost = this.marks.detached();
    this.element.replaceChildren(
      shown.length ? made("ol", { className: "passages" }, ...shown.map((mark) => this.#line(mark)))
        : made("p", { className: "quiet", textContent: "Nothing is marked yet. Go back to the text, select what matters and press a letter: p for a pain point, n for a need." }),
      ...(lost.length ? [made("h2", { textContent: "Lost their words" }), made("ol", { className: "passages" }, ...lost.map((mark) => this.#line(mark)))] : []));
  }

  #line(mark) {
    const paragraph = mark.start == null ? null : this.text.paragraphAt(mark.start);
    const words = mark.start == null ? mark.quote : this.text.slice(mark.start, mark.end);
    const about = [paragraph?.speaker, paragraph && clockOf(paragraph), mark.kind !== "none" && this.kinds.get(mark.kind), mark.comment].filter(Boolean);
    const line = button("", () => this.open(mark), { className: "passage" });
    line.append(
      made("span", { className: "passage-words", dir: "auto", textContent: mark.verbatim ? `“${shortened(words, 600)}”` : shortened(words, 600) }),
      made("span", { className: "passage-about" }, about.join(" · "), " ", ...this.marks.tagsOf(mark).map(chip)));
    return made("li", {}, line);
  }
}

/** The time beside a paragraph, or above it. */
export function clockOf(paragraph) {
  return paragraph.element.querySelector(".clock")?.textContent ?? "";
}
