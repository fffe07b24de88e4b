/* Entries on the board: drag a handle, or use the arrows on it. What is refused goes back to where it was. */

import { send } from "../api.js";

/** Let the entries move. `take` does a step that can be undone. */
export function movable(board, { take }) {
  const columns = [...board.querySelectorAll(".column")];
  let dragged = null;

  for (const handle of board.querySelectorAll(".handle")) handle.disabled = false;

  board.addEventListener("keydown", (event) => {
    if (!event.target.matches(".handle") || event.altKey || event.ctrlKey || event.metaKey) return;
    const entry = event.target.closest(".entry");
    const places = {
      ArrowUp: () => entry.previousElementSibling && { after: entry.previousElementSibling.previousElementSibling },
      ArrowDown: () => entry.nextElementSibling && { after: entry.nextElementSibling },
      ArrowLeft: () => beside(entry, -1),
      ArrowRight: () => beside(entry, 1),
    };
    if (!(event.key in places)) return;
    event.preventDefault();
    const place = places[event.key]();
    if (place) move(entry, { column: place.column ?? columnOf(entry), after: place.after });
  });

  board.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".handle")) return;
    dragged = event.target.closest(".entry");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.name);
    event.dataTransfer.setDragImage(dragged, 12, 12);
    dragged.classList.add("is-moving");
  });
  board.addEventListener("dragover", (event) => {
    const place = dragged && placeOf(event);
    if (!place) return;
    event.preventDefault();
    mark(place);
  });
  board.addEventListener("drop", (event) => {
    const place = dragged && placeOf(event);
    if (!place) return;
    event.preventDefault();
    if (place.after !== dragged && !isThere(dragged, place)) move(dragged, place);
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-moving");
    dragged = null;
    mark();
  });

  /** The place in the next column or the one before: as far down as it stands now. */
  function beside(entry, by) {
    const column = columns[columns.indexOf(columnOf(entry)) + by];
    if (!column) return null;
    const at = [...entry.parentElement.children].indexOf(entry);
    return { column, after: listOf(column).children[at - 1] ?? (at ? listOf(column).lastElementChild : null) };
  }

  function placeOf(event) {
    const column = event.target.closest?.(".column");
    if (!column) return null;
    const entries = [...listOf(column).children];
    const below = entries.find((entry) => {
      const { top, height } = entry.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    return { column, after: below ? below.previousElementSibling : entries.at(-1) ?? null };
  }

  function isThere(entry, { column, after }) {
    return columnOf(entry) === column && entry.previousElementSibling === after;
  }

  function mark(place) {
    for (const name of ["is-target", "is-target-first"]) board.querySelector(`.${name}`)?.classList.remove(name);
    if (place?.after) place.after.classList.add("is-target");
    else if (place) listOf(place.column).classList.add("is-target-first");
  }

  function move(entry, place) {
    const before = { column: columnOf(entry), after: entry.previousElementSibling };
    const { name } = entry.dataset;
    const column = place.column.querySelector("h2").textContent;
    const where = place.after ? `after ${place.after.dataset.name}` : "first";
    return take({
      label: place.column === before.column ? `${name} stands ${where} now.` : `${name} is in “${column}” now.`,
      run: () => put(entry, place),
      revert: () => put(entry, before),
    });
  }

  async function put(entry, place) {
    const before = { column: columnOf(entry), after: entry.previousElementSibling };
    show(entry, place);
    try {
      await send("POST", `/api/v1/backlog-items/${entry.dataset.item}/place/`, {
        body: { horizon: place.column.dataset.horizon, after: place.after ? Number(place.after.dataset.item) : null },
      });
    } catch (error) {
      show(entry, before);
      throw error;
    }
  }

  function show(entry, { column, after }) {
    const hadFocus = entry.contains(document.activeElement);
    if (after) after.after(entry);
    else listOf(column).prepend(entry);
    if (hadFocus) entry.querySelector(".handle").focus();
    for (const each of columns) {
      const many = listOf(each).children.length;
      each.querySelector("[data-count]").textContent = many;
      each.querySelector(".nothing").hidden = many > 0;
    }
  }
}

function listOf(column) {
  return column.querySelector(".cards");
}

function columnOf(entry) {
  return entry.closest(".column");
}
