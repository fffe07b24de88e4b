/* What somebody wants to come back to before the conversation ends: the lines with a question mark in front. */

import { read } from "./syntax.js";

/** Show the open questions in `section`. One's own are ticked off: `asked(line)` makes the line a plain one. */
export function later(section, lines, { me, asked }) {
  const open = lines.filter((line) => read(line.text).isQuestion);
  const state = JSON.stringify(open.map((line) => [line.uuid, line.text]));
  section.hidden = !open.length;
  if (section.dataset.state === state) return;
  section.dataset.state = state;
  section.querySelector("ul").replaceChildren(...open.map((line) => row(line, me, asked)));
}

function row(line, me, asked) {
  const { words } = read(line.text);
  const made = document.createElement("li");
  made.append(Object.assign(document.createElement("span"), { textContent: words }));
  if (line.author !== me) return made;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "live-button", textContent: "Asked" });
  button.setAttribute("aria-label", `Asked: ${words}`);
  button.addEventListener("click", () => asked(line));
  made.append(button);
  return made;
}
