/* A field that suggests while one types: ARIA's combobox with a list, for tags, insights, participants, anything. */

let count = 0;

/**
 * Make `input` suggest. `source(text)` gives, at once or later, `[{value, label, hint, colour}]`; `choose(item)` is
 * called with the one that was taken. With `create(text)`, a last line offers to make what was typed, unless something
 * of just that name is there. Text of people is text here, never markup. Returns `{close, refresh}`.
 */
export function combobox(input, { source, choose, create = null, createLabel = (text) => `Create “${text}”` }) {
  const list = document.createElement("ul");
  list.id = `suggestions-${++count}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") ?? "Suggestions");
  list.hidden = true;
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  input.after(list);
  let items = [];
  let active = -1;
  let asked = 0;

  async function refresh() {
    const text = input.value.trim();
    const mine = ++asked;
    const found = await source(text);
    if (mine !== asked || !input.isConnected) return; // somebody typed on
    const isThere = found.some((item) => item.label.toLowerCase() === text.toLowerCase());
    items = create && text && !isThere ? [...found, { label: createLabel(text), isNew: true, text }] : found;
    draw();
  }

  function draw() {
    list.replaceChildren(...items.map(option));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(items.length ? 0 : -1);
  }

  function option(item, index) {
    const made = document.createElement("li");
    made.id = `${list.id}-${index}`;
    made.setAttribute("role", "option");
    if (item.colour) made.append(Object.assign(document.createElement("span"), { className: `dot tag-${item.colour}` }));
    made.append(Object.assign(document.createElement("span"), { textContent: item.label, className: "label" }));
    if (item.hint) made.append(Object.assign(document.createElement("span"), { textContent: item.hint, className: "hint" }));
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    made.addEventListener("click", () => take(index));
    return made;
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const item = items[index];
    if (!item) return;
    close();
    if (item.isNew) create(item.text);
    else choose(item);
  }

  function close() {
    asked += 1;
    items = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", refresh);
  input.addEventListener("focus", refresh);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && !isOpen) refresh();
    else if (move) mark((active + move + items.length) % items.length);
    else if (event.key === "Enter" && isOpen && active >= 0) take(active);
    else if (event.key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { close, refresh };
}
