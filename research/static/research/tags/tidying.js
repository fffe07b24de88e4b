/* Tidy up: one click mends, another takes it back. Two tags that somebody keeps are not offered again here. */

import { say, warn } from "../announce.js";
import * as changes from "./changes.js";

const KEPT = "tags-that-stay-two";
const kept = new Set(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));

for (const line of document.querySelectorAll(".untidy")) {
  if (kept.has(line.dataset.keep)) line.remove();
  for (const one of line.querySelectorAll("[data-remedy], .define")) one.hidden = false;
}

const REMEDIES = {
  delete: ({ id, name }) => changes.remove({ id, name }),
  merge: ({ id, name }, button) => changes.merge({ id, name, into: Number(button.dataset.into), intoName: button.dataset.intoName }),
  keep: ({ keep, name }) => ({ label: `“${name}” stays a tag of its own`, run: () => remember(keep, true), revert: () => remember(keep, false) }),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remedy]");
  const line = button?.closest(".untidy");
  if (line) mend(line, REMEDIES[button.dataset.remedy](line.dataset, button));
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".define")) return;
  event.preventDefault();
  const { id, name } = event.target.closest(".untidy").dataset;
  const definition = event.target.elements.definition.value.trim();
  if (definition) mend(event.target.closest(".untidy"), { ...changes.edit({ id, name, before: { definition: "" }, after: { definition } }), label: `“${name}” has a definition` });
});

function remember(keep, isKept) {
  if (isKept) kept.add(keep);
  else kept.delete(keep);
  localStorage.setItem(KEPT, JSON.stringify([...kept]));
}

/** Take the step and say so in its place; what was there comes back when it is undone. */
async function mend(line, step) {
  try {
    await step.run();
  } catch (failure) {
    return warn(failure.message);
  }
  const before = [...line.childNodes];
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: "Undo" });
  undo.addEventListener("click", async () => {
    try {
      await step.revert();
    } catch (failure) {
      return warn(failure.message);
    }
    if (step.id) line.dataset.id = step.id;
    line.classList.remove("is-done");
    line.replaceChildren(...before);
    line.querySelector("button, input")?.focus();
    return say("Undone.");
  });
  line.classList.add("is-done");
  line.replaceChildren(Object.assign(document.createElement("p"), { textContent: `${step.label}.` }), undo);
  undo.focus();
  return say(`${step.label}.`);
}
