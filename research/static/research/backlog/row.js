/* One row that is typed in: Enter or leaving the row saves the score, Escape takes back what was typed. */

import { send } from "../api.js";

/** Let the row save itself. `take` does a step that can be undone. */
export function scorable(row, { framework, take }) {
  const item = Number(row.dataset.item);
  const inputs = [...row.querySelectorAll("[data-input]")];
  const form = row.querySelector(".score-form");
  for (const field of row.querySelectorAll("[data-field]")) changeable(field, { row, item, take });
  if (!form) return;
  let saved = read(inputs);
  let isSaving = false;

  const isChanged = () => JSON.stringify(read(inputs)) !== JSON.stringify(saved);
  const isWhole = () => inputs.every((input) => input.value !== "" || input.hasAttribute("data-optional"));
  row.addEventListener("input", () => row.classList.toggle("is-unsaved", isChanged()));
  row.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-input], .why") || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      write(inputs, saved);
      form.elements.reason.value = "";
      settle();
    }
  });
  row.addEventListener("focusout", (event) => {
    if (!row.contains(event.relatedTarget) && isChanged() && isWhole()) save({ isLeaving: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });

  async function save({ isLeaving = false } = {}) {
    if (isSaving || !isChanged()) return;
    isSaving = true;
    const before = saved, now = read(inputs), reason = form.elements.reason.value;
    await take({
      label: `Scored ${row.dataset.name}.`,
      run: async () => {
        await give(now, reason);
        hold(now);
      },
      revert: async () => {
        if (Object.values(before).every((value) => value === "")) throw new Error("A first score is replaced, never taken away.");
        await give(before, "Undone");
        hold(before);
      },
      refused: (refusal) => explain(inputs, refusal, { isLeaving }),
    });
    isSaving = false;
  }

  function give(values, reason) {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    return send("POST", "/api/v1/scores/", { body: { item, framework, inputs: given, reason } });
  }

  function hold(values) {
    saved = values;
    write(inputs, values);
    form.elements.reason.value = "";
    settle();
  }

  function settle() {
    row.classList.remove("is-unsaved");
    explain(inputs, { errors: {} });
  }
}

/** A field of the item itself saves as soon as another value is chosen. */
function changeable(field, { row, item, take }) {
  let saved = field.value;
  field.disabled = false;
  field.addEventListener("change", () => {
    const before = saved, now = field.value;
    if (now === before) return;
    const set = async (value) => {
      await send("PATCH", `/api/v1/backlog-items/${item}/`, { body: { [field.dataset.field]: given(field, value) } });
      saved = field.value = value;
    };
    take({
      label: said(field, row),
      run: () => set(now),
      revert: () => set(before),
      refused: () => { field.value = before; return false; },
    });
  });
}

/** An empty figure is none, and a comma is a point where people write so. */
function given(field, value) {
  return field.matches("input") ? value.trim().replace(",", ".") || null : value;
}

function said(field, row) {
  if (field.matches("select")) return `${row.dataset.name} is “${field.selectedOptions[0].textContent}” now.`;
  return field.value.trim() ? `${row.dataset.name} takes ${field.value.trim()} ${field.dataset.unit}.` : `${row.dataset.name} is not estimated now.`;
}

function read(inputs) {
  return Object.fromEntries(inputs.map((input) => [input.name, input.value.trim()]));
}

function write(inputs, values) {
  for (const input of inputs) input.value = values[input.name];
}

/** Put each sentence beside the input that it is about, and go to the first unless somebody is leaving. True if any. */
function explain(inputs, { errors }, { isLeaving = false } = {}) {
  let isSaid = false;
  for (const input of inputs) {
    const id = `error-${input.form.id}-${input.name}`;
    document.getElementById(id)?.remove();
    const sentence = errors[`/inputs/${input.name}`];
    input.toggleAttribute("aria-invalid", Boolean(sentence));
    input.removeAttribute("aria-describedby");
    if (!sentence) continue;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    input.after(Object.assign(document.createElement("p"), { id, className: "cell-error", textContent: sentence }));
    if (!isSaid && !isLeaving) input.focus();
    isSaid = true;
  }
  return isSaid;
}
