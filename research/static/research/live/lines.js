/* The list of lines: one's own can be changed and taken back, those of others are read. */

import { KIND_NAMES, read } from "./syntax.js";

/**
 * Draw lines into `list` and keep what did not change, so that nobody's focus is lost. `change(uuid, text)` is called
 * with what the author makes of a line. Returns `{draw, edit}`.
 */
export function lineList(list, { me, started, colours, change }) {
  const drawn = new Map();
  let editing = null;

  function draw(lines) {
    const rows = lines.map((line) => {
      const state = JSON.stringify([line.text, line.isWaiting, line.authorName]);
      const held = drawn.get(line.uuid);
      if (held && (held.state === state || editing === line.uuid)) return held.row;
      const row = rowOf(line);
      drawn.set(line.uuid, { row, state, line });
      return row;
    });
    for (const uuid of drawn.keys()) if (!lines.some((line) => line.uuid === uuid)) drawn.delete(uuid);
    rows.forEach((row, place) => { if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null); });
    while (list.children.length > rows.length) list.lastChild.remove();
  }

  function rowOf(line) {
    const isOwn = line.author === me;
    const row = element("li", `live-line${line.isWaiting ? " is-waiting" : ""}`);
    row.append(element("span", "clock", clock(Date.parse(line.at) - started)));
    const body = element("div");
    body.append(...wordsOf(line, isOwn));
    row.append(body);
    if (!isOwn) return row;
    row.append(buttons(line));
    row.addEventListener("click", ({ target }) => { if (!target.closest("button, textarea")) row.classList.toggle("is-open"); });
    return row;
  }

  function wordsOf(line, isOwn) {
    const { words, tags, kind, isQuote, isQuestion } = read(line.text);
    const said = element("p", "live-words");
    if (!isOwn && line.authorName) said.append(element("span", "live-author", line.authorName));
    if (isQuestion) said.append(element("span", "chip chip-warn", "ask later"), " ");
    said.append(element(isQuote ? "q" : "span", "", words));
    if (!tags.length && !kind) return [said];
    const marks = element("p", "tags");
    if (kind) marks.append(element("span", "chip", KIND_NAMES[kind]), " ");
    for (const tag of tags) marks.append(element("span", `tag tag-${colours(tag)}`, tag.replaceAll("-", " ")), " ");
    return [said, marks];
  }

  function buttons(line) {
    const made = element("span", "live-buttons");
    const first = line.text.slice(0, 40);
    made.append(
      button("Edit", `Edit “${first}”`, () => edit(line.uuid)),
      button("Delete", `Delete “${first}”`, () => change(line.uuid, "")),
    );
    return made;
  }

  /** Let the author write the line anew where it stands. */
  function edit(uuid) {
    const { row, line } = drawn.get(uuid) ?? {};
    if (!row || editing) return;
    editing = uuid;
    const field = element("textarea", "live-edit");
    field.value = line.text;
    field.rows = 1;
    field.maxLength = 2000;
    field.setAttribute("aria-label", "Change the line");
    const close = (text) => {
      if (editing !== uuid) return;
      editing = null;
      drawn.delete(uuid);
      if (text !== null && text !== line.text) change(uuid, text);
      else change(uuid, null);
    };
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      close(event.key === "Enter" ? field.value.trim() : null);
    });
    field.addEventListener("blur", () => close(field.value.trim() || null));
    row.children[1].replaceChildren(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  return { draw, edit };
}

/** Minutes and seconds, with hours where there are any. */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function element(name, className = "", textContent = "") {
  return Object.assign(document.createElement(name), { className, textContent });
}

function button(text, label, action) {
  const made = Object.assign(element("button", "live-button", text), { type: "button" });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", action);
  return made;
}
