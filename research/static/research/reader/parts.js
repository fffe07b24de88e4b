/* Small parts of the page. Text of people is text here, never markup. */

/** Make an element: `made("button", {className: "x", textContent: "y", onclick}, child, …)`; `aria-…` and `data-…` are attributes. */
export function made(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for" || key === "list") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function button(label, action, properties = {}) {
  return made("button", { type: "button", textContent: label, onclick: action, ...properties });
}

export function chip(tag) {
  return made("span", { className: `tag tag-${tag.colour}`, textContent: tag.name, title: tag.path });
}

export const LETTERS = { pain_point: "p", need: "n", desire: "d", workaround: "w", delight: "l", question: "q", none: "x" };

/** Shorten to about so many characters, at a space. */
export function shortened(text, longest) {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2))} …`;
}

/** Run at most once a frame. */
export function onceAFrame(action) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; action(); });
  };
}

/** Run once, when what somebody waits for is on the screen. */
export function whenIdle(action) {
  let isAsked = false;
  const soon = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 50));
  return () => {
    if (isAsked) return;
    isAsked = true;
    soon(() => { isAsked = false; action(); }, { timeout: 1000 });
  };
}
