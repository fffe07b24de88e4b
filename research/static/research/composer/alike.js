/* Insights that may be the same thing: offered for merging beside one, and before somebody writes one more. */

import { address, send } from "../api.js";
import { offer, warn } from "../announce.js";

/** Return what is like a record (`id`) or called like a text. */
export async function alike(noun, query) {
  const { data } = await send("GET", address(`/alike/${noun}/`, query));
  return data.results;
}

/** Offer to merge what is like this insight into it; the panel stays away where there is nothing. */
export async function offerAlike(panel, { insight, steps, evidence }) {
  const rows = await alike("insight", { id: insight }).catch(() => []);
  const list = panel.querySelector("ul");
  list.replaceChildren(...rows.map((row) => offered(row)));
  panel.hidden = !rows.length;

  function offered(row) {
    const made = document.createElement("li");
    made.className = "merged-row";
    const link = Object.assign(document.createElement("a"), { href: row.address, textContent: row.title, className: "row-title" });
    const buttons = document.createElement("div");
    buttons.className = "alike-buttons";
    const compare = Object.assign(document.createElement("a"), { href: `/merge/insight/${insight}/${row.id}/`, textContent: "What moves?", className: "button plain" });
    compare.setAttribute("aria-label", `What moves if ${row.title} is merged into this one?`);
    const merge = Object.assign(document.createElement("button"), { type: "button", textContent: "Merge in", className: "button plain" });
    merge.setAttribute("aria-label", `Merge ${row.title} into this one`);
    merge.addEventListener("click", () => take(row, made));
    buttons.append(compare, merge);
    made.append(link, buttons);
    return made;
  }

  async function take(row, place) {
    const into = (path, body) => send("POST", path, { body });
    try {
      await steps.take({
        label: `merging “${row.title}”`,
        async run() {
          await into(`/api/v1/insights/${row.id}/merge/`, { into: insight });
          await evidence.refresh();
          place.remove();
          panel.hidden = !list.children.length;
        },
        async revert() {
          await into(`/api/v1/insights/${insight}/undo-merge/`, { merged: row.id });
          await evidence.refresh();
          list.append(place);
          panel.hidden = false;
        },
      });
      offer(`“${row.title}” is merged into this insight.`, "Undo", () => steps.undo().catch((error) => warn(error.message)));
    } catch (error) {
      warn(error.message);
    }
  }
}
