/* The insight composer: puts its parts together. */

import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { warn } from "../announce.js";
import { Dragging } from "./dragging.js";
import { Evidence } from "./evidence.js";
import { Passages } from "./passages.js";
import { Text } from "./text.js";
import { offerAlike } from "./twins.js";

const root = document.querySelector(".composer");
const insight = Number(root.dataset.insight);
for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;

const undoing = root.querySelector(".undoing");
const [undo, redo] = undoing.querySelectorAll("button");
undoing.hidden = false;
root.querySelector(".hint").hidden = false;
const steps = new Steps({
  changed() {
    show(undo, "Undo", steps.undoLabel);
    show(redo, "Redo", steps.redoLabel);
  },
});
const text = new Text(root.querySelector("#text"), insight);
const passages = new Passages(root);
const evidence = new Evidence(root, { insight, steps, passages, text });
new Dragging(root, (piece, stance) => evidence.stand(piece, stance));
offerAlike(root.querySelector(".alike"), { insight, steps, evidence });

// A step loads the page anew: what was typed last goes before it.
document.querySelector("#acts").addEventListener("submit", async (event) => {
  if (event.defaultPrevented || !text.isDirty) return;
  event.preventDefault();
  const { target, submitter } = event;
  await text.settle();
  if (!text.isDirty) target.requestSubmit(submitter);
});

undo.addEventListener("click", () => take("undo"));
redo.addEventListener("click", () => take("redo"));

async function take(way) {
  try {
    const label = await steps[way]();
    if (label) evidence.tell(way === "undo" ? `Undone: ${label}` : `Done again: ${label}`);
  } catch (error) {
    warn(error.message);
  }
}

function show(button, word, label) {
  button.disabled = label === null;
  button.title = label ? `${word}: ${label}` : "";
}

function act(stance) {
  return () => {
    const card = passages.current();
    return card ? void evidence.stand(card.dataset.piece, stance) : false;
  };
}

// From the words that narrow the list, straight into it.
root.querySelector("#id_q").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  event.target.blur();
  passages.move(1);
});

keys({
  j: ["Next highlight", () => passages.move(1)],
  k: ["Highlight before", () => passages.move(-1)],
  ArrowDown: ["Next highlight", () => passages.move(1, { isAsked: false })],
  ArrowUp: ["Highlight before", () => passages.move(-1, { isAsked: false })],
  s: ["It supports the insight", act("supports")],
  l: ["True with a limit", act("qualifies")],
  a: ["It speaks against the insight", act("contradicts")],
  Delete: ["Take it away from the insight", act(null)],
  x: ["Take it away from the insight", act(null)],
  e: ["Between highlights and evidence", () => passages.cross()],
  "/": ["Find words", () => root.querySelector("#id_q").focus()],
  t: ["Write the title", () => root.querySelector("#id_title").focus()],
  "Mod+z": ["Undo", (event) => (event.target.matches("input, textarea") ? false : void take("undo"))],
  "Mod+Shift+z": ["Do it again", (event) => (event.target.matches("input, textarea") ? false : void take("redo"))],
}, { title: "Composing" });
