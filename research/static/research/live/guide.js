/* The guide beside the log: what was asked is ticked, and lines belong to the question that was ticked last. */

/**
 * `tick(question, isAsked)` is called when somebody ticks; `moved(question, text)` when lines begin to belong to another.
 * Returns `{current, draw(asked), step(by)}`.
 */
export function guide(list, { tick, moved }) {
  const rows = list ? [...list.children] : [];
  const count = document.querySelector("#asked-count");
  let current = null;

  for (const row of rows) {
    const box = row.querySelector("input");
    const here = row.querySelector(".live-now");
    box.addEventListener("change", () => {
      tick(idOf(row), box.checked);
      go(box.checked ? row : null);
    });
    here.hidden = false;
    here.addEventListener("click", () => { ask(row); go(current === row ? null : row); });
  }

  function ask(row) {
    const box = row.querySelector("input");
    if (box.checked) return;
    box.checked = true;
    tick(idOf(row), true);
  }

  function go(row) {
    current = row;
    for (const each of rows) {
      each.classList.toggle("is-current", each === row);
      each.querySelector(".live-now").setAttribute("aria-pressed", String(each === row));
    }
    reveal(row);
    moved(row ? idOf(row) : null, row?.querySelector("label").textContent ?? "");
  }

  return {
    get current() { return current ? idOf(current) : null; },
    draw(asked) {
      for (const row of rows) row.querySelector("input").checked = asked.has(idOf(row));
      if (count) count.textContent = `${rows.filter((row) => row.querySelector("input").checked).length} of ${rows.length} asked`;
    },
    /** Go on to the next question, or back, and tick it. */
    step(by) {
      if (!rows.length) return;
      const place = current ? rows.indexOf(current) + by : rows.findIndex((row) => !row.querySelector("input").checked);
      const row = rows[Math.min(Math.max(place, 0), rows.length - 1)];
      ask(row);
      go(row);
    },
  };
}

const idOf = (row) => Number(row.dataset.question);

/** Bring the row into view within the guide, without moving the page. */
function reveal(row) {
  for (let box = row?.parentElement; box && box !== document.body; box = box.parentElement) {
    if (box.scrollHeight <= box.clientHeight || getComputedStyle(box).overflowY === "visible") continue;
    const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
  }
}
