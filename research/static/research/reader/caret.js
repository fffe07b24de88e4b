/* A caret in the text, so that passages are selected by keys alone: arrows go by words and lines, Shift extends. */

import { made } from "./parts.js";

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const STEPS = [0.6, 1.1, 1.7, 2.4, 3.2];

export class Caret {
  constructor({ text, desk }) {
    Object.assign(this, { text, desk, head: null, anchor: null });
    this.element = made("span", { className: "caret", hidden: true, "aria-hidden": "true" });
    text.root.parentElement.append(this.element);
    text.root.addEventListener("focus", () => this.draw());
    text.root.addEventListener("blur", () => { this.element.hidden = true; });
    addEventListener("resize", () => this.draw());
    document.addEventListener("selectionchange", () => this.follow());
  }

  /** The caret's place, if it is in the window. */
  get inSight() {
    this.follow();
    const box = this.head == null ? null : this.#box(this.head);
    return box && box.bottom > 0 && box.top < innerHeight ? this.head : null;
  }

  /** The keys, as `keys()` takes them; they count while the text has the focus. */
  keys() {
    const bound = {};
    const bind = (key, does, move) => {
      bound[key] = [does, () => this.move(move, false)];
      bound[`Shift+${key}`] = ["", () => this.move(move, true)];
    };
    bind("ArrowRight", "Next word", "right");
    bind("ArrowLeft", "Word before", "left");
    bind("ArrowDown", "Line below", "down");
    bind("ArrowUp", "Line above", "up");
    bind("Home", "Start of the turn", "home");
    bind("End", "End of the turn", "end");
    for (const [key, does, move] of [["ArrowRight", "Next letter", "letterRight"], ["ArrowLeft", "Letter before", "letterLeft"], ["ArrowDown", "Next turn", "turnDown"], ["ArrowUp", "Turn before", "turnUp"]]) {
      bound[`Alt+${key}`] = [does, () => this.move(move, false)];
      bound[`Alt+Shift+${key}`] = ["", () => this.move(move, true)];
    }
    return bound;
  }

  move(way, isExtending) {
    this.follow();
    if (this.head == null) this.put(this.#inSight());
    const to = this.#target(way, isExtending);
    this.put(to, isExtending ? this.anchor : to);
    return true;
  }

  /** Put the caret there; with another anchor, everything between is selected. */
  put(head, anchor = head) {
    this.head = Math.max(0, Math.min(head, this.text.end));
    this.anchor = anchor;
    this.text.select(this.anchor, this.head);
    this.desk.select(this.anchor === this.head ? null : this.text.trimmed(Math.min(this.anchor, this.head), Math.max(this.anchor, this.head)));
    this.draw({ isMoving: true });
  }

  draw({ isMoving = false } = {}) {
    const hasFocus = document.activeElement === this.text.root;
    if (hasFocus && this.head == null) this.head = this.anchor = this.#inSight();
    this.element.hidden = !hasFocus || this.head == null;
    if (this.element.hidden) return;
    const box = this.#box(this.head);
    if (!box) return;
    const frame = this.text.root.parentElement.getBoundingClientRect();
    Object.assign(this.element.style, { left: `${box.left - frame.left}px`, top: `${box.top - frame.top}px`, height: `${box.height}px` });
    if (!isMoving) return;
    const room = 120;
    if (box.top < room) scrollBy(0, box.top - room);
    else if (box.bottom > innerHeight - room) scrollBy(0, box.bottom - innerHeight + room);
  }

  /** A click or a selection by the mouse takes the caret along. */
  follow() {
    const selection = getSelection();
    if (!selection.rangeCount || !this.text.root.contains(selection.focusNode)) return;
    const head = this.text.place(selection.focusNode, selection.focusOffset, { isEnd: !selection.isCollapsed });
    if (head === this.head) return;
    this.head = head;
    this.anchor = selection.isCollapsed ? head : this.text.place(selection.anchorNode, selection.anchorOffset);
    this.draw();
  }

  #inSight() {
    return this.text.firstBelow(140)?.start ?? 0;
  }

