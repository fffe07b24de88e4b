/* What the insight rests on: changed through the API, one step at a time, and shown as the server weighs it. */

import { send } from "../api.js";
import { warn } from "../announce.js";
import { fragment } from "../fragments.js";

const API = "/api/v1/insight-evidence/";
const WORDS = { supports: "supports it", qualifies: "true with a limit", contradicts: "speaks against it" };

export class Evidence {
  constructor(root, { insight, steps, passages, text }) {
    Object.assign(this, { root, insight, steps, passages, text });
    this.told = root.querySelector(".done");
    document.querySelector("#acts").addEventListener("submit", (event) => this.#pressed(event));
  }

  /** Return how a piece (a passage by its number, a measurement as `m` and its number) is tied to the insight, or null. */
  tied(piece) {
    const card = this.root.querySelector(`#rests-on [data-piece="${piece}"]`);
    if (!card) return null;
    const { evidence, stance, version, class: evidenceClass } = card.dataset;
    return { id: Number(evidence), version, stance, evidence_class: Number(evidenceClass) };
  }

  /** Let the piece take a stance, or none; what it was before is remembered. */
  async stand(piece, stance) {
    const before = this.tied(piece);
    if ((before?.stance ?? null) === stance) return;
    const label = stance ? WORDS[stance] : "taken away";
    this.#expect(piece, stance);
    try {
      await this.steps.take({
        label,
        run: () => this.#put(piece, stance && { ...before, stance }),
        revert: () => this.#put(piece, before),
      });
      this.tell(label[0].toUpperCase() + label.slice(1));
    } catch (error) {
      warn(error.message);
      await this.refresh().catch(() => {}); // somebody else may have been at it; the failure is told already
      this.#expect(piece, this.tied(piece)?.stance);
    }
  }

  /** Show the evidence anew, with the focus where it was. */
  async refresh() {
    const focused = document.activeElement?.closest("#rests-on [data-piece]")?.dataset.piece;
    const zone = document.activeElement?.closest("[data-zone]")?.dataset.zone;
    const [shown] = await fragment(this.root.dataset.evidenceAddress);
    this.root.querySelector("#rests-on").replaceWith(shown);
    this.passages.mark(shown);
    this.text.version = Number(shown.dataset.version);
    if (focused) (shown.querySelector(`[data-piece="${focused}"]`) ?? this.#heir(shown, zone))?.focus();
  }

  tell(what) {
    const title = this.root.querySelector("#strength-title").textContent.replace(/\s+/g, " ").trim();
    this.told.textContent = `${what}. ${title}.`;
  }

  async #put(piece, wanted) {
    const now = this.tied(piece);
    if (!wanted) {
      if (now) await send("DELETE", `${API}${now.id}/`, { etag: `"${now.version}"` });
    } else if (now) {
      await send("PATCH", `${API}${now.id}/`, { body: { stance: wanted.stance }, etag: `"${now.version}"` });
    } else {
      const body = { insight: this.insight, ...end(piece), stance: wanted.stance };
      if (wanted.evidence_class) body.evidence_class = wanted.evidence_class;
      await send("POST", API, { body, key: crypto.randomUUID?.() });
    }
    await this.refresh();
  }

  /** Press the button at once; the server's answer follows. */
  #expect(piece, stance) {
    for (const button of this.root.querySelectorAll(`[data-piece="${piece}"] [name=stand]`)) {
      button.setAttribute("aria-pressed", String(button.value === `${piece}:${stance}`));
    }
  }

  #pressed(event) {
    const button = event.submitter;
    if (button?.name !== "stand" && button?.name !== "remove") return;
    event.preventDefault();
    const [piece, stance = null] = button.value.split(":");
    this.stand(piece, stance);
  }

  /** Return where the focus goes when what had it is gone. */
  #heir(shown, zone) {
    return shown.querySelector(`[data-zone="${zone}"] [data-piece]`) ?? shown.querySelector("[data-piece]");
  }
}

/** Return which end of the API's evidence a piece is. */
function end(piece) {
  return piece.startsWith("m") ? { measurement: Number(piece.slice(1)) } : { highlight: Number(piece) };
}
