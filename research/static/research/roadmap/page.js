/* The roadmap reads without this. With it, entries move between now, next, later and not now, by dragging or by keys. */

import { telling } from "../history.js";
import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { movable } from "./board.js";

const board = document.querySelector(".board[data-may-move]");
const { take, undo, redo } = telling(new Steps());

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (board) {
  movable(board, { take });
  const open = (name) => () => board.querySelector(".entry:focus-within")?.querySelector(name)?.click();
  keys({
    "w": ["Who says so?", open(".says-link")],
    "o": ["Open the item", open("h3 a")],
    "ArrowLeft": ["On the handle of an entry: sooner", () => false],
    "ArrowRight": ["On the handle of an entry: later", () => false],
    "ArrowUp": ["On the handle of an entry: move it up", () => false],
    "ArrowDown": ["On the handle of an entry: move it down", () => false],
    "Mod+z": ["Undo", undo],
    "Mod+Shift+z": ["Redo", redo],
  }, { title: "Roadmap" });
}
