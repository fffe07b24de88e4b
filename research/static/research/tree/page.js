/* The opportunity tree: puts its parts together. */

import { warn } from "../announce.js";
import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { Adding } from "./adding.js";
import { AtHand } from "./at_hand.js";
import { Drawing } from "./drawing.js";
import { Moving } from "./moving.js";

const root = document.querySelector(".tree");
if (root) begin();

function begin() {
  const { opportunities, items, tests, cite, hang } = root.dataset;
  const may = { opportunity: Boolean(opportunities), item: Boolean(items), test: Boolean(tests), cite: Boolean(cite), hang: Boolean(hang) };
  const tools = root.querySelector(".with-script");
  const undo = tools.querySelector("[data-undo]");
  const redo = tools.querySelector("[data-redo]");
  tools.hidden = false;
  const steps = new Steps({
    changed() {
      show(undo, "Undo", steps.undoLabel);
      show(redo, "Redo", steps.redoLabel);
    },
  });
  const drawing = new Drawing(root);
  const moving = new Moving(root, { drawing, steps, may });
  const hand = new AtHand(root, { drawing, steps });
  const adding = new Adding(document.querySelector("dialog.adding"), { drawing, steps, may, product: Number(root.dataset.product), insight: hand.insight });

  const acts = {
    within: () => adding.open("opportunity", drawing.picked),
    solution: () => adding.open("solution", drawing.picked),
    test: () => adding.open("test", drawing.picked),
    cite: () => hand.cite(drawing.picked),
    move: () => moving.take(drawing.picked),
    fold: () => drawing.fold(drawing.picked),
  };
  root.querySelector(".picked").addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  root.querySelector("[data-print]").addEventListener("click", () => print());
  root.querySelector("[data-add-root]")?.addEventListener("click", (event) => {
    event.preventDefault();
    adding.open("opportunity", drawing.node(root.querySelector("[role=treeitem]").id));
  });
  undo.addEventListener("click", () => back("undo"));
  redo.addEventListener("click", () => back("redo"));

  async function back(way) {
    try {
      const label = await steps[way]();
      if (label) drawing.tell(way === "undo" ? `Undone: ${label}.` : `Done again: ${label}.`);
    } catch (error) {
      warn(error.message);
    }
  }

  const onNode = (run) => () => (drawing.focused() ? run(drawing.focused()) : false);
  keys({
    ArrowDown: ["Next below", onNode(() => drawing.step(1))],
    ArrowUp: ["Next above", onNode(() => drawing.step(-1))],
    ArrowRight: ["Open what is folded, or go within", onNode((node) => drawing.inwards(node))],
    ArrowLeft: ["Fold, or go to what it hangs on", onNode((node) => drawing.outwards(node))],
    c: ["Fold or open", onNode((node) => drawing.fold(node))],
    Enter: ["Open its page; while moving: put it there", onNode((node) => (moving.what ? moving.put(node) : drawing.open(node)))],
    n: ["Add an opportunity within", onNode((node) => adding.open("opportunity", node))],
    s: ["Add a solution, or a test of one", onNode((node) => adding.open(node.dataset.kind === "opportunity" ? "solution" : "test", node))],
    ...(hand.insight && { i: ["The insight in your hand opens it", onNode((node) => hand.cite(node))] }),
    m: ["Move: then choose where, and press Enter", onNode((node) => moving.take(node))],
    Escape: ["Leave it where it was", () => moving.leave()],
    "Mod+z": ["Undo", (event) => (event.target.matches("input, textarea") ? false : void back("undo"))],
    "Mod+Shift+z": ["Do it again", (event) => (event.target.matches("input, textarea") ? false : void back("redo"))],
  }, { title: "Opportunity tree" });
}

function show(button, word, label) {
  button.disabled = label === null;
  button.title = label ? `${word}: ${label}` : "";
}