  #target(way, isExtending) {
    const paragraph = this.text.paragraphAt(isExtending && this.head > this.anchor ? this.head - 1 : this.head);
    const isRightToLeft = getComputedStyle(paragraph.words).direction === "rtl";
    if (way === "right" || way === "left") return this.#word((way === "right") !== isRightToLeft, isExtending);
    if (way.startsWith("letter")) return this.#letter((way === "letterRight") !== isRightToLeft);
    if (way === "home") return paragraph.start;
    if (way === "end") return paragraph.end;
    if (way.startsWith("turn")) return this.#turn(paragraph, way === "turnDown", isExtending);
    return this.#line(way === "down");
  }

  /** Forwards to the next word's beginning, or when selecting to its end; backwards to the beginning before. */
  #word(isForwards, isExtending) {
    const edges = (paragraph) => [...segmenter.segment(paragraph.text)].filter((one) => one.isWordLike)
      .map(({ index, segment }) => paragraph.placeAt(isForwards && isExtending ? index + segment.length : index));
    const index = this.text.indexAt(isForwards ? this.head : this.head - 1);
    const all = this.text.paragraphs;
    for (let at = index; at >= 0 && at < all.length; at += isForwards ? 1 : -1) {
      const found = isForwards ? edges(all[at]).find((edge) => edge > this.head) : edges(all[at]).findLast((edge) => edge < this.head);
      if (found != null) return found;
    }
    return isForwards ? this.text.end : 0;
  }

  #letter(isForwards) {
    const paragraph = this.text.paragraphAt(isForwards ? this.head : this.head - 1);
    const edges = [...graphemes.segment(paragraph.text)].map(({ index }) => paragraph.placeAt(index)).concat(paragraph.end);
    if (isForwards) return edges.find((edge) => edge > this.head) ?? this.text.paragraphs[paragraph.index + 1]?.start ?? this.text.end;
    return edges.findLast((edge) => edge < this.head) ?? this.text.paragraphs[paragraph.index - 1]?.end ?? 0;
  }

  #turn(paragraph, isForwards, isExtending) {
    const next = this.text.paragraphs[paragraph.index + (isForwards ? 1 : -1)];
    if (isForwards && isExtending) return this.head < paragraph.end ? paragraph.end : next?.end ?? this.text.end;
    if (!isForwards && this.head > paragraph.start) return paragraph.start;
    return next?.start ?? (isForwards ? this.text.end : 0);
  }

  #line(isDown) {
    const box = this.#box(this.head);
    if (!box) return this.head;
    for (const step of STEPS) {
      const y = isDown ? box.bottom + box.height * (step - 0.3) : box.top - box.height * (step - 0.3);
      const found = this.text.under(box.left, y);
      if (found != null && (isDown ? found > this.head : found < this.head)) return found;
    }
    return this.#turn(this.text.paragraphAt(this.head), isDown, false);
  }

  /** Where the caret stands on the screen. */
  #box(place) {
    const index = this.text.indexAt(place);
    const paragraph = this.text.paragraphs[index];
    const range = document.createRange();
    const isAfter = place >= paragraph.end;
    range.setStart(...paragraph.point(paragraph.unitsAt(isAfter ? place - 1 : place)));
    range.setEnd(...paragraph.point(paragraph.unitsAt(isAfter ? place : place + 1)));
    const boxes = range.getClientRects();
    const box = isAfter ? boxes[boxes.length - 1] : boxes[0];
    if (!box) return null;
    const isRightToLeft = getComputedStyle(paragraph.words).direction === "rtl";
    return { left: isAfter !== isRightToLeft ? box.right : box.left, top: box.top, bottom: box.bottom, height: box.height };
  }
}
