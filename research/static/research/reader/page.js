/* The reader's page: puts its parts together, and says which key does what. */

import { say } from "../announce.js";
import { Unreachable } from "../api.js";
import { keys, sheet } from "../keys.js";
import { Caret } from "./caret.js";
import { Coding } from "./coding.js";
import { Correcting } from "./correcting.js";
import { Desk } from "./desk.js";
import { Editor } from "./editor.js";
import { Finding } from "./finding.js";
import { Margin } from "./margin.js";
import { Marks } from "./marks.js";
import { Minimap } from "./minimap.js";
import { Painting } from "./painting.js";
import { LETTERS, button, made } from "./parts.js";
import { Passages } from "./passages.js";
import { Pointing } from "./pointing.js";
import { Ranging } from "./ranging.js";
import { Standing } from "./standing.js";
import { Text } from "./text.js";
import { Toolbar } from "./toolbar.js";
import { Watching } from "./watching.js";

const settings = JSON.parse(document.querySelector("#reader-settings").textContent);
const kinds = JSON.parse(document.querySelector("#reader-kinds").textContent);
const { may } = settings;
const reader = document.querySelector("#reader");
const bar = reader.querySelector(".reader-bar");
const notices = reader.querySelector(".reader-notices");
const grid = reader.querySelector(".reader-grid");
const element = (name) => bar.querySelector(`#${name}`);
bar.hidden = false;

const text = new Text(document.querySelector("#text"));
const marks = new Marks();
const desk = new Desk({ text, marks });
const painting = new Painting(text, marks);
const coding = new Coding({ settings, marks, refresh: () => watching.ask() });
const watching = new Watching({ settings, marks, coding, replaceText });
const caret = new Caret({ text, desk });
const ranging = new Ranging({ desk, text, caret, marks, coding, notices });
const editor = new Editor({ settings, coding, desk, marks, kinds, ranging, text });
const margin = new Margin({ element: reader.querySelector(".margin"), desk, text, marks, kinds, editor, user: settings.user });
reader.querySelector(".margin").append(editor.element);
editor.opened = () => margin.now();
const finding = new Finding({ bar, desk, text, marks, painting, goTo });
const admits = (mark) => finding.admits(mark);
const passages = new Passages({ element: reader.querySelector(".only-passages"), desk, text, marks, kinds, admits, open });
const minimap = new Minimap({ element: reader.querySelector(".minimap"), text, marks, admits, goTo });
const correcting = new Correcting({ settings, text, marks, coding, refresh: () => watching.ask(), undo: () => coding.undo() });
const standing = new Standing({ bar, settings, marks, coding, refresh: () => watching.ask(), notices });
new Pointing({ desk, text, marks, admits });
const toolbar = may.mark ? new Toolbar({ desk, text, marks, kinds, painting, apply, back, correct: may.correct && (() => correct()) }) : null;

painting.filter = margin.filter = admits;
finding.place = () => caret.inSight;
finding.onFilter = () => { painting.draw(); margin.draw(); minimap.draw(); if (passages.isOn) passages.draw(); };

const told = made("p", { className: "visually-hidden", role: "status" }); // for the ear: the eye sees the underline
notices.append(told);
const hint = made("p", { className: "hint", hidden: true, textContent: may.mark
  ? "Nothing is marked yet. Select words by mouse, or press g for a caret and hold Shift with the arrow keys. Then a letter says what they are: p pain point, n need, d desire, w workaround; t chooses a tag. ? shows all keys."
  : "Nothing is marked here yet." });
reader.querySelector(".margin").append(hint);
const losses = made("p", { className: "notice", hidden: true }, "", button("Show them", () => only(true), { className: "link" }));
notices.append(losses);

