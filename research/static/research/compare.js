/* Compare works without this. It draws the table anew as soon as something else is chosen, opens passages over it,
   and prints. */

import { warn } from "./announce.js";
import { address } from "./api.js";
import "./passages.js";

const form = document.querySelector(".compare-form");
form.querySelector("[data-show]").hidden = true;
let asked = 0;

form.addEventListener("change", () => {
  form.querySelector("[data-for-tags]").hidden = form.elements.rows.value !== "tags";
  history.replaceState(null, "", address(location.pathname, Object.fromEntries(new FormData(form))));
  draw();
});

async function draw() {
  const mine = ++asked;
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (mine !== asked) return; // something else was chosen meanwhile
  if (!answer?.ok) return warn("The table could not be fetched. Try again.");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("comparison").replaceWith(document.adoptNode(fresh.getElementById("comparison")));
  offerPrint();
}

function offerPrint() {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

offerPrint();
