/* Dragging a card to where it belongs: onto a stance, or back to the list to take it away. */

const TYPE = "application/x-piece";

export class Dragging {
  #dragged = null;

  constructor(root, dropped) {
    this.root = root;
    this.dropped = dropped;
    root.addEventListener("dragstart", (event) => this.#start(event));
    root.addEventListener("dragover", (event) => this.#over(event));
    root.addEventListener("dragleave", (event) => this.#mark(event, false));
    root.addEventListener("drop", (event) => this.#drop(event));
    root.addEventListener("dragend", () => this.#end());
  }

  #start(event) {
    const card = event.target.closest?.("[data-piece]");
    if (!card || event.target.closest("textarea")) return;
    this.#dragged = card.dataset.piece;
    event.dataTransfer.setData(TYPE, this.#dragged);
    event.dataTransfer.effectAllowed = "move";
    this.root.classList.add("is-dragging");
    card.classList.add("is-dragged");
  }

  #over(event) {
    if (this.#dragged === null || !this.#place(event)) return;
    event.preventDefault();
    this.#mark(event, true);
  }

  #drop(event) {
    const place = this.#place(event);
    if (this.#dragged === null || !place) return;
    event.preventDefault();
    const piece = this.#dragged;
    this.#end();
    this.dropped(piece, place.dataset.zone ?? null);
  }

  #end() {
    this.#dragged = null;
    this.root.classList.remove("is-dragging");
    for (const one of this.root.querySelectorAll(".is-over, .is-dragged")) one.classList.remove("is-over", "is-dragged");
  }

  #mark(event, isOver) {
    const place = this.#place(event);
    if (!isOver && place?.contains(event.relatedTarget)) return;
    if (isOver) for (const one of this.root.querySelectorAll(".is-over")) one.classList.remove("is-over");
    place?.classList.toggle("is-over", isOver);
  }

  /** Return where it may be dropped: on a stance, or, to take it away, on the list. */
  #place(event) {
    const place = event.target.closest?.("[data-zone], #found") ?? null;
    const isTied = () => this.root.querySelector(`#rests-on [data-piece="${this.#dragged}"]`);
    return place?.id === "found" && !isTied() ? null : place;
  }
}