/** Mark the selection, or change what is at hand: `{kind}` or `{tag}`. */
function apply({ kind, tag }) {
  if (ranging.isOn) return false;
  const { mark, selection } = desk;
  if (!mark && !selection) return false;
  if (!mark) {
    desk.became(coding.mark({ ...selection, kind, tags: tag === undefined ? [] : [tag] }));
    standing.begun();
    told.textContent = `Marked${kind ? ` as ${kinds.find(([name]) => name === kind)[1]}` : ""}: ${text.slice(selection.start, selection.end)}`;
  } else if (tag === undefined) {
    coding.change(mark.key, { kind }, "Change the kind");
  } else if (mark.tags.includes(tag)) {
    coding.untag(mark.key, tag);
  } else {
    coding.tag(mark.key, tag);
  }
  return true;
}

/** From a field back to the text, with the selection as it was. */
function back() {
  text.root.focus({ preventScroll: true });
  if (desk.selection) text.select(desk.selection.start, desk.selection.end);
}

function goTo({ start, end }, { caret: isCaret = false } = {}) {
  if (passages.isOn) only(false);
  const paragraph = text.paragraphAt(start);
  paragraph.element.scrollIntoView({ block: "center" });
  const box = text.boxes(start, Math.min(end, start + 200))[0];
  if (box) scrollBy(0, box.top - innerHeight / 3);
  if (!isCaret) return;
  text.root.focus({ preventScroll: true });
  caret.put(start);
}

/** Open a highlight in the text; one that lost its words is put back there. */
function open(mark) {
  only(false);
  if (mark.start == null) {
    if (may.change) ranging.begin(mark.key);
  } else {
    desk.activate(mark.key, { reveal: true });
    editor.focus();
  }
}

function only(isOn) {
  passages.toggle(isOn);
  grid.hidden = isOn;
  if (isOn) desk.activate(null);
  else margin.draw();
  element("only").setAttribute("aria-pressed", String(isOn));
}

function correct() {
  caret.follow(); // the browser tells of a click a moment later
  const place = desk.selection?.start ?? desk.mark?.start ?? caret.head;
  if (place == null) return say("Put the caret into the turn that is to be corrected.");
  desk.activate(null);
  correcting.begin(place);
}

/** Take the text anew from the server, after somebody corrected it. */
async function replaceText() {
  const answer = await fetch(settings.address).catch(() => { throw new Unreachable(); });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const turns = page.querySelectorAll("#text > .turn");
  if (!turns.length) return;
  desk.activate(null);
  text.root.replaceChildren(...[...turns].map((turn) => document.adoptNode(turn)));
  text.read();
  painting.forget();
  margin.observe();
}

function askTag() {
  if (ranging.isOn) { ranging.finish(); return true; }
  if (desk.selection) return toolbar?.ask() ?? false;
  if (desk.active && may.change) { editor.focus("tag"); return true; }
  return false;
}

function away() {
  if (ranging.isOn) return ranging.cancel();
  if (!desk.selection && !desk.active) return false;
  getSelection().removeAllRanges();
  desk.activate(null);
  if (caret.head != null) caret.put(caret.head);
}

