/* The list of highlights: filtered and continued without leaving the page, walked through by keys. */

import { address } from "../api.js";
import { warn } from "../announce.js";
import { fragment } from "../fragments.js";

const PAUSE = 250;

export class Passages {
  #asked = null;
  #pause;

  constructor(root) {
    this.root = root;
    this.list = root.querySelector("#found");
    this.form = root.querySelector(".filters");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#filter(); });
    this.form.addEventListener("change", () => this.#filter());
    this.form.addEventListener("input", (event) => {
      if (event.target.type !== "search") return;
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#filter(), PAUSE);
    });
    this.list.addEventListener("click", (event) => {
      const more = event.target.closest("[data-more]");
      if (!more) return;
      event.preventDefault();
      this.#continue(more);
    });
  }

  /** Return the card that the keys are about: the one with the focus in or on it. */
  current() {
    return document.activeElement?.closest("[data-piece]") ?? null;
  }

  /** Focus the next card, in the list where the focus is; `isAsked` begins at the first if it is in none. */
  move(by, { isAsked = true } = {}) {
    const current = this.current();
    if (!current && !isAsked) return false;
    const side = current?.closest("#rests-on") ?? this.list;
    const cards = [...side.querySelectorAll("[data-piece]")];
    const next = current ? cards.indexOf(current) + by : 0;
    if (next >= cards.length) this.list.querySelector("[data-more]")?.focus();
    cards[Math.max(0, next)]?.focus();
  }

  /** Go to the other list. */
  cross() {
    const isEvidence = this.current()?.closest("#rests-on");
    const side = isEvidence ? this.list : this.root.querySelector("#rests-on");
    side.querySelector("[data-piece]")?.focus();
  }

  /** Show on each card how it stands to the insight now, as the evidence says. */
  mark(evidence) {
    for (const card of this.list.querySelectorAll("[data-piece]")) {
      const tied = evidence.querySelector(`[data-piece="${card.dataset.piece}"]`);
      card.classList.toggle("is-cited", Boolean(tied));
      for (const button of card.querySelectorAll("[name=stand]")) {
        button.setAttribute("aria-pressed", String(button.value.endsWith(`:${tied?.dataset.stance}`)));
      }
      card.querySelector("[name=remove]").hidden = !tied;
    }
  }

  async #filter() {
    clearTimeout(this.#pause);
    const given = Object.fromEntries(new FormData(this.form));
    history.replaceState(null, "", address(location.pathname, given));
    const shown = await this.#fetch(address(this.root.dataset.passagesAddress, given));
    if (!shown) return;
    this.list.replaceChildren(...shown);
    this.list.scrollTop = 0;
    this.mark(this.root.querySelector("#rests-on"));
  }

  async #continue(more) {
    const shown = await this.#fetch(this.root.dataset.passagesAddress + new URL(more.href).search);
    if (!shown) return;
    const [cards, further] = shown;
    const first = cards.firstElementChild;
    more.parentElement.remove();
    this.list.querySelector("#passages").append(...cards.children);
    if (further) this.list.append(further);
    this.mark(this.root.querySelector("#rests-on"));
    first?.focus();
  }

  /** Fetch, and forget what was asked for before; what fails is said and answers null. */
  async #fetch(where) {
    this.#asked?.abort();
    const mine = (this.#asked = new AbortController());
    this.list.setAttribute("aria-busy", "true");
    try {
      const shown = await fragment(where, { signal: mine.signal });
      this.list.removeAttribute("aria-busy");
      return shown;
    } catch (error) {
      if (mine === this.#asked) this.list.removeAttribute("aria-busy");
      if (error.name !== "AbortError") warn(error.message);
      return null;
    }
  }
}
