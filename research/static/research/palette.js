/* Ctrl/⌘ K: go anywhere by typing. Pages come from the menu of this page, everything else from the server. */

import { address, send } from "./api.js";
import { combobox } from "./combobox.js";
import { keys } from "./keys.js";

const PATIENCE = 120; // milliseconds without a key before the server is asked
let dialog = null;

const opener = document.querySelector("[data-palette]");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", open);
  keys({ "Mod+k": ["Go to a page or a record", open] }, { title: "Everywhere" });
}

function open() {
  if (dialog) return;
  dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Go to");
  const input = document.createElement("input");
  Object.assign(input, { type: "text", placeholder: "A page, a study, an insight, an item …" });
  input.setAttribute("aria-label", "Go to");
  dialog.append(input);
  document.body.append(dialog);
  combobox(input, { source: found, choose: (item) => location.assign(item.value) });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); dialog = null; });
  dialog.showModal();
}

async function found(text) {
  const pages = [...document.querySelectorAll("#header a[href]:not(.brand)")]
    .map((link) => ({ label: link.textContent.trim(), value: link.href, hint: "page" }))
    .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  if (!text) return pages;
  const search = { label: `Search for “${text}”`, value: address(opener.dataset.search, { q: text }), hint: "everywhere" };
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const { data } = await send("GET", address(opener.dataset.palette, { q: text }));
    return [...pages, ...data.results, search];
  } catch {
    return [...pages, search]; // away from the server, the menu still leads somewhere
  }
}
