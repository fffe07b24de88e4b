/* Search works without this. It adds keys: the box by `/`, the hits by j and k. */

import { keys } from "./keys.js";

const box = document.querySelector(".search-box input");
const hits = [...document.querySelectorAll(".search-hit")];

keys({
  "/": ["Back to the box", () => { box.focus(); box.select(); }],
  j: ["Next hit", () => step(1)],
  k: ["Hit before", () => step(-1)],
}, { title: "Search" });

box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && hits.length) {
    event.preventDefault();
    hits[0].focus();
  }
});
if (!box.value) box.focus();

function step(by) {
  const at = hits.indexOf(document.activeElement);
  hits[Math.min(Math.max(at + by, 0), hits.length - 1)]?.focus();
}
