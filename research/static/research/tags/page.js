/* The page of tags: choosing, changing, undoing. The server draws; after each change the tree and panel come anew. */

import { offer, say, warn } from "../announce.js";
import { combobox } from "../combobox.js";
import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { askMerge, askMove, askNew, suggest } from "./asking.js";
import * as changes from "./changes.js";
import { tree } from "./tree.js";

const page = document.getElementById("codebook");
const mayChange = "mayChange" in page.dataset;
const steps = new Steps();
const filter = document.getElementById("tag-filter");
let walk = null;

page.querySelector(".codebook-tools").hidden = false;
wire();

function wire() {
  const list = document.getElementById("tag-tree");
  walk = list && tree(list, { choose: (node) => show(node.dataset.id), move: mayChange ? moveTo : null });
  walk?.filter(filter.value);
  for (const one of page.querySelectorAll("[data-with-script]")) one.hidden = false;
  wirePanel();
}

function nodes() { return [...page.querySelectorAll("#tag-tree > .node")]; }
function nodeOf(id) { return document.getElementById(`tag-${id}`); }
function tagInPanel() { return page.querySelector(".panel-head")?.dataset.tag; }
function chosen() { return page.querySelector(".node.is-chosen"); }

/* --- Showing -------------------------------------------------------------------------------------------- */

async function show(id, { isNew = true } = {}) {
  if (isNew) history.pushState(null, "", `?tag=${id}`);
  await redraw({ focus: id });
}

/** Fetch the page as it is now and put its tree and its panel in place of the old ones. */
async function redraw({ focus = null } = {}) {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return warn("The page could not be brought up to date. Reload it.");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const hadFocus = document.activeElement?.closest("#tag-tree") ?? focus;
  const { scrollTop } = document.getElementById("tag-panel");
  const before = tagInPanel();
  page.querySelector(".codebook-body").replaceWith(document.adoptNode(fresh.querySelector(".codebook-body")));
  if (tagInPanel() === before) document.getElementById("tag-panel").scrollTop = scrollTop;
  document.title = fresh.title;
  wire();
  if (hadFocus) walk?.focus(focus ?? chosen()?.dataset.id);
}

addEventListener("popstate", () => redraw());

/* --- Changing ------------------------------------------------------------------------------------------- */

/** Take a step, draw, and offer to undo it. Resolves to whether it was taken; what is refused is said. */
async function take(step, { then = {}, refuse = warn } = {}) {
  try {
    await steps.take(step);
  } catch (failure) {
    refuse(failure.message);
    return false;
  }
  await then.before?.();
  await redraw(then);
  offer(`${step.label}.`, "Undo", undo);
  return true;
}

async function undo() {
  const label = await steps.undo().catch((failure) => warn(failure.message) ?? false);
  if (label === null) say("There is nothing to undo.");
  if (!label) return;
  await redraw();
  say(`Undone: ${label}.`);
}

async function redo() {
  const label = await steps.redo().catch((failure) => warn(failure.message) ?? false);
  if (!label) return;
  await redraw();
  say(`${label}.`);
}

function moveTo(node, to) {
  const { id, name, parent } = node.dataset;
  const step = changes.move({ id, name, from: parent ? Number(parent) : null, to: to ? Number(to) : null, toName: to && nodeOf(to).dataset.name });
  return take(step, { then: { focus: id } });
}

async function askToMove(node) {
  const to = await askMove(node, nodes());
  if (to) await moveTo(node, to === "root" ? null : to.dataset.id);
}

async function askToMerge(node) {
  const into = await askMerge(node, nodes());
  if (!into) return;
  const { id, name } = node.dataset;
  const step = changes.merge({ id, name, into: Number(into.dataset.id), intoName: into.dataset.name });
  await take(step, { then: { before: () => goTo(into.dataset.id), focus: into.dataset.id } });
}

async function askForNew(under = null) {
  const answer = await askNew(nodes(), { under });
  if (!answer) return;
  if (answer instanceof Element) return show(answer.dataset.id);
  const made = {};
  const { id, study } = under?.dataset ?? {};
  const step = changes.create({ name: answer, parent: id ? Number(id) : null, study: study ? Number(study) : null, made });
  await take(step, { then: { before: () => { filter.value = ""; goTo(made.id); }, focus: null } });
  walk?.focus(made.id);
}

function goTo(id) { history.pushState(null, "", id ? `?tag=${id}` : location.pathname); }

async function remove(node) {
  const { id, name } = node.dataset;
  await take(changes.remove({ id, name }), { then: { before: () => goTo(null) } });
}

async function promote(node) {
  const { id, name, study, parent } = node.dataset;
  await take(changes.promote({ id, name, study: Number(study), under: parent ? Number(parent) : null }), { then: { focus: id } });
}

const ACTS = {
  edit: () => openForm(),
  cancel: () => closeForm(),
  move: askToMove,
  merge: askToMerge,
  promote,
  delete: remove,
  "new-under": askForNew,
};

