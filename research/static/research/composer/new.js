/* A new insight: while its title is typed, those that are called like it are shown. */

import { alike } from "../alike.js";

const PAUSE = 300;
const title = document.querySelector("#id_title");
const box = document.querySelector(".alike-now");
const list = box.querySelector("ul");
const asked = new URLSearchParams(location.search).getAll("highlight");
let pause;
let last = 0;

title.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(look, PAUSE);
});
if (title.value) look();

async function look() {
  const mine = ++last;
  const rows = title.value.trim().length < 4 ? [] : await alike("insight", { text: title.value.trim() }).catch(() => []);
  if (mine !== last) return;
  list.replaceChildren(...rows.map(shown));
  box.hidden = !rows.length;
}

function shown(row) {
  const made = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `/insights/${row.id}/compose/`, textContent: row.title, className: "row-title" });
  if (asked.length) link.title = "Compose this one instead";
  made.append(link);
  return made;
}