const atHand = (action) => () => (desk.mark ? action(desk.mark) : false);
/** The highlight at hand, opened at one of its parts; a passage that is only selected becomes one. */
const opened = (part) => () => {
  if (!desk.mark && !(may.mark && apply({}))) return false;
  desk.activate(desk.mark.key);
  editor.focus(part);
};
keys({
  "/": ["Search in the text", () => element("find").focus()],
  j: ["Next highlight, or turn of the speaker chosen", () => finding.along(1)],
  k: ["Highlight or turn before", () => finding.along(-1)],
  u: ["Next turn without a tag", () => finding.untagged(1)],
  U: ["Turn without a tag before", () => finding.untagged(-1)],
  g: ["Put the caret into the text", () => text.root.focus()],
  h: ["Only highlights, or the whole text", () => only(!passages.isOn)],
  Escape: ["Put away", away],
}, { title: "Reading" });
if (may.mark) {
  keys({
    ...Object.fromEntries(kinds.map(([kind, label]) => [LETTERS[kind], [`Mark as ${label}`, () => apply({ kind })]])),
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [String(number), [number === 1 ? "The tag used last; 2 to 9 those before" : "", () =>
      (marks.recent[number - 1] ? apply({ tag: marks.recent[number - 1] }) : false)]])),
    t: ["Choose a tag, or make one", askTag],
    Enter: ["Choose a tag; keep a new range", (event) => (event.target.closest?.("button, a, select, summary") ? false : askTag())],
    c: ["Comment", opened("comment")],
    i: ["Add to an insight", opened("insight")],
    e: ["Change its range", atHand(({ key }) => ranging.begin(key))],
    Delete: ["Delete the highlight", atHand(({ key }) => editor.delete(key))],
    Backspace: ["", atHand(({ key }) => editor.delete(key))],
    "Mod+z": ["Undo", () => coding.undo()],
    "Mod+Shift+z": ["Redo", () => coding.redo()],
    "Mod+y": ["Redo", () => coding.redo()],
  }, { title: "With a passage selected, or a highlight at hand" });
} else if (may.cite) {
  keys({ i: ["Add to an insight", opened("insight")], "Mod+z": ["Undo", () => coding.undo()] }, { title: "With a highlight at hand" });
}
if (may.correct) keys({ r: ["Correct the turn", correct] }, { title: "The text" });
keys(caret.keys(), { title: "The caret in the text; with Shift it selects", when: () => document.activeElement === text.root });

const controls = {
  up: () => finding.along(-1), down: () => finding.along(1), untagged: () => finding.untagged(1),
  only: () => only(!passages.isOn), undo: () => coding.undo(), redo: () => coding.redo(), keys: sheet,
};
for (const [name, action] of Object.entries(controls)) element(name)?.addEventListener("click", action);

desk.addEventListener("reveal", ({ detail }) => goTo(detail));
desk.addEventListener("held", ({ detail }) => painting.show("held", detail ? [detail] : [], 8));
desk.addEventListener("selection", () => {
  painting.show("active", desk.mark?.start != null && desk.active ? [desk.mark] : [], 7);
});
marks.addEventListener("change", () => {
  if (desk.active) painting.show("active", desk.mark?.start != null ? [desk.mark] : [], 7);
  const [placed, lost] = [marks.placed().length, marks.detached().length];
  element("only").textContent = `Only highlights (${placed + lost})`;
  hint.hidden = placed > 0 || Boolean(desk.active);
  losses.hidden = !lost;
  losses.firstChild.textContent = `${lost === 1 ? "1 highlight has" : `${lost} highlights have`} lost their words to a correction. `;
});
coding.addEventListener("lost", ({ detail: { start, end } }) => {
  if (desk.selection) return;
  desk.select({ start, end });
  back();
});
coding.addEventListener("change", () => {
  const { size, isAway, isLoggedOut } = coding.outbox;
  element("saving").textContent = !size ? "" : isLoggedOut ? `You are logged out. ${size} unsaved changes wait here.`
    : isAway ? `No connection. ${size} unsaved change${size > 1 ? "s wait" : " waits"} here.` : "Saving …";
  element("saving").classList.toggle("is-away", Boolean(size && isAway));
  for (const [name, label] of [["undo", coding.steps.undoLabel], ["redo", coding.steps.redoLabel]]) {
    const control = element(name);
    if (!control) continue;
    control.disabled = !label;
    control.title = label ? `${control.getAttribute("aria-label")}: ${label}` : "";
  }
});

await watching.ask();
coding.resume();
const parameters = new URLSearchParams(location.search);
const wanted = Number(parameters.get("highlight") ?? location.hash.match(/^#h-(\d+)$/)?.[1]);
const asked = wanted && marks.byId(wanted);
if (asked) open(asked);
else if (wanted) say("That highlight is not here any more, or not yours to see.");
const at = Number(parameters.get("at") ?? NaN); // where a search found something
if (at >= 0 && at < text.end) {
  const { start, end } = text.paragraphAt(at);
  goTo({ start, end }, { caret: true });
}
