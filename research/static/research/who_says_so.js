/* Who says so? The page works without this. It copies and prints what is shown, and follows threads through the picture. */

import { say, warn } from "./announce.js";

const copies = JSON.parse(document.getElementById("copies").textContent);
const buttons = document.querySelector(".says-copy");
if (buttons) buttons.hidden = false;

for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", () => {
    const done = copy(parts(button.dataset.copies));
    if (done) say(button.dataset.done);
    else warn("The browser did not let it be copied. Select the text and copy it yourself.");
  });
}
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

function parts(name) {
  return name === "rich" ? { "text/html": copies.rich, "text/plain": copies.plain } : { "text/plain": copies[name] };
}

/** Put texts of several types on the clipboard. Through the copy event: the newer way is closed to plain http. */
function copy(texts) {
  function give(event) {
    for (const [type, text] of Object.entries(texts)) event.clipboardData.setData(type, text);
    event.preventDefault();
  }
  document.addEventListener("copy", give, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", give);
  return done;
}

for (const flow of document.querySelectorAll(".flow")) {
  const parts = [...flow.querySelectorAll("[data-along]")];
  flow.addEventListener("pointerover", (event) => follow(flow, parts, event.target.closest("[data-along]")));
  flow.addEventListener("pointerleave", () => follow(flow, parts, null));
  flow.addEventListener("click", (event) => find(event.target.closest(".flow-node")));
}

/** Show where the passages of one part come from and lead to. */
function follow(flow, parts, part) {
  const along = new Set(part?.dataset.along.split(" ").filter(Boolean));
  flow.classList.toggle("is-tracing", along.size > 0);
  for (const each of parts) each.classList.toggle("is-on", each.dataset.along.split(" ").some((one) => along.has(one)));
}

/** Go to the words of what was clicked. */
function find(node) {
  if (!node) return;
  const { kind, of } = node.dataset;
  const place = kind === "passage" ? document.querySelector(`[data-passage="${CSS.escape(of)}"]`) : document.getElementById(kind === "insight" ? `insight-${of}` : kind);
  if (!place) return;
  document.querySelector(".is-found")?.classList.remove("is-found");
  if (kind === "passage") place.classList.add("is-found");
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: kind === "passage" ? "center" : "start" });
}
