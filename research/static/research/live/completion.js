/* Completion of `#tag` and `/kind` at the caret of a line. The field stays a text field of several lines, which may
   not be a combobox; its active descendant is the suggestion that Enter takes. */

import { KINDS, KIND_NAMES, typed } from "./syntax.js";

const MOST = 8;
const AT_CARET = /(?:^|\s)([#/])([^\s#]*)$/u;

/** Complete what is typed into `field`. `tags` are `[{path, colour}]`. Returns `{isOpen}`. */
export function complete(field, tags) {
  const list = Object.assign(document.createElement("ul"), { id: "completion", className: "suggestions live-completion", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Tags");
  field.after(list);
  for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": list.id })) field.setAttribute(name, value);
  const kinds = Object.keys(KINDS).map((word) => ({ word, label: KIND_NAMES[KINDS[word]] }));
  let items = [];
  let active = 0;

  function refresh() {
    const before = field.value.slice(0, field.selectionStart);
    const found = field.selectionStart === field.selectionEnd && AT_CARET.exec(before);
    items = found ? choices(found[1], found[2]) : [];
    draw();
  }

  function choices(sign, part) {
    const wanted = part.toLowerCase();
    if (sign === "/") return kinds.filter(({ word }) => word.startsWith(wanted)).map(({ word, label }) => ({ label, insert: `/${word}` }));
    const ranked = tags
      .map(({ path, colour }) => ({ label: path, colour, insert: `#${typed(path)}`, rank: rankOf(typed(path).toLowerCase(), wanted) }))
      .filter(({ rank }) => rank < 3)
      .sort((a, b) => a.rank - b.rank);
    return ranked.slice(0, MOST).filter(({ insert }) => insert.toLowerCase() !== `#${wanted}`);
  }

  function draw() {
    list.replaceChildren(...items.map(option));
    list.hidden = !items.length;
    mark(0);
  }

  function option({ label, colour }, index) {
    const made = Object.assign(document.createElement("li"), { id: `completion-${index}` });
    made.setAttribute("role", "option");
    if (colour) made.append(Object.assign(document.createElement("span"), { className: `dot tag-${colour}` }));
    made.append(Object.assign(document.createElement("span"), { className: "label", textContent: label }));
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => take(index));
    return made;
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === index)));
    if (!items.length) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const caret = field.selectionStart;
    const [, sign, part] = AT_CARET.exec(field.value.slice(0, caret));
    field.setRangeText(`${items[index].insert} `, caret - sign.length - part.length, caret, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function close() {
    items = [];
    draw();
  }

  field.addEventListener("input", refresh);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.altKey) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) mark((active + move + items.length) % items.length);
    else if (event.key === "Enter" || event.key === "Tab") take(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return { get isOpen() { return !list.hidden; } };
}

/** 0: begins so; 1: a name within the path, or a word of it, does; 2: holds it; 3: does not. */
function rankOf(path, wanted) {
  if (path.startsWith(wanted)) return 0;
  if (path.includes(`/${wanted}`) || path.includes(`-${wanted}`)) return 1;
  return path.includes(wanted) ? 2 : 3;
}
