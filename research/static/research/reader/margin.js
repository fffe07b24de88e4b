/* Beside each passage a card with its kind and tags. Only what is near the window has one, so that a thousand
   highlights cost no more than the few dozen in sight. */

import { button, chip, made, onceAFrame, shortened } from "./parts.js";

const GAP = 6;
const NEAR = "500px";

export class Margin {
  constructor({ element, desk, text, marks, kinds, editor, user }) {
    Object.assign(this, { element, desk, text, marks, editor, user, kinds: new Map(kinds), filter: () => true });
    this.cards = new Map();
    this.near = new Set();
    this.draw = onceAFrame(() => this.#draw());
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.near[isIntersecting ? "add" : "delete"](target);
      this.draw();
    }, { rootMargin: NEAR });
    this.observe();
    marks.addEventListener("change", this.draw);
    desk.addEventListener("selection", this.draw);
    new ResizeObserver(this.draw).observe(text.root);
    new ResizeObserver(this.draw).observe(editor.element);
  }

  /** Watch the paragraphs, anew where they were replaced. */
  observe() {
    this.observer.disconnect();
    this.near.clear();
    for (const paragraph of this.text.paragraphs) this.observer.observe(paragraph.element);
  }

  /** Draw without waiting for the next frame. */
  now() { this.#draw(); }

  #draw() {
    const { active } = this.desk;
    const shown = this.marks.placed().filter((mark) => mark.key === active || (this.filter(mark) && this.#isNear(mark)));
    this.#discard(new Set(shown.map((mark) => mark.key)));
    const frame = this.element.getBoundingClientRect();
    const cards = shown.map((mark) => {
      const element = mark.key === active ? this.#edited(mark) : this.#card(mark);
      return { element, wanted: this.#top(mark) - frame.top, isAnchor: mark.key === active };
    });
    if (!this.marks.get(active)) this.editor.hide();
    for (const card of cards) card.height = card.element.offsetHeight;
    settle(cards);
    for (const { element, top } of cards) element.style.top = `${top}px`;
    this.element.style.minHeight = `${Math.max(0, ...cards.map(({ top, height }) => top + height))}px`;
  }

  #isNear(mark) {
    return this.near.has(this.text.paragraphAt(mark.start)?.element);
  }

  #top(mark) {
    return this.text.boxes(mark.start, Math.min(mark.end, mark.start + 1))[0]?.top ?? 0;
  }

  #edited(mark) {
    this.#discard(new Set([...this.cards.keys()].filter((key) => key !== mark.key)));
    this.editor.show(mark);
    return this.editor.element;
  }

  #card(mark) {
    const card = this.cards.get(mark.key) ?? this.#add(mark.key);
    const seen = JSON.stringify([mark.kind, mark.tags, mark.comment, mark.evidence.length, mark.pending > 0, mark.created_by, mark.start, mark.end, this.marks.recentChange]);
    if (card.seen === seen) return card.element;
    card.seen = seen;
    card.element.replaceChildren(...this.#face(mark));
    card.element.setAttribute("aria-label", this.#said(mark));
    card.element.classList.toggle("is-waiting", mark.pending > 0);
    return card.element;
  }

  #add(key) {
    const element = button("", () => this.desk.activate(key), { className: "mark-card" });
    element.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.desk.activate(key); this.editor.focus(); } });
    this.element.append(element);
    const card = { element, seen: "" };
    this.cards.set(key, card);
    return card;
  }

  #face(mark) {
    const face = [];
    if (mark.kind !== "none") face.push(made("span", { className: `kind-name kind-${mark.kind}`, textContent: this.kinds.get(mark.kind) }));
    face.push(...this.marks.tagsOf(mark).map(chip));
    if (!face.length) face.push(made("span", { className: "quiet", textContent: "no tag yet" }));
    if (mark.comment) face.push(made("span", { className: "note-of", textContent: shortened(mark.comment, 60) }));
    if (mark.evidence.length) face.push(made("span", { className: "cited", textContent: `→ ${mark.evidence.length}`, title: mark.evidence.map((one) => one.title).join("\n") }));
    if (mark.created_by && mark.created_by !== this.user) face.push(made("span", { className: "quiet by", textContent: this.marks.users.get(mark.created_by) ?? "" }));
    if (mark.pending) face.push(made("span", { className: "quiet by", textContent: "saving …" }));
    return face;
  }

  #said(mark) {
    const tags = this.marks.tagsOf(mark).map((tag) => tag.name).join(", ");
    return [this.kinds.get(mark.kind), tags, `“${shortened(this.text.slice(mark.start, mark.end), 80)}”`].filter(Boolean).join(": ");
  }

  #discard(kept) {
    for (const [key, { element }] of this.cards) {
      if (kept.has(key)) continue;
      element.remove();
      this.cards.delete(key);
    }
  }
}

/** Give each card a `top` near where it wants to be, in order and without overlap; the anchor gets its wish. */
export function settle(cards) {
  const anchor = Math.max(0, cards.findIndex((card) => card.isAnchor));
  let free = -Infinity;
  for (const card of cards.slice(anchor)) {
    card.top = Math.max(card.wanted, free, 0);
    free = card.top + card.height + GAP;
  }
  let below = cards[anchor]?.top ?? 0;
  for (const card of cards.slice(0, anchor).reverse()) {
    card.top = Math.min(card.wanted, below - GAP - card.height);
    below = card.top;
  }
}
