/* The item's page works without this. With it, steps are done in place, and what is typed elsewhere on the page stays. */

import { say, warn } from "./announce.js";
import { address, send } from "./api.js";
import { combobox } from "./combobox.js";

let isBusy = false;

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-step]")) return;
  event.preventDefault();
  step(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-step] textarea") || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey && field.id !== "paste") {
    event.preventDefault();
    step(field.form, field.form.querySelector("[data-default]"));
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    step(field.form, field.form.querySelector("[name=act]"));
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && field.id !== "paste") {
    event.preventDefault();
    step(field.form, field.form.querySelector(event.key === "ArrowUp" ? "[value=up]" : "[value=down]"));
  }
});

/** Send the form as the browser would, and put the part of the page that the answer has in the place of this one. */
async function step(form, button) {
  if (isBusy || button.disabled || !form.reportValidity()) return;
  isBusy = true;
  const focused = document.activeElement.id, body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!response.ok) throw new Error("This page has changed. Load it anew.");
    show(new DOMParser().parseFromString(await response.text(), "text/html"), focused);
  } catch (error) {
    warn(error instanceof TypeError ? "No connection to the server." : error.message);
  }
  isBusy = false;
}

function show(page, focused) {
  const fresh = page.querySelector("[data-swap]");
  if (!fresh) return warn("This page has changed. Load it anew.");
  const failed = page.querySelector(".messagelist .error");
  if (failed) return warn(failed.textContent.trim()); // what was typed stays to be mended
  document.querySelector("[data-swap]").replaceWith(document.adoptNode(fresh));
  agree(page);
  suggest();
  (document.getElementById(focused) ?? document.getElementById("paste"))?.focus();
  const told = page.querySelector(".messagelist .success");
  if (told) say(told.textContent.trim());
}

/** The form below may be saved although a step has counted the version up; not if somebody changed its fields meanwhile. */
function agree(page) {
  const version = document.querySelector("input[name=version]"), now = page.querySelector("input[name=version]");
  if (!version || !now) return;
  const theirs = now.form.elements;
  const isSame = [...version.form.elements].every((field) => {
    const other = theirs[field.name];
    return field === version || /csrf/.test(field.name) || !other?.matches || initial(field) === initial(other);
  });
  if (isSame) version.value = now.value;
}

function initial(field) {
  return field.options ? [...field.options].filter((one) => one.defaultSelected).map((one) => one.value).join() : field.defaultValue;
}

/** Items by number or words, as one types. */
function suggest() {
  const field = document.querySelector("[data-items]");
  if (!field) return;
  combobox(field, {
    source: async (text) => {
      const { data } = await send("GET", address(field.dataset.items, { q: text }));
      return data.results.map(({ id, label, hint }) => ({ value: id, label, hint }));
    },
    choose: (item) => { field.value = item.label; },
  });
}

suggest();
document.documentElement.dataset.ready = "delivery";
