/* More like this: highlights, here and in other interviews, that mean nearly the same. Asked for when it is opened. */

import { address, send } from "../api.js";
import { made, shortened } from "./parts.js";

const SEEN = 140;

export function moreLike(highlight) {
  const list = made("ul", { className: "like" });
  const told = made("p", { className: "quiet", role: "status" });
  const part = made("details", { className: "part more-like" }, made("summary", { textContent: "More like this", "data-part": "like" }), list, told);
  part.addEventListener("toggle", () => { if (part.open && !list.children.length) show(highlight, list, told); });
  return part;
}

async function show(highlight, list, told) {
  try {
    const { data } = await send("GET", address(`/api/v1/highlights/${highlight}/similar/`, { limit: 5 }));
    list.replaceChildren(...data.results.map(line));
    told.textContent = data.because || (data.results.length ? "" : "Nothing is like it yet. New highlights are understood within a minute.");
  } catch (error) {
    told.textContent = error.message;
  }
}

function line(like) {
  const words = like.withheld ? `(${like.withheld})` : shortened(like.quote, SEEN);
  const quote = like.verbatim && !like.withheld ? `“${words}”` : words;
  return made("li", {}, made("a", { href: `/notes/${like.note}/?highlight=${like.id}`, dir: "auto" }, quote), made("span", { className: "quiet", textContent: like.interview, dir: "auto" }));
}
