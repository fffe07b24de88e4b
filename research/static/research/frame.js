/* What every page of the workplace does: know where its reader's clock stands, ask before typed words are lost,
   open the palette, and give the admin's type-ahead fields the names of their labels. */

import "./palette.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes(`time_zone=${encodeURIComponent(zone)}`)) {
  document.cookie = `time_zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
}

const form = document.querySelector("form[data-unsaved], #content-main form[id$=_form], form.log-form");
if (form) {
  const first = written(form);
  let isLeaving = false;
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && written(form) !== first) event.preventDefault();
  });
}

function written(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return JSON.stringify(fields.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

/* Select2 draws a box of its own beside each field and leaves it without a name. */
const $ = window.django?.jQuery;
if ($) {
  addEventListener("load", name);
  document.addEventListener("formset:added", name);
}

function name() {
  for (const box of document.querySelectorAll(".select2-selection:not([aria-label]), .select2-selection__rendered:not([aria-label])")) {
    const field = box.closest(".select2-container").previousElementSibling;
    const label = field.labels?.[0]?.textContent ?? field.closest("td, th")?.dataset.label ?? field.name;
    box.setAttribute("aria-label", label.replace(/[\s:*]+$/, ""));
  }
}
