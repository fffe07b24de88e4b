/* Move items in the order of the backlog: drag a handle, or use the arrows on it. Others see it on their next look. */

import { send } from "../api.js";

/** Let the rows of the table move. */
export function movable(table, { take }) {
  const body = table.tBodies[0];
  let dragged = null;

  for (const handle of table.querySelectorAll(".handle")) handle.disabled = false;

  table.addEventListener("keydown", (event) => {
    if (!event.target.matches(".handle")) return;
    const row = event.target.closest("tr");
    const last = body.rows[body.rows.length - 1];
    const places = {
      ArrowUp: () => row.previousElementSibling && { after: row.previousElementSibling.previousElementSibling },
      ArrowDown: () => row.nextElementSibling && { after: row.nextElementSibling },
      Home: () => row.previousElementSibling && { after: null },
      End: () => row !== last && { after: last },
    };
    const place = places[event.key]?.();
    if (event.key in places) event.preventDefault();
    if (place) move(row, place.after);
  });

  table.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".handle")) return;
    dragged = event.target.closest("tr");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.name);
    dragged.classList.add("is-moving");
  });
  table.addEventListener("dragover", (event) => {
    const place = dragged && placeOf(event);
    if (!place) return;
    event.preventDefault();
    mark(place.after);
  });
  table.addEventListener("drop", (event) => {
    const place = dragged && placeOf(event);
    if (!place) return;
    event.preventDefault();
    if (place.after !== dragged && place.after !== dragged.previousElementSibling) move(dragged, place.after);
  });
  table.addEventListener("dragend", () => {
    dragged?.classList.remove("is-moving");
    dragged = null;
    mark();
  });

  /** Return which row it would stand after, null for the first place; nothing outside of the rows. */
  function placeOf(event) {
    const row = event.target.closest?.("tbody tr");
    if (!row) return null;
    const { top, height } = row.getBoundingClientRect();
    return { after: event.clientY < top + height / 2 ? row.previousElementSibling : row };
  }

  function mark(after) {
    body.querySelector(".is-target")?.classList.remove("is-target");
    body.classList.toggle("is-target-first", after === null);
    after?.classList.add("is-target");
  }

  function move(row, after) {
    const before = row.previousElementSibling;
    return take({
      label: after ? `${row.dataset.name} stands after ${after.dataset.name} now.` : `${row.dataset.name} stands first now.`,
      run: () => put(row, after),
      revert: () => put(row, before),
    });
  }

  async function put(row, after) {
    const hadFocus = row.contains(document.activeElement);
    if (after) after.after(row);
    else body.prepend(row);
    if (hadFocus) row.querySelector(".handle").focus();
    number();
    await send("POST", `/api/v1/backlog-items/${row.dataset.item}/move/`, {
      body: { after: after ? Number(after.dataset.item) : null },
    });
  }

  function number() {
    [...body.rows].forEach((row, at) => { row.querySelector(".position").textContent = at + 1; });
  }
}
