/* Hanging a box somewhere else: dragged, or taken with `m`, walked to its new place and put there with Enter. */

import { send } from "../api.js";
import { warn } from "../announce.js";

const FAR_ENOUGH = 6;

export class Moving {
  what = null;
  #from = null;

  constructor(root, { drawing, steps, may }) {
    Object.assign(this, { root, drawing, steps, may });
    root.addEventListener("pointerdown", (event) => this.#pressed(event));
    root.addEventListener("pointermove", (event) => this.#dragged(event));
    root.addEventListener("pointerup", (event) => this.#released(event));
    root.addEventListener("pointercancel", () => this.leave());
  }

  /** Take a box to move it; where to is said by `put`. */
  take(node) {
    if (node?.dataset.kind === "check") return warn("A test stays with its solution. Plan another for another one.");
    if (!this.#isMovable(node)) return warn("Your role does not move this.");
    this.leave();
    this.what = node;
    node.classList.add("is-moving");
    this.drawing.tell(`Moving “${node.dataset.text}”. Choose where with the arrows, then press Enter. Escape leaves it.`);
    node.focus({ preventScroll: true });
  }

  leave() {
    if (!this.what && !this.#from) return false;
    this.what?.classList.remove("is-moving");
    this.#from?.node.classList.remove("is-moving");
    this.root.classList.remove("is-grabbing");
    this.#mark(null);
    this.what = this.#from = null;
    this.drawing.tell("");
  }

  /** Put what is being moved where it belongs: on the node. */
  async put(place) {
    const node = this.what;
    this.leave();
    if (!node || node === place) return;
    const before = this.drawing.parent(node);
    if (before.id === place.id) return;
    const why = refusal(node, place) || this.#mayHang(before, place);
    if (why) return warn(why);
    const from = { kind: before.dataset.kind, pk: Number(before.dataset.pk) };
    const to = { kind: place.dataset.kind, pk: Number(place.dataset.pk) };
    const { id, dataset: { text } } = node;
    try {
      await this.steps.take({
        label: `moving “${text}”`,
        run: () => this.#hang(id, to),
        revert: () => this.#hang(id, from),
      });
      this.drawing.tell(`“${text}” hangs on “${place.dataset.text}” now.`);
    } catch (error) {
      warn(error.message);
      await this.drawing.refresh(id).catch(() => {}); // the failure is told already
    }
  }

  async #hang(key, place) {
    const node = this.drawing.node(key);
    const { kind, pk, version } = node.dataset;
    const etag = `"${version}"`;
    if (kind === "opportunity") {
      const body = { outcome: place.kind === "outcome" ? place.pk : null, parent: place.kind === "opportunity" ? place.pk : null };
      await send("POST", `/api/v1/opportunities/${pk}/place/`, { body, etag });
    } else {
      const body = place.kind === "opportunity" ? { addresses: place.pk } : { addresses: null, parent: place.pk };
      await send("PATCH", `/api/v1/backlog-items/${pk}/`, { body, etag });
    }
    await this.drawing.refresh(key);
  }

  #mayHang(...places) {
    const isHung = places.some((one) => one.dataset.kind === "outcome");
    return isHung && !this.may.hang ? "Your role does not change what hangs under outcomes." : "";
  }

  #isMovable(node) {
    const may = { opportunity: this.may.opportunity, solution: this.may.item, test: this.may.item };
    return Boolean(node && may[node.dataset.kind]);
  }

  #pressed(event) {
    const node = event.target.closest("[role=treeitem]");
    if (event.button || event.target.closest(".fold")) return;
    if (this.what && node && node !== this.what) {
      event.preventDefault();
      return void this.put(node);
    }
    if (this.#isMovable(node)) this.#from = { node, x: event.clientX, y: event.clientY };
  }

  #dragged(event) {
    const from = this.#from;
    if (!from) return;
    const isFar = Math.hypot(event.clientX - from.x, event.clientY - from.y) > FAR_ENOUGH;
    if (!isFar && !this.root.classList.contains("is-grabbing")) return;
    event.preventDefault();
    getSelection().removeAllRanges();
    this.root.classList.add("is-grabbing");
    from.node.classList.add("is-moving");
    const over = this.#under(event);
    this.#mark(over && over !== from.node && !refusal(from.node, over) ? over : null);
  }

  #released(event) {
    const from = this.#from;
    const wasDragged = this.root.classList.contains("is-grabbing");
    const over = this.#under(event);
    if (!from) return;
    this.leave();
    if (!wasDragged || !over || over === from.node) return;
    this.what = from.node;
    this.put(over);
  }

  #under(event) {
    return document.elementFromPoint(event.clientX, event.clientY)?.closest("[role=treeitem]") ?? null;
  }

  #mark(place) {
    for (const one of this.root.querySelectorAll(".is-place")) one.classList.remove("is-place");
    place?.classList.add("is-place");
  }
}

/** Say why a box cannot hang there; empty where it can. The server knows about circles. */
function refusal(node, place) {
  const [what, where] = [node.dataset.kind, place.dataset.kind];
  if (what === "opportunity") return ["root", "apart", "outcome", "opportunity"].includes(where) ? "" : "An opportunity hangs on an outcome or on another opportunity.";
  if (what === "solution") return where === "opportunity" ? "" : "A solution addresses an opportunity.";
  return where === "opportunity" || where === "solution" ? "" : "A test belongs to a solution.";
}
