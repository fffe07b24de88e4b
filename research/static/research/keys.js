/* The keys of a page, and the sheet that lists them (`?`). */

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true], [contenteditable='']";
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const bound = [];

/**
 * Bind keys: `{"p": ["Mark as a pain point", run], "Mod+Shift+z": ["Redo", run]}`. Mod is ⌘ on a Mac, else Ctrl.
 * While a field has the focus, only those with Mod fire. `run` may return false: not now, let the browser have it.
 * `when` says whether they count at this moment. Returns a function that unbinds them.
 */
export function keys(map, { title = "This page", when = () => true } = {}) {
  const group = { title, map, when };
  bound.push(group);
  return () => bound.splice(bound.indexOf(group), 1);
}

/** Tell whether an event comes from somewhere that is typed in. */
export function isTyping(event) {
  return event.target instanceof Element && event.target.matches(FIELDS);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (isTyping(event) && !name.startsWith("Mod+")) return;
  if (document.querySelector("dialog:modal") && name !== "Escape") return;
  if (name === "?" && bound.length) return run(event, sheet);
  for (const { map, when } of [...bound].reverse()) {
    if (map[name] && when() && run(event, map[name][1])) return;
  }
});

function run(event, action) {
  if (action(event) === false) return false;
  event.preventDefault();
  return true;
}

/** Return the name of what was pressed, such as `p`, `Enter`, `Shift+ArrowDown` or `Mod+Shift+z`. */
function nameOf(event) {
  const isMod = IS_APPLE ? event.metaKey : event.ctrlKey;
  const isSign = event.key.length === 1;
  const key = isSign && isMod ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (!isSign || isMod);
  return `${isMod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key === " " ? "Space" : key}`;
}

/** Show the keys that count, each with what it does. */
export function sheet() {
  const dialog = document.createElement("dialog");
  dialog.className = "key-sheet";
  dialog.setAttribute("aria-label", "Keys");
  for (const { title, map, when } of bound) {
    if (!when()) continue;
    dialog.append(Object.assign(document.createElement("h2"), { textContent: title }), list(map));
  }
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close", className: "button plain" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.scrollTop = 0; // the button that has the focus is at the end
}

function list(map) {
  const made = document.createElement("dl");
  for (const [name, [does]] of Object.entries(map)) {
    if (!does) continue; // what goes without saying
    const keys = document.createElement("dt");
    keys.append(...name.split(/\+(?=.)/).map((part) => Object.assign(document.createElement("kbd"), { textContent: shown(part) })));
    made.append(keys, Object.assign(document.createElement("dd"), { textContent: does }));
  }
  return made;
}

const SIGNS = { Mod: IS_APPLE ? "⌘" : "Ctrl", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

function shown(part) {
  return SIGNS[part] ?? part;
}
