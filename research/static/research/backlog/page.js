/* The backlog works without this. With it, rows save themselves, move by dragging or by keys. */

import { fragment } from "../fragments.js";
import { telling } from "../history.js";
import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { movable } from "./order.js";
import { scorable } from "./row.js";

const table = document.querySelector("table.backlog");
const filter = document.querySelector(".backlog-filter");
const { take, undo, redo } = telling(new Steps(), {
  after: refresh,
  refused: (error, step) => Boolean(error.errors && step?.refused?.(error)),
});

filter.addEventListener("change", (event) => {
  if (event.target.type !== "search") filter.requestSubmit();
});

/** Bring what follows from scores up to date: results, ranks and the picture. What is being typed stays. */
async function refresh() {
  const fresh = document.createElement("div");
  fresh.append(...(await fragment(location.href)));
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`#${old.id}`);
    if (next) old.replaceWith(next);
  }
}

if (table) {
  table.classList.add("is-lively");
  for (const row of table.tBodies[0].rows) scorable(row, { framework: table.dataset.framework, take });
  if (table.hasAttribute("data-may-change")) {
    movable(table, { take });
    selectable();
  }
  table.addEventListener("focusin", (event) => point(event.target.closest("tr")));
  table.addEventListener("mouseover", (event) => point(event.target.closest("tr")));
  const open = (name) => () => table.querySelector("tr:focus-within")?.querySelector(name)?.click();
  keys({
    "j": ["Next item", () => step(1)],
    "k": ["Item before", () => step(-1)],
    "x": ["Select the item", open("input[name=item]")],
    "w": ["Who says so?", open(".says-link")],
    "ArrowUp": ["On the handle of an item: move it up", () => false],
    "ArrowDown": ["On the handle of an item: move it down", () => false],
    "Mod+z": ["Undo", undo],
    "Mod+Shift+z": ["Redo", redo],
  }, { title: "Backlog" });
}

/** Go to the handle, or else the link, of the next row or the one before. */
function step(by) {
  const rows = [...table.tBodies[0].rows];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  (row.querySelector(".handle") ?? row.querySelector("th a")).focus();
}

/** Mark the dot of the row that one is in. */
function point(row) {
  for (const dot of document.querySelectorAll(".scatter-dot")) {
    dot.classList.toggle("is-here", dot.dataset.dot === row?.dataset.item);
  }
}

function selectable() {
  const all = table.querySelector("[data-all]");
  const boxes = [...table.querySelectorAll("input[name=item]")];
  const count = document.querySelector("[data-count]");
  all.hidden = false;
  const tell = () => {
    const many = boxes.filter((box) => box.checked).length;
    count.textContent = `${many} selected:`;
    all.checked = many === boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  table.addEventListener("change", (event) => event.target.name === "item" && tell());
  tell();
}
