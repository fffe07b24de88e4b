/* The insights that a highlight is evidence for, and adding it to one more: an existing one, or a new draft. */

import { address, send } from "../api.js";
import { combobox } from "../combobox.js";
import { button, made } from "./parts.js";

const STANCES = [["supports", "Supports"], ["contradicts", "Speaks against"], ["qualifies", "True with a limit"]];

export function citing({ mark, coding, may }) {
  if (!may && !mark.evidence.length) return null;
  const part = made("div", { className: "part citing" });
  if (mark.evidence.length) part.append(made("ul", {}, ...mark.evidence.map((one) => cited(one, mark, coding, may))));
  if (may && !mark.by_interviewer) part.append(adding(mark, coding));
  return part;
}

function cited(one, mark, coding, may) {
  const stance = new Map(STANCES).get(one.stance);
  const line = made("li", {},
    made("span", { className: `chip chip-${{ supports: "good", contradicts: "bad", qualifies: "warn" }[one.stance]}`, textContent: stance.toLowerCase() }), " ",
    made("a", { href: `/research/insight/${one.insight}/change/`, textContent: one.title }));
  if (may) line.append(button("×", () => coding.uncite(mark.key, one), { className: "close", "aria-label": `Take from ${one.title}`, "data-part": `uncite-${one.insight}` }));
  return line;
}

function adding(mark, coding) {
  const input = made("input", { type: "text", placeholder: "Add to an insight …", "aria-label": "Add to an insight", "data-part": "insight" });
  const stance = made("select", { "aria-label": "How it stands to the insight", "data-part": "stance" },
    ...STANCES.map(([value, label]) => made("option", { value, textContent: label })));
  const field = made("div", { className: "tag-field" }, input, made("kbd", { textContent: "i" }));
  const taken = new Set(mark.evidence.map((one) => one.insight));
  combobox(input, {
    source: async (text) => (await found(text)).filter((one) => !taken.has(one.value)),
    choose: ({ value, label }) => coding.cite(mark.key, { id: value, title: label }, stance.value),
    create: (title) => coding.citeNew(mark.key, title.slice(0, 200), stance.value),
    createLabel: (title) => `New insight “${title}”`,
  });
  return made("div", { className: "pair" }, stance, field);
}

async function found(text) {
  try {
    const { data } = await send("GET", address("/api/v1/insights/", { search: text, limit: 6 }));
    return data.results.map((one) => ({ value: one.id, label: one.title, hint: one.status === "published" ? "" : one.status.replace("_", " ") }));
  } catch {
    return []; // without a connection nothing is suggested
  }
}
