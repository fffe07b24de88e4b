/* What the mouse says: a selection is a passage, a click on an underline takes that highlight to hand. */

export class Pointing {
  constructor({ desk, text, marks, admits }) {
    Object.assign(this, { desk, text, marks, admits, isDown: false });
    text.root.addEventListener("pointerdown", (event) => { this.isDown = true; this.from = event; });
    addEventListener("pointerup", () => { this.isDown = false; this.#selected(); });
    text.root.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("selectionchange", () => { if (!this.isDown) this.#selected(); });
  }

  #selected() {
    if (this.text.root.parentElement.contains(document.activeElement) || document.activeElement === document.body) {
      const selection = document.activeElement?.matches("input, textarea") ? undefined : this.text.selected();
      if (selection) this.desk.select(selection);
      else if (selection === null && this.#isInText()) this.desk.select(null);
    }
  }

  #isInText() {
    const { focusNode } = getSelection();
    return focusNode !== null && this.text.root.contains(focusNode);
  }

  /** Of several highlights under the pointer the shortest; a second click takes the next. */
  #clicked(event) {
    if (event.target.closest("a, button, textarea") || event.detail > 1) return;
    const isDragged = Math.hypot(event.clientX - this.from.clientX, event.clientY - this.from.clientY) > 3;
    if (isDragged && !getSelection().isCollapsed) return;
    const place = this.text.under(event.clientX, event.clientY);
    if (place != null && !getSelection().isCollapsed) this.text.select(place); // a click on what is selected
    const here = place == null ? [] : this.marks.placed().filter((mark) => mark.start <= place && mark.end > place && this.admits(mark));
    here.sort((one, other) => (one.end - one.start) - (other.end - other.start));
    const at = here.findIndex((mark) => mark.key === this.desk.active);
    this.desk.activate(here.length ? here[(at + 1) % here.length].key : null);
  }
}
