/* Changing where a highlight begins and ends: drag its ends, or select anew and press Enter. Detached ones are put
   back in the same way. */

import { say } from "../announce.js";
import { button, made } from "./parts.js";

export class Ranging {
  constructor({ desk, text, caret, marks, coding, notices }) {
    Object.assign(this, { desk, text, caret, marks, coding, notices, key: null });
    this.notice = made("p", { className: "notice", role: "status" });
    this.handles = ["start", "end"].map((side) => this.#handle(side));
    text.root.parentElement.append(...this.handles);
    desk.addEventListener("selection", () => this.draw());
    marks.addEventListener("change", () => this.draw());
    addEventListener("resize", () => this.draw());
  }

  get isOn() { return this.key !== null; }

  /** Ask for a new range of this highlight. */
  begin(key) {
    const mark = this.marks.get(key);
    this.key = key;
    const hint = mark.start == null
      ? `Select where “${mark.quote.slice(0, 120)}” stands now, then press Enter.`
      : "Move its ends with Shift and the arrow keys, or by dragging; Enter keeps the new range.";
    this.notice.replaceChildren(hint, " ", button("Keep this range", () => this.finish(), { className: "link" }), " ", button("Cancel", () => this.cancel(), { className: "link" }));
    this.notices.append(this.notice);
    this.text.root.focus({ preventScroll: true });
    const found = mark.start == null ? this.#likely(mark.quote) : mark;
    if (!found) return;
    this.caret.put(found.end, found.start);
    this.desk.dispatchEvent(new CustomEvent("reveal", { detail: found }));
  }

  finish() {
    const { selection } = this.desk;
    if (!selection) return say("Select the passage first.");
    const { key } = this;
    this.cancel();
    this.coding.place(key, selection);
    getSelection().removeAllRanges();
    this.desk.activate(key);
  }

  cancel() {
    this.key = null;
    this.notice.remove();
  }

  /** Where the lost words stand again, if that is one place only. */
  #likely(quote) {
    const hits = this.text.paragraphs.flatMap((one) => {
      const at = one.text.indexOf(quote);
      return at < 0 ? [] : [{ start: one.placeAt(at), end: one.placeAt(at + quote.length) }];
    });
    return hits.length === 1 ? hits[0] : null;
  }

  /** The grips at the ends of the highlight that is at hand. */
  draw() {
    const mark = this.marks.get(this.desk.active);
    const boxes = mark?.start != null && this.coding.settings.may.change ? this.text.boxes(mark.start, mark.end) : [];
    const frame = this.text.root.parentElement.getBoundingClientRect();
    this.handles.forEach((handle, index) => {
      handle.hidden = !boxes.length;
      if (!boxes.length) return;
      const box = index ? boxes.at(-1) : boxes[0];
      const isRightToLeft = getComputedStyle(this.text.paragraphAt(index ? mark.end - 1 : mark.start).words).direction === "rtl";
      const x = Boolean(index) === isRightToLeft ? box.left : box.right;
      Object.assign(handle.style, { left: `${x - frame.left}px`, top: `${box.top - frame.top}px`, height: `${box.height}px` });
    });
  }

  #handle(side) {
    const handle = made("span", { className: `grip grip-${side}`, hidden: true, title: "Drag to change the range", "aria-hidden": "true" });
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      const mark = this.marks.get(this.desk.active);
      let range = { start: mark.start, end: mark.end };
      handle.onpointermove = (move) => {
        handle.style.pointerEvents = "none";
        const place = this.text.under(move.clientX, move.clientY);
        handle.style.pointerEvents = "";
        const next = place == null ? range : { ...range, [side]: place };
        if (next.start < next.end) range = next;
        this.desk.dispatchEvent(new CustomEvent("held", { detail: range }));
      };
      handle.onpointerup = () => {
        handle.onpointermove = handle.onpointerup = null;
        this.desk.dispatchEvent(new CustomEvent("held", { detail: null }));
        if (range.start !== mark.start || range.end !== mark.end) this.coding.place(mark.key, range);
      };
    });
    return handle;
  }
}
