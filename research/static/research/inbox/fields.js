/* The two fields that open beside a mark: which tags, and what it is linked to. */

import { address, send } from "../api.js";
import { combobox } from "../combobox.js";
import { suggestions } from "../reader/tagging.js";

const NEW = { insight: "New insight", opportunity: "New opportunity", item: "New backlog item" };

/** Open a field after `row`'s buttons; it closes when it loses the focus. Returns its input. */
function field(row, label) {
  row.querySelector(".inbox-field")?.remove();
  const made = Object.assign(document.createElement("div"), { className: "inbox-field" });
  const input = Object.assign(document.createElement("input"), { type: "text", placeholder: label });
  input.setAttribute("aria-label", label);
  made.append(input);
  row.append(made);
  const close = () => { made.remove(); row.focus(); };
  input.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } });
  input.addEventListener("blur", () => setTimeout(() => { if (!made.contains(document.activeElement)) made.remove(); }, 150));
  return input;
}

/** Ask for a tag, out of a map of `{id, name, path, aliases, colour}`; `take(tag)` gets its id, or the path of a new one. */
export function tagField(row, tags, { recent, take, mayCreate }) {
  const held = new Set(heldBy(row));
  const input = field(row, "Tag");
  combobox(input, {
    source: (text) => suggestions(text, { tags, recent }, held),
    choose: ({ value }) => take(value),
    create: mayCreate ? take : null,
    createLabel: (text) => `New tag “${text}”`,
  });
  input.focus();
}

/** The ids of the tags that a mark has. */
export function heldBy(row) {
  return row.dataset.tags.split(" ").filter(Boolean).map(Number);
}

/** Ask what the mark is linked to; `take({to, id})` or `take({to, new})`. */
export function linkField(row, { targets, may, take }) {
  const input = field(row, "Insight, opportunity or backlog item");
  combobox(input, {
    source: async (text) => {
      const { data } = await send("GET", address(targets, { q: text }));
      const made = Object.keys(NEW).filter((to) => text && may[to]).map((to) => ({ to, words: text, label: `${NEW[to]}: “${text}”`, hint: "new" }));
      return [...data.results, ...made];
    },
    choose: ({ to, value, words }) => take(words ? { to, new: words } : { to, id: value }),
  });
  input.focus();
}
