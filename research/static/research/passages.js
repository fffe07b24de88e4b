/* A number that leads to words (`a[data-passages]`): they open over the table, which stays where it is. */

import { warn } from "./announce.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-passages]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

async function open(link) {
  const answer = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = fresh && fresh.getElementById("passages");
  if (!found) return warn("The passages could not be fetched. Try again.");
  document.getElementById("passages")?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "passages";
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, document.adoptNode(found));
  dialog.setAttribute("aria-labelledby", found.getAttribute("aria-labelledby"));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  close.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}
