/* Closing the loop by keyboard: from one person to the next, and told. The forms send as they do without this. */

import { keys } from "./keys.js";

const people = [...document.querySelectorAll(".person")];
const hint = document.querySelector(".loop-keys");
if (hint) hint.hidden = false;

const current = () => document.activeElement?.closest(".person") ?? null;

/** Go to the person after, or before; from nowhere, to the first. */
function step(by) {
  const place = people.indexOf(current());
  const next = place < 0 ? people[0] : people[place + by];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** Send the form of the person in focus. */
function press(selector) {
  const button = current()?.querySelector(selector);
  if (!button) return false;
  button.form.requestSubmit(button);
}

keys({
  j: ["Next person", () => step(1)],
  k: ["The one before", () => step(-1)],
  t: ["Told", () => press(".person-tell button")],
  u: ["Not told after all", () => press("[data-take-back]")],
}, { title: "Close the loop" });

// After somebody was told the page comes anew: go on with the first who was not.
if (document.querySelector(".messagelist .success") && people.length) {
  (people.find((one) => !one.matches(".is-told")) ?? people[0]).focus({ preventScroll: true });
}
document.documentElement.dataset.loop = "ready";
