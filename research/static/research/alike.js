/* Records that may be the same thing twice: asked for by number or by words, and offered. */

import { address, send } from "./api.js";

/** Return what is like a record (`id`) or called like a text (`text`): `[{id, title, address}]`, best first. */
export async function alike(noun, query) {
  const { data } = await send("GET", address(`/alike/${noun}/`, query));
  return data.results;
}

/** Return a row of a list: what is alike, and beside it where one sees what moves if the two become one. */
export function offered(row, { noun, kept, more = [] }) {
  const made = Object.assign(document.createElement("li"), { className: "merged-row" });
  const link = Object.assign(document.createElement("a"), { href: row.address, textContent: row.title, className: "row-title" });
  const compare = Object.assign(document.createElement("a"), { href: `/merge/${noun}/${kept}/${row.id}/`, textContent: "What moves?", className: "button plain" });
  compare.setAttribute("aria-label", `What moves if ${row.title} is merged into this one?`);
  const buttons = Object.assign(document.createElement("div"), { className: "alike-buttons" });
  buttons.append(compare, ...more);
  made.append(link, buttons);
  return made;
}

// Beside a record's form the offer is a word on its button: nothing on the page moves.
const button = document.querySelector("a[data-alike]");
if (button) {
  const rows = await alike(button.dataset.alike, { id: button.dataset.of }).catch(() => []);
  const words = rows.length === 1 ? "1 looks alike" : `${rows.length} look alike`;
  if (rows.length) button.append(Object.assign(document.createElement("span"), { className: "chip chip-warn", textContent: words }));
}
