/* What every page of the workplace does: know where its reader's clock stands, ask before typed words are lost,
   and open the palette. */

import "./names.js";
import "./live/left.js";
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
