/* The picture: asked of the server, walked through, folded, and what is chosen in it. */

import { address } from "../api.js";
import { warn } from "../announce.js";
import { fragment } from "../fragments.js";

const MOVABLE = ["opportunity", "solution", "test"];

export class Drawing {
  picked = null;

  constructor(root) {
    this.root = root;
    this.panel = root.querySelector(".picked");
    this.told = root.querySelector("[data-told]");
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("focusin", (event) => {
      const node = event.target.closest("[role=treeitem]");
      if (node) this.pick(node);
    });
    root.addEventListener("dblclick", (event) => {
      const node = event.target.closest("[role=treeitem]");
      if (node) this.open(node);
    });
  }

  get nodes() { return [...this.root.querySelectorAll("[role=treeitem]")]; }
  node(key) { return this.root.querySelector(`[role=treeitem][id="${key}"]`); }
  focused() { return document.activeElement?.closest("[role=treeitem]") ?? null; }
  parent(node) { return this.node(node.dataset.parent); }

  /** Draw anew, as the server sees it now; the focus stays with its node, or goes to `key`. */
  async refresh(key = this.focused()?.id ?? this.picked?.id) {
    const folded = this.root.querySelector("#drawing").dataset.folded;
    await this.#draw(folded, key);
  }

  pick(node) {
    for (const one of this.nodes) {
      one.tabIndex = one === node ? 0 : -1;
      one.setAttribute("aria-selected", String(one === node));
    }
    this.picked = node;
    const { kind, text, about, warnings, band } = node.dataset;
    this.panel.hidden = false;
    this.panel.querySelector("[data-about]").textContent = band ? `${about} · evidence: ${band}` : about;
    this.panel.querySelector("[data-text]").textContent = text;
    const warning = this.panel.querySelector("[data-warnings]");
    warning.textContent = warnings;
    warning.hidden = !warnings;
    const shown = { "[data-open]": Boolean(this.#page(node)), "[data-act=within]": ["root", "outcome", "apart", "opportunity"].includes(kind),
      "[data-act=cite]": kind === "opportunity",
      "[data-act=solution]": kind === "opportunity", "[data-act=test]": kind === "solution",
      "[data-act=move]": MOVABLE.includes(kind), "[data-act=fold]": node.hasAttribute("aria-expanded") };
    for (const [selector, isShown] of Object.entries(shown)) {
      const button = this.panel.querySelector(selector);
      if (button) button.hidden = !isShown;
    }
    this.panel.querySelector("[data-open]").href = this.#page(node) ?? "#";
  }

  step(by) {
    const rows = this.nodes;
    rows[rows.indexOf(this.focused()) + by]?.focus();
  }

  inwards(node) {
    if (node.getAttribute("aria-expanded") === "false") return void this.fold(node);
    this.nodes.find((one) => one.dataset.parent === node.id)?.focus();
  }

  outwards(node) {
    if (node.getAttribute("aria-expanded") === "true" && node.dataset.kind !== "root") return void this.fold(node);
    this.parent(node)?.focus();
  }

  open(node) {
    const page = this.#page(node);
    if (page) location.assign(page);
  }

  async fold(node) {
    if (!node.hasAttribute("aria-expanded")) return;
    const folded = new Set(this.root.querySelector("#drawing").dataset.folded.split(".").filter(Boolean));
    if (!folded.delete(node.id)) folded.add(node.id);
    const query = [...folded].join(".");
    history.replaceState(null, "", address(location.pathname, { product: this.root.dataset.product, folded: query }));
    await this.#draw(query, node.id).catch((error) => warn(error.message));
  }

  tell(what) {
    this.told.textContent = what;
  }

  async #draw(folded, key) {
    const [shown] = await fragment(address(this.root.dataset.drawing, { product: this.root.dataset.product, folded }));
    const before = this.root.querySelector(".picture");
    const { scrollLeft, scrollTop } = before;
    const hadFocus = before.contains(document.activeElement) || document.activeElement === document.body;
    this.root.querySelector("#drawing").replaceWith(shown);
    shown.querySelector(".picture").scrollTo(scrollLeft, scrollTop);
    this.root.querySelector(".empty")?.toggleAttribute("hidden", this.nodes.length > 1);
    const node = this.node(key) ?? this.nodes[0];
    this.pick(node);
    if (hadFocus) node.focus({ preventScroll: true });
  }

  #clicked(event) {
    const fold = event.target.closest("[data-fold]");
    const go = event.target.closest("[data-go]");
    if (fold || go) event.preventDefault();
    if (fold) return void this.fold(this.node(fold.dataset.fold));
    const node = go ? this.node(go.dataset.go) : event.target.closest("[role=treeitem]");
    node?.focus({ preventScroll: !go });
    if (go) node?.scrollIntoView({ block: "center", inline: "center" });
  }

  #page(node) {
    const { kind, pk, page } = node.dataset;
    if (page) return page;
    if (["root", "apart"].includes(kind)) return null;
    if (kind === "opportunity") return `/research/opportunity/${pk}/change/`;
    return `/backlog/${kind === "check" ? "assumptiontest" : "backlogitem"}/${pk}/change/`;
  }
}
