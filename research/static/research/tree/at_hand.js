/* An insight that somebody came with: it opens the opportunity that is chosen, or the one that is added. */

import { warn } from "../announce.js";
import { send } from "../api.js";

const API = "/api/v1/opportunity-evidence/";

export class AtHand {
  constructor(root, { drawing, steps }) {
    Object.assign(this, { drawing, steps });
    const { insight, title } = root.dataset;
    this.insight = insight ? { value: Number(insight), label: title } : null;
  }

  /** Let the insight be evidence for the opportunity. */
  async cite(node) {
    if (!this.insight || node?.dataset.kind !== "opportunity") return;
    const { id, dataset: { pk, text } } = node;
    let made = null;
    try {
      await this.steps.take({
        label: `opening “${text}”`,
        run: async () => {
          made = (await send("POST", API, { body: { opportunity: Number(pk), insight: this.insight.value } })).data.id;
          await this.drawing.refresh(id);
        },
        revert: async () => {
          await send("DELETE", `${API}${made}/`);
          await this.drawing.refresh(id);
        },
      });
      this.drawing.tell(`“${this.insight.label}” opens “${text}” now. Evidence: ${this.drawing.node(id).dataset.band}.`);
    } catch (error) {
      warn(error.message);
    }
  }
}
