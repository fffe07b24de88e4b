/* Logging live: type, Enter, and go on listening. */

import { offer, say, warn } from "../announce.js";
import { keys } from "../keys.js";
import { complete } from "./completion.js";
import { guide } from "./guide.js";
import { Keeping } from "./keeping.js";
import { later } from "./later.js";
import { clock, lineList } from "./lines.js";
import { typed, withKind, withSign } from "./syntax.js";

const given = JSON.parse(document.querySelector("#live").textContent);
const find = (id) => document.querySelector(`#${id}`);
const [field, entry, state, current, takers] = ["text", "entry", "state", "current", "takers"].map(find);
const started = Date.parse(given.started);
const colour = new Map(given.tags.map((tag) => [typed(tag.path).toLowerCase(), tag.colour]));
for (const { path, colour: one } of given.tags) colour.set(typed(path.split("/").at(-1)).toLowerCase(), one);

const list = find("lines");
let begun = null;
let ended = null;
const keeping = new Keeping(given, draw);
const lines = lineList(list, {
  me: given.me, started, colours: (tag) => colour.get(tag.toLowerCase()) ?? "grey", change,
});
const questions = guide(find("guide"), {
  tick: (question, isAsked) => keeping.tick(question, isAsked),
  moved: (question, text) => {
    current.hidden = !question;
    current.textContent = question ? `↳ ${text}` : "";
    remember();
    field.focus();
  },
});
const completion = complete(field, given.tags);

/** Whether the last line is in view; lines scroll in their own box where there is room, else with the page. */
function isAtEnd() {
  const box = list.scrollHeight > list.clientHeight + 1 ? list : document.documentElement;
  return box.scrollTop + box.clientHeight > box.scrollHeight - 120;
}

function toEnd() {
  list.scrollTop = list.scrollHeight;
  scrollTo({ top: document.documentElement.scrollHeight });
}

function draw() {
  const wasAtEnd = isAtEnd();
  const all = keeping.lines;
  lines.draw(all);
  questions?.draw(keeping.asked);
  find("empty").hidden = all.length > 0;
  const others = [...new Set(all.filter((line) => line.author !== given.me).map((line) => line.authorName))].filter(Boolean);
  takers.hidden = !others.length;
  takers.textContent = `Taking notes, too: ${others.join(", ")}`;
  later(find("later"), all, { me: given.me, asked: (line) => change(line.uuid, withSign(line.text, "?")) });
  showState();
  if (wasAtEnd) toEnd();
  if (keeping.endedAt && !ended) {
    ended = keeping.endedAt;
    offer("Somebody ended this log. What you write is still kept.", "See what came of it", () => location.reload());
  }
}

function showState() {
  const count = keeping.waiting;
  const waits = `${count} line${count === 1 ? " waits" : "s wait"} in this browser`;
  const text = {
    saved: "Saved",
    saving: "Saving …",
    offline: count ? `No connection. ${waits} and will be sent.` : "No connection. What you type is kept in this browser.",
    refused: `${keeping.refusal}${count ? ` ${waits}.` : ""}`,
  }[keeping.state];
  if (state.textContent !== text) state.textContent = text;
  state.dataset.state = keeping.state;
}

function change(uuid, text) {
  if (text === null) return draw();
  const before = keeping.lines.find((line) => line.uuid === uuid)?.text;
  keeping.change(uuid, text);
  if (!text) offer("The line is gone.", "Undo", () => keeping.change(uuid, before));
  field.focus();
}

function keep() {
  const text = field.value.trim();
  if (!text) return;
  keeping.add({ text, begun: begun ?? keeping.now(), question: questions.current });
  field.value = "";
  begun = null;
  remember();
  toEnd();
}

function remember() {
  keeping.draft = { text: field.value, begun, question: questions?.current };
}

field.addEventListener("input", () => {
  begun = field.value.trim() ? begun ?? keeping.now() : null;
  remember();
});
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.altKey && ["ArrowDown", "ArrowUp"].includes(event.key)) questions.step(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && !completion.isOpen) keep();
  else if (event.key === "ArrowUp" && !field.value) lines.edit(keeping.lines.findLast((line) => line.author === given.me)?.uuid);
  else return;
  event.preventDefault();
});
entry.addEventListener("submit", (event) => {
  event.preventDefault();
  keep();
  field.focus();
});

const signs = find("signs");
signs.hidden = false;
signs.addEventListener("click", ({ target }) => {
  const { sign, kind } = target.closest("button")?.dataset ?? {};
  if (sign) field.value = withSign(field.value, sign);
  else if (kind) field.value = withKind(field.value, kind);
  else field.value = `${field.value.trimEnd()}${field.value.trim() ? " " : ""}#`;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

find("end").addEventListener("submit", async (event) => {
  if (event.submitter?.dataset.sure) return;
  event.preventDefault();
  const { target, submitter } = event;
  keep();
  if (await keeping.flush()) {
    submitter.dataset.sure = "yes";
    target.requestSubmit(submitter);
  } else warn("Some lines have not reached the server yet. They are kept in this browser; end the log when the connection is back.");
});

setInterval(() => { find("clock").textContent = clock(keeping.now() - started); }, 1000);
find("clock").textContent = clock(keeping.now() - started);

keys({
  "i": ["Write", () => field.focus()],
  "Mod+Enter": ["Keep the line", keep],
}, { title: "Live log" });

if (matchMedia("(max-width: 700px)").matches) for (const part of document.querySelectorAll(".live-aside details")) part.open = false;

const draft = keeping.draft;
if (draft?.text) {
  field.value = draft.text;
  begun = draft.begun;
  say("Your half-typed line is back.");
}
draw();
field.focus();
