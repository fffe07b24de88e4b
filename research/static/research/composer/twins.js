/* Insights that may be the same thing as this one: merged into it, and parted again. */

import { alike, offered } from "../alike.js";
import { offer, warn } from "../announce.js";
import { send } from "../api.js";

/** Offer to merge what is like this insight into it; the panel stays away where there is nothing. */
export async function offerAlike(panel, { insight, steps, evidence }) {
  const called = await alike("insight", { id: insight }).catch(() => []);
  const rows = called.length ? called : await near(insight).catch(() => []);
  const list = panel.querySelector("ul");
  if (!called.length) panel.querySelector("h2").textContent = "Nearest in meaning";
  list.replaceChildren(...rows.map(shown));
  panel.hidden = !rows.length;

  function shown(row) {
    const merge = Object.assign(document.createElement("button"), { type: "button", textContent: "Merge in", className: "button plain" });
    merge.setAttribute("aria-label", `Merge ${row.title} into this one`);
    const made = offered(row, { noun: "insight", kept: insight, more: [merge] });
    merge.addEventListener("click", () => take(row, made));
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

/** Return the insights that say most nearly the same: whoever knows them tells whether they are one. */
async function near(insight) {
  const { data } = await send("GET", `/api/v1/insights/${insight}/similar/?limit=3`);
  return data.results.map(({ id, title }) => ({ id, title, address: `/insights/${id}/compose/` }));
}
