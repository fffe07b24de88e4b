/* The inbox: read, mark, link, done, next; by mouse or by keys. */

import { offer, warn } from "../announce.js";
import { fragment } from "../fragments.js";
import { isTyping, keys } from "../keys.js";
import { Steps } from "../steps.js";
import { Desk } from "./desk.js";
import { heldBy, linkField, tagField } from "./fields.js";
import { select, selected, step } from "./selection.js";

const { tags: all, targets, may } = JSON.parse(document.querySelector("#inbox-state").textContent);
const tags = new Map(all.map((tag) => [tag.id, tag]));
const recent = [];
const toolbar = document.querySelector("#inbox-toolbar");
const find = (selector) => document.querySelector(selector);
const steps = new Steps();
const desk = new Desk(steps, refresh);
let mark = null; // the id of the mark that keys are about

const feedback = () => Number(find("#inbox-pane article")?.dataset.interview) || null;
const links = () => [...document.querySelectorAll("#inbox-list a[data-interview]")];
const rowOf = (id) => find(`.inbox-marks [data-mark="${id}"]`);

/** Take the list and the piece anew from the server, at this piece. */
async function refresh(open, { isReading = false } = {}) {
  const at = new URL(location);
  if (open) at.searchParams.set("open", open);
  else at.searchParams.delete("open");
  const parts = await fragment(at.pathname + at.search);
  const body = document.createElement("div");
  body.append(...parts);
  for (const id of ["#inbox-list", "#inbox-pane"]) find(id).replaceWith(body.querySelector(id));
  history.replaceState(null, "", at);
  if (isReading) document.body.classList.toggle("is-reading", Boolean(open));
  dress();
}

/** Show what only works with a script. */
function dress() {
  for (const each of document.querySelectorAll(".inbox-buttons, .inbox-hint")) each.hidden = false;
  find("#inbox-list [aria-current]")?.scrollIntoView({ block: "nearest" });
  show(mark);
}

function show(id) {
  mark = id && rowOf(id) ? id : null;
  for (const row of document.querySelectorAll(".inbox-marks > li")) row.classList.toggle("is-active", Number(row.dataset.mark) === mark);
}

async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    warn(error.message);
    return null;
  }
}

async function open(id) {
  mark = null;
  await attempt(() => refresh(id, { isReading: true }));
  find(".inbox-text")?.focus({ preventScroll: true });
  find("#inbox-pane").scrollIntoView({ block: "nearest" });
}

/** Go to the next piece, or the one before. */
function go(by) {
  const all = links();
  const here = all.findIndex((link) => Number(link.dataset.interview) === feedback());
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
  if (next && Number(next.dataset.interview) !== feedback()) return open(next.dataset.interview);
}

/** Mark the words that are selected; without any, change the kind of the mark that one is at. */
async function setKind(kind, then = null) {
  const words = selected();
  if (words) {
    const { element, start, end } = words;
    hideToolbar();
    const id = await attempt(() => desk.mark({ note: Number(element.dataset.note), start, end, kind }, feedback()));
    if (!id) return select(element, start, end); // the words stay selected, to try again
    getSelection().removeAllRanges();
    show(id);
    if (then) ask(then, id);
    else find(".inbox-text")?.focus({ preventScroll: true });
    return;
  }
  const row = rowOf(mark);
  if (!row) return;
  if (then) return ask(then, mark);
  await attempt(() => desk.change(mark, { kind }, { kind: row.dataset.kind }, feedback()));
}

function ask(what, id) {
  const row = rowOf(id);
  if (!row) return;
  show(id);
  const again = async (action) => { await attempt(action); rowOf(id)?.focus(); };
  if (what === "link") return linkField(row, { targets, may, take: (body) => again(() => desk.link(id, body, feedback())) });
  const held = heldBy(row);
  tagField(row, tags, {
    recent,
    mayCreate: may.tag,
    take: (tag) => again(async () => {
      await desk.change(id, { tags: [...held, tag], create_tags: true }, { tags: held }, feedback());
      if (tags.has(tag)) recent.splice(0, recent.length, tag, ...recent.filter((one) => one !== tag).slice(0, 7));
    }),
  });
}

