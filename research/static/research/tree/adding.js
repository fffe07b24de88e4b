/* Adding in place: an opportunity within another, a solution to one, a test of a solution. */

import { address, send } from "../api.js";
import { combobox } from "../combobox.js";
import { alike } from "../alike.js";
import { warn } from "../announce.js";

const PAUSE = 300;
const KEYS = { opportunity: "o", solution: "s", test: "c" };
const WORDS = {
  opportunity: { title: "Add an opportunity", below: "Within", label: "As a customer would say it", most: 300 },
  solution: { title: "Add a solution", below: "For", label: "What it would be called", most: 200 },
  test: { title: "Add a test", below: "Of", label: "What has to be true for it to work", most: 300 },
};

export class Adding {
  #what = null;
  #below = null;
  #insight = null;
  #pause;
  #last = 0;

  constructor(dialog, { drawing, steps, may, product, insight }) {
    Object.assign(this, { dialog, drawing, steps, may, product, atHand: insight });
    this.text = dialog.querySelector("#adding-text");
    this.error = dialog.querySelector(".adding-error");
    this.hints = dialog.querySelector("[data-hints]");
    this.alike = dialog.querySelector(".alike-now");
    this.kinds = { opportunity: dialog.querySelector("#adding-kind"), solution: dialog.querySelector("#adding-item-kind"), test: dialog.querySelector("#adding-test-kind") };
    this.method = dialog.querySelector("[data-method]");
    this.story = dialog.querySelector("[data-story]");
    dialog.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.#add(); });
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.#below?.isConnected && this.#below.focus({ preventScroll: true }));
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      dialog.querySelector("form").requestSubmit();
    });
    if (this.story) this.#stories();
  }

  /** Ask for what is to be added below the node. */
  open(what, below) {
    const kind = below?.dataset.kind;
    const fits = { opportunity: ["root", "apart", "outcome", "opportunity"], solution: ["opportunity"], test: ["solution"] }[what];
    if (!fits.includes(kind)) return false;
    if (!this.may[{ opportunity: "opportunity", solution: "item", test: "test" }[what]]) return warn("Your role does not add this.");
    if (kind === "outcome" && !this.may.hang) return warn("Your role does not change what hangs under outcomes.");
    this.#what = what;
    this.#below = below;
    const words = WORDS[what];
    this.dialog.querySelector("#adding-title").textContent = words.title;
    this.dialog.querySelector("[data-label]").textContent = words.label;
    this.dialog.querySelector("[data-below]").textContent = ["root", "apart"].includes(kind) ? "" : `${kind === "outcome" ? "Under" : words.below} “${below.dataset.text}”`;
    this.dialog.querySelector("label[for=adding-kind]").hidden = what !== "opportunity";
    for (const [name, select] of Object.entries(this.kinds)) select.hidden = name !== what;
    this.method.hidden = what !== "test";
    if (this.story) this.story.hidden = what !== "opportunity";
    this.text.value = "";
    this.text.maxLength = words.most;
    this.error.hidden = this.hints.hidden = this.alike.hidden = true;
    this.#chose(what === "opportunity" ? this.atHand : null);
    this.dialog.showModal();
    this.text.focus();
  }

  #typed() {
    this.error.hidden = true;
    if (this.#what !== "opportunity") return;
    this.hints.hidden = !this.text.value.trim();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#compare(), PAUSE);
  }

  async #compare() {
    const mine = ++this.#last;
    const text = this.text.value.trim();
    const rows = text.length < 8 ? [] : await alike("opportunity", { text }).catch(() => []);
    if (mine !== this.#last) return;
    this.alike.querySelector("ul").replaceChildren(...rows.map((row) => {
      const made = document.createElement("li");
      made.append(Object.assign(document.createElement("a"), { href: row.address, textContent: row.title }));
      return made;
    }));
    this.alike.hidden = !rows.length;
  }

  async #add() {
    const text = this.text.value.trim();
    if (!text) return this.#refuse("Write it down first.");
    const { path, body } = this.#request(text);
    const what = this.#what;
    const outcome = this.#below.dataset.kind === "outcome" ? Number(this.#below.dataset.pk) : null;
    const insight = what === "opportunity" ? this.#insight : null;
    let made = null;
    try {
      await this.steps.take({
        label: `adding “${text}”`,
        run: async () => {
          made = (await send("POST", path, { body, key: crypto.randomUUID?.() })).data.id;
          if (outcome) await send("POST", `${path}${made}/place/`, { body: { outcome } });
          if (insight) await send("POST", "/api/v1/opportunity-evidence/", { body: { opportunity: made, insight: insight.value } });
          this.dialog.close();
          await this.drawing.refresh(`${KEYS[what]}${made}`);
        },
        revert: async () => {
          await send("DELETE", `${path}${made}/`);
          await this.drawing.refresh();
        },
      });
      this.drawing.tell(`Added “${text}”.`);
    } catch (error) {
      this.#refuse(Object.values(error.errors ?? {})[0] ?? error.message);
    }
  }

  #request(text) {
    const below = Number(this.#below.dataset.pk);
    if (this.#what === "opportunity") {
      const parent = this.#below.dataset.kind === "opportunity" ? { parent: below } : {};
      return { path: "/api/v1/opportunities/", body: { product: this.product, statement: text, kind: this.kinds.opportunity.value, ...parent } };
    }
    if (this.#what === "test") {
      const method = this.method.querySelector("select").value;
      return { path: "/api/v1/assumption-tests/", body: { item: below, assumption: text, kind: this.kinds.test.value, method } };
    }
    return { path: "/api/v1/backlog-items/", body: { product: this.product, title: text, addresses: below, kind: this.kinds.solution.value } };
  }

  #refuse(sentence) {
    if (!this.dialog.open) return warn(sentence);
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.text.focus();
  }

  /** Who told this story? An insight, found while typing, becomes evidence at once. */
  #stories() {
    const input = this.story.querySelector("input");
    combobox(input, {
      source: async (text) => {
        if (text.length < 2) return [];
        const { data } = await send("GET", address("/api/v1/insights/", { search: text, limit: 8 }));
        return data.results.map((row) => ({ value: row.id, label: row.title, hint: row.strength.band }));
      },
      choose: (item) => this.#chose(item),
    });
    this.story.querySelector(".chosen button").addEventListener("click", () => { this.#chose(null); input.focus(); });
  }

  #chose(item) {
    this.#insight = item;
    if (!this.story) return;
    const input = this.story.querySelector("input");
    input.value = "";
    input.hidden = Boolean(item);
    this.story.querySelector(".chosen").hidden = !item;
    this.story.querySelector(".chosen span").textContent = item?.label ?? "";
  }
}
