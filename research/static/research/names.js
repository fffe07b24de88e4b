/* Names for what the admin leaves without: Select2's boxes beside fields, the two halves of a moment, fields in rows,
   and columns of rows without a heading. Waits in jQuery's own queue, behind the scripts that draw those boxes. */

const $ = window.django?.jQuery;
if ($) {
  $(name);
  document.addEventListener("formset:added", name);
}

function name() {
  for (const box of document.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field")) {
    if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", labelOf(box));
  }
  for (const half of document.querySelectorAll(".datetime input:not([aria-label])")) {
    const legend = half.closest(".form-row, td")?.querySelector("legend, label")?.textContent ?? "";
    const what = half.classList.contains("vTimeField") ? "time" : "date";
    half.setAttribute("aria-label", `${trimmed(legend)} ${what}`.trim());
  }
  for (const field of document.querySelectorAll(".inline-group td :is(input:not([type=hidden]), select, textarea)")) {
    if (!field.labels?.length && !field.hasAttribute("aria-label")) nameByColumn(field);
  }
  for (const heading of document.querySelectorAll(".inline-group th:empty")) {
    const isFirst = heading.classList.contains("original");
    heading.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: isFirst ? "Row" : "Remove" }));
  }
}

/** A field in a row is called as its column is. */
function nameByColumn(field) {
  const cell = field.closest("td");
  const column = /(?:^| )field-(\S+)/.exec(cell.className)?.[1];
  const heading = column && field.closest("table").querySelector(`th.column-${column}`);
  const called = cell.matches(".delete") ? "Remove" : trimmed(heading?.textContent ?? "");
  if (called) field.setAttribute("aria-label", called);
}

function labelOf(box) {
  const field = box.closest(".select2-container")?.previousElementSibling;
  const label = field?.labels?.[0]?.textContent ?? field?.getAttribute("aria-label") ?? field?.name ?? "Choice";
  return trimmed(label);
}

function trimmed(label) {
  return label.trim().replace(/[\s:*]+$/, "");
}