async function putAway(isDone = true) {
  const id = feedback();
  if (!id || !may.put_away) return;
  const all = links();
  const here = all.findIndex((link) => Number(link.dataset.interview) === id);
  const next = (all[here + 1] ?? all[here - 1])?.dataset.interview ?? null;
  const done = await attempt(async () => { await desk.putAway(id, next, isDone); return true; });
  if (!done) return;
  offer(isDone ? "Done." : "It waits in the inbox again.", "Undo", undo);
  find(".inbox-text")?.focus({ preventScroll: true });
}

async function undo() {
  const label = await attempt(() => steps.undo());
  if (label) offer(`Undone: ${label}.`, "Redo", () => attempt(() => steps.redo()));
}

function placeToolbar() {
  if (!toolbar) return;
  const words = selected();
  if (!words) return hideToolbar();
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  toolbar.hidden = false;
  toolbar.classList.toggle("is-docked", matchMedia("(hover: none)").matches);
  const { offsetWidth: width, offsetHeight: height } = toolbar;
  const top = box.top > height + 12 ? box.top - height - 8 : box.bottom + 8;
  toolbar.style.insetInlineStart = `${Math.max(8, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - 8))}px`;
  toolbar.style.insetBlockStart = `${Math.min(top, innerHeight - height - 8)}px`;
}

function hideToolbar() {
  if (toolbar) toolbar.hidden = true;
}

document.addEventListener("selectionchange", placeToolbar);
addEventListener("scroll", placeToolbar, { passive: true, capture: true });
toolbar?.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
toolbar?.addEventListener("click", ({ target }) => {
  const { kind, then } = target.closest("button")?.dataset ?? {};
  if (kind) setKind(kind, then);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#inbox-list a[data-interview]");
  const button = event.target.closest(".inbox-buttons button");
  const words = event.target.closest(".inbox-mark");
  if (link && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    open(link.dataset.interview);
  } else if (button) {
    const id = Number(button.closest("[data-mark]").dataset.mark);
    if (button.dataset.do === "delete") attempt(() => desk.remove(id, feedback()));
    else ask(button.dataset.do, id);
  } else if (words && getSelection().isCollapsed) {
    show(Number(words.dataset.marks.split(" ")[0]));
    rowOf(mark)?.scrollIntoView({ block: "nearest" });
  }
});
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest?.(".inbox-marks > li");
  if (row) show(Number(row.dataset.mark));
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "put-away") return;
  event.preventDefault();
  putAway(event.submitter.value === "done");
});
for (const choice of document.querySelectorAll(".inbox-filters select, .inbox-filters input[type=checkbox]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

const inText = (action) => (event) => {
  if (isTyping(event) || !find(".inbox-text")) return false;
  return action(document.activeElement.closest?.(".inbox-text") ?? find(".inbox-text"));
};
const coding = !may.mark ? (may.link ? { "i": ["Link the mark", () => (mark ? ask("link", mark) : false)] } : {}) : {
  "p": ["Pain point", () => setKind("pain_point")],
  "n": ["Need", () => setKind("need")],
  "d": ["Desire", () => setKind("desire")],
  "w": ["Workaround", () => setKind("workaround")],
  "l": ["Delight", () => setKind("delight")],
  "t": ["Tag", () => setKind("none", "tag")],
  "i": ["Link to an insight, an opportunity or a backlog item", () => setKind("none", "link")],
  "Delete": ["Delete the mark", () => (mark ? void attempt(() => desk.remove(mark, feedback())) : false)],
};
keys({
  "j": ["Next", () => go(1)],
  "k": ["The one before", () => go(-1)],
  ...(may.put_away ? { "e": ["Done, and next", () => putAway()] } : {}),
  ...coding,
  "ArrowDown": ["Select the next sentence", inText((text) => step(text, 1, false))],
  "ArrowUp": ["Select the sentence before", inText((text) => step(text, -1, false))],
  "Shift+ArrowDown": ["Take the next sentence, too", inText((text) => step(text, 1, true))],
  "Shift+ArrowUp": ["Without the last sentence", inText((text) => step(text, -1, true))],
  "Mod+z": ["Undo", undo],
  "Mod+Shift+z": ["Redo", () => attempt(() => steps.redo())],
  "/": ["Look for words", () => find("#q").focus()],
}, { title: "Inbox" });

dress();
