/* What lies on the desk: the passage that is selected, or the highlight that is at hand. One or the other, or nothing. */

export class Desk extends EventTarget {
  constructor({ text, marks }) {
    super();
    Object.assign(this, { text, marks, selection: null, active: null, made: null });
  }

  /** A passage was selected. What was made of it so far goes with the one before. */
  select(selection) {
    if (same(selection, this.selection)) return;
    this.selection = selection;
    this.made = null;
    if (selection) this.active = null;
    this.#told("selection");
  }

  /** The selection became this highlight; keys go on to change that. */
  became(key) {
    this.made = key;
    this.#told("selection");
  }

  /** Take a highlight to hand, or put it away (null). */
  activate(key, { reveal = false } = {}) {
    this.selection = null;
    this.made = null;
    this.active = key;
    this.#told("selection");
    if (key && reveal) this.dispatchEvent(new CustomEvent("reveal", { detail: this.marks.get(key) }));
  }

  /** The mark that keys are about, if there is one already. */
  get mark() {
    const mark = this.marks.get(this.made ?? this.active);
    return mark?.isGone ? null : mark;
  }

  #told(name) { this.dispatchEvent(new Event(name)); }
}

function same(one, other) {
  return one?.start === other?.start && one?.end === other?.end;
}
