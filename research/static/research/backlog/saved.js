/* Filters under a name of one's own. They stay in this browser: a list is narrowed for oneself. */

import { say } from "../announce.js";

const PLACE = "throughline.backlog.filters";

/** Offer the filters that were kept, and to keep what the address asks for. */
export function savedFilters(place) {
  place.hidden = false;
  draw();

  function draw() {
    const shown = Object.entries(kept()).map(([name, query]) => entry(name, query));
    place.replaceChildren(...shown, form());
  }

  function entry(name, query) {
    const made = document.createElement("span");
    made.className = "saved";
    const link = Object.assign(document.createElement("a"), { href: `?${query}`, textContent: name });
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    drop.setAttribute("aria-label", `Forget the filter ${name}`);
    drop.addEventListener("click", () => {
      const rest = kept();
      delete rest[name];
      keep(rest);
      draw();
      place.querySelector("input").focus();
    });
    made.append(link, drop);
    return made;
  }

  function form() {
    const made = document.createElement("form");
    const name = Object.assign(document.createElement("input"), { placeholder: "Name for this filter", maxLength: 40, required: true });
    name.setAttribute("aria-label", "Name for this filter");
    const button = Object.assign(document.createElement("button"), { type: "submit", className: "button plain", textContent: "Keep filter" });
    made.append(name, " ", button);
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      keep({ ...kept(), [name.value.trim()]: new URLSearchParams(new FormData(document.querySelector(".backlog-filter"))).toString() });
      say("Kept in this browser.");
      draw();
    });
    return made;
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "{}");
  } catch {
    return {};
  }
}

function keep(filters) {
  localStorage.setItem(PLACE, JSON.stringify(filters));
}
