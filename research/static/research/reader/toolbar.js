/* The toolbar at the selection: kinds by their letters, recent tags by their numbers, and a field for any tag. */

import { tagField } from "./tagging.js";
import { LETTERS, button, chip, made } from "./parts.js";

export class Toolbar {
  constructor({ desk, text, marks, kinds, painting, apply, back, correct }) {
    Object.assign(this, { desk, text, marks, apply, back });
    this.kindButtons = kinds.map(([kind, label]) =>
      button(label, () => apply({ kind }), { className: "kind", "aria-keyshortcuts": LETTERS[kind], "data-kind": kind, "aria-pressed": "false" }));
    for (const each of this.kindButtons) each.append(made("kbd", { textContent: LETTERS[each.dataset.kind] }));
    this.recent = made("div", { className: "recent", role: "group", "aria-label": "Recent tags" });
    this.input = made("input", { type: "text", placeholder: "Tag …", "aria-label": "Tag", "aria-keyshortcuts": "t Enter" });
    const field = made("span", { className: "tag-field" }, this.input, made("kbd", { textContent: "t" }));
    const foot = made("div", { className: "foot" }, field);
    this.element = made("div", { className: "marking", role: "toolbar", "aria-label": "Mark the selection", hidden: true },
      made("div", { className: "kinds", role: "group", "aria-label": "Kind" }, ...this.kindButtons), this.recent, foot);
    this.element.addEventListener("pointerdown", (event) => { if (event.target !== this.input) event.preventDefault(); });
    this.input.addEventListener("focus", () => painting.show("held", [desk.selection], 8)); // the browser's own leaves with the focus
    this.input.addEventListener("blur", () => painting.show("held", []));
    this.input.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); back(); } });
    tagField(this.input, {
      marks,
      take: (tag) => { apply({ tag }); back(); },
      words: () => (desk.selection ? text.slice(desk.selection.start, desk.selection.end) : ""),
      except: () => desk.mark?.tags ?? [],
    });
    if (correct) foot.append(button("Correct …", correct, { className: "plain", title: "Correct the words of this turn (r)", "aria-keyshortcuts": "r" }));
    text.root.parentElement.append(this.element);
    desk.addEventListener("selection", () => this.draw());
    marks.addEventListener("change", () => { if (!this.element.hidden) this.#pressed(); });
    addEventListener("resize", () => this.#move());
  }

  draw() {
    const { selection } = this.desk;
    this.element.hidden = !selection;
    if (!selection) return;
    this.#pressed();
    this.#move();
  }

  /** Put the focus into the field for tags. */
  ask() {
    if (this.element.hidden) return false;
    this.input.focus({ preventScroll: true });
    return true;
  }

  #pressed() {
    const { mark } = this.desk;
    for (const each of this.kindButtons) each.setAttribute("aria-pressed", String(mark?.kind === each.dataset.kind));
    this.recent.replaceChildren(...this.marks.recent.map((id, index) => {
      const tag = this.marks.tags.get(id);
      if (!tag) return "";
      const isOn = Boolean(mark?.tags.includes(id));
      return made("button", { type: "button", onclick: () => this.apply({ tag: id }), "aria-pressed": String(isOn), "aria-keyshortcuts": String(index + 1) },
        chip(tag), made("kbd", { textContent: index + 1 }));
    }).filter(Boolean));
    this.recent.hidden = !this.recent.children.length;
  }

  /** Above the selection's first line, or below its last where there is no room. */
  #move() {
    if (this.element.hidden) return;
    const boxes = this.text.boxes(this.desk.selection.start, this.desk.selection.end);
    if (!boxes.length) return;
    const frame = this.text.root.parentElement.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const first = boxes[0];
    const last = boxes.at(-1);
    const bar = document.querySelector(".reader-bar").getBoundingClientRect().bottom;
    const top = first.top - height - 8 > bar ? first.top - height - 8 : last.bottom + 8;
    const left = Math.max(0, Math.min(first.left - frame.left, frame.width - width));
    Object.assign(this.element.style, { top: `${top - frame.top}px`, left: `${left}px` });
  }
}