page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act], [data-unmerge], [data-exemplify]");
  if (!button) return;
  const { act, unmerge, name, exemplify } = button.dataset;
  if (act === "new") return askForNew();
  if (act === "fold") return foldAll(button);
  if (unmerge) return take(changes.unmerge({ id: unmerge, name, into: Number(chosen().dataset.id) }));
  if (exemplify) return toggleExample(button);
  return ACTS[act]?.(chosen());
});

async function toggleExample(button) {
  const { id, name } = chosen().dataset;
  const highlight = Number(button.dataset.exemplify);
  await take(changes.exemplify({ id, name, highlight, isExample: button.getAttribute("aria-pressed") !== "true" }));
  page.querySelector(`[data-exemplify="${highlight}"]`)?.focus();
}

function foldAll(button) {
  const isFolded = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(isFolded));
  button.textContent = isFolded ? "Unfold all" : "Fold all";
  walk?.fold(isFolded);
}

/* --- The panel ------------------------------------------------------------------------------------------ */

function openForm(field = "name") {
  const form = document.getElementById("tag-form");
  if (!form) return;
  form.hidden = false;
  page.querySelector(".tag-text").hidden = true;
  form.elements[field].focus();
  form.elements[field].select();
}

function closeForm() {
  const form = document.getElementById("tag-form");
  form.reset();
  form.hidden = true;
  page.querySelector(".tag-text").hidden = false;
  walk?.focus(chosen().dataset.id);
}

function wirePanel() {
  const form = document.getElementById("tag-form");
  form?.addEventListener("submit", save);
  form?.addEventListener("keydown", (event) => { if (event.key === "Escape") closeForm(); });
  wireSplit();
}

async function save(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const [before, after] = [(field) => field.defaultValue, (field) => field.value].map((value) => written(form, value));
  before.colour = chosen().dataset.colour;
  const error = form.querySelector(".form-error");
  const refuse = (message) => Object.assign(error, { textContent: message, hidden: false });
  const { id, name } = chosen().dataset;
  await take(changes.edit({ id, name, before, after }), { then: { focus: id }, refuse });
}

function written(form, value) {
  const { name, definition, aliases, colour } = form.elements;
  const names = value(aliases).split(",").map((one) => one.trim()).filter(Boolean);
  return { name: value(name).trim(), definition: value(definition).trim(), aliases: [...new Set(names)], colour: colour.value };
}

function wireSplit() {
  const bar = document.getElementById("split-bar");
  if (!bar) return;
  const picks = [...document.querySelectorAll("#tag-panel .pick")];
  const all = document.getElementById("pick-all");
  const to = document.getElementById("split-to");
  bar.hidden = false;
  for (const one of [...picks, ...document.querySelectorAll("#tag-panel [data-exemplify]")]) one.hidden = false;
  const picked = () => picks.filter((pick) => pick.checked).map((pick) => Number(pick.value));
  const draw = () => {
    const count = picked().length;
    all.checked = count === picks.length;
    all.indeterminate = count > 0 && count < picks.length;
    document.getElementById("picked").textContent = count ? `${count} selected` : "Select passages to give them another tag";
    bar.querySelector(".split-to").hidden = !count;
  };
  bar.closest(".tag-panel").addEventListener("change", (event) => {
    if (event.target === all) for (const pick of picks) pick.checked = all.checked;
    if (event.target === all || event.target.matches(".pick")) draw();
  });
  const part = (into) => take(changes.split({ id: chosen().dataset.id, highlights: picked(), ...into }));
  const isOther = (node) => node !== chosen() && (!node.dataset.study || node.dataset.study === chosen().dataset.study);
  combobox(to, {
    source: (text) => suggest(nodes(), { fits: isOther })(text),
    choose: (item) => part({ into: Number(item.value), intoName: item.label }),
    create: (text) => part({ path: text, intoName: text }),
  });
}

/* --- Keys ----------------------------------------------------------------------------------------------- */

filter.addEventListener("input", () => walk?.filter(filter.value));
filter.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") walk?.focus(null);
  else if (event.key === "Escape") { filter.value = ""; walk?.filter(""); }
  else return;
  event.preventDefault();
});

const onNode = (act) => async () => {
  const node = walk?.current();
  if (!node) return;
  if (node !== chosen()) await show(node.dataset.id);
  await act(chosen());
};
keys({
  "/": ["Find a tag", () => filter.focus()],
  ...(mayChange && {
    e: ["Edit the tag: name, definition, colour", onNode(() => openForm())],
    d: ["Write its definition", onNode(() => openForm("definition"))],
    v: ["Move it under another", onNode(askToMove)],
    m: ["Merge it into another", onNode(askToMerge)],
    n: ["New tag", () => { askForNew(); }],
    u: ["New tag under it", onNode(askForNew)],
    "Mod+z": ["Undo", () => { undo(); }],
    "Mod+Shift+z": ["Redo", () => { redo(); }],
  }),
}, { title: "Tags" });
