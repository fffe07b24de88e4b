/* Live marks beside the transcript: the passage is chosen already, and one key says yes. */

import { warn } from "../announce.js";
import { send } from "../api.js";
import { keys } from "../keys.js";
import { Steps } from "../steps.js";
import { propose, timeOf } from "./match.js";

const holder = document.querySelector("#proposals");
if (holder) begin(JSON.parse(holder.textContent));

function begin(given) {
  const find = (id) => document.querySelector(`#${id}`);
  const { marks, turns, pieces } = given;
  let offset = given.offset;
  let active = Math.max(0, marks.findIndex((mark) => mark.fate === "open"));
  const steps = new Steps({ changed: showUndo });
  const passages = new Map();
  const spans = drawText();
  const rows = marks.map(drawRow);
  find("marks").append(...rows);
  find("offset").value = Math.round(offset / 1000);
  for (const mark of marks) passages.set(mark, propose(mark, { turns, pieces, offset }));
  show();

  function drawText() {
    const drawn = [];
    let row = null;
    pieces.forEach((piece, place) => {
      const turn = turns[piece.turn];
      if (!row || pieces[place - 1].turn !== piece.turn || piece.turn < 0) {
        row = element("p", turn?.is_interviewer ? "proposals-turn asked" : "proposals-turn");
        if (turn) row.append(element("span", "proposals-who", [turn.who, turn.at].filter(Boolean).join(" · ")));
        find("text").append(row);
      }
      const span = element("span", "proposals-piece", piece.text);
      span.addEventListener("click", (event) => choose(place, event.shiftKey));
      row.append(span, " ");
      drawn.push(span);
    });
    return drawn;
  }

  function drawRow(mark, place) {
    const row = element("li");
    const button = Object.assign(element("button", "proposals-row"), { type: "button" });
    button.append(element("span", "clock", mark.at), element("span", "proposals-words", mark.words), element("span", "proposals-fate"));
    button.addEventListener("click", () => go(place));
    row.append(button);
    return row;
  }

  /** Show the mark that is looked at, its passage, and how far one is. */
  function show() {
    const mark = marks[active];
    marks.forEach((each, place) => {
      const button = rows[place].firstChild;
      rows[place].dataset.fate = each.fate;
      if (place === active) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      button.lastChild.textContent = { open: "", accepted: "✓ accepted", dropped: "left in the notes" }[each.fate];
    });
    rows[active].scrollIntoView({ block: "nearest" });
    const open = marks.filter((each) => each.fate === "open").length;
    find("count").textContent = open ? `${open} of ${marks.length} still open` : "All marks are decided.";
    find("mark-shown").replaceChildren(...shownMark(mark));
    find("done").hidden = open > 0;
    for (const id of ["accept", "drop"]) find(id).disabled = mark.fate !== "open";
    paint();
  }

  function shownMark(mark) {
    const words = element("p", "proposals-said");
    words.id = "mark-words";
    words.append(element(mark.is_quote ? "q" : "span", "", mark.words));
    const about = element("p", "proposals-about");
    if (mark.kind) about.append(element("span", "chip", mark.kind), " ");
    for (const { name, colour } of mark.tags) about.append(element("span", `tag tag-${colour}`, name), " ");
    about.append(element("span", "quiet", [mark.at, mark.author].filter(Boolean).join(" · ")));
    return [words, about];
  }

  function paint() {
    const passage = passages.get(marks[active]);
    const isOpen = marks[active].fate === "open";
    spans.forEach((span, place) => {
      const isIn = isOpen && passage && place >= passage.first && place <= passage.last;
      span.classList.toggle("is-chosen", Boolean(isIn));
    });
    if (passage) find("text").scrollTop = spans[passage.first].offsetTop - find("text").clientHeight / 3;
  }

  function go(place) {
    active = Math.min(Math.max(place, 0), marks.length - 1);
    show();
  }

  function next() {
    const later = marks.findIndex((mark, place) => place > active && mark.fate === "open");
    go(later < 0 ? Math.max(0, marks.findIndex((mark) => mark.fate === "open")) : later);
    if (!marks.some((mark) => mark.fate === "open")) find("mark").focus();
  }

  function choose(place, isMore) {
    const held = passages.get(marks[active]);
    const passage = isMore && held ? { first: Math.min(held.first, place), last: Math.max(held.last, place) } : { first: place, last: place };
    passages.set(marks[active], passage);
    paint();
  }

  /** Move either end of the passage by sentences. */
  function stretch(first, last) {
    const held = passages.get(marks[active]);
    if (!held || marks[active].fate !== "open") return false;
    const from = Math.min(Math.max(held.first + first, 0), pieces.length - 1);
    const to = Math.min(Math.max(held.last + last, from), pieces.length - 1);
    passages.set(marks[active], { first: Math.min(from, to), last: to });
    paint();
    return true;
  }

  /** Move the end of the passage by whole turns. */
  function stretchTurn(by) {
    const { first, last } = passages.get(marks[active]);
    const turn = pieces[last].turn;
    let to = last;
    if (by > 0) {
      const isWhole = pieces[last + 1]?.turn !== turn;
      const wanted = isWhole ? pieces[last + 1]?.turn : turn;
      while (pieces[to + 1] && pieces[to + 1].turn === wanted) to += 1;
    } else {
      while (to > first && pieces[to].turn === turn) to -= 1;
    }
    return stretch(0, to - last);
  }

  async function decide(decision) {
    const mark = marks[active];
    if (mark.fate !== "open") return;
    const passage = passages.get(mark);
    const body = { line: mark.line, decision };
    if (decision === "accept") Object.assign(body, { start: pieces[passage.first].start, end: pieces[passage.last].end });
    await attempt(async () => {
      await steps.take({
        label: decision === "accept" ? "accepting a mark" : "dropping a mark",
        run: () => settle(mark, body),
        revert: () => settle(mark, { line: mark.line, decision: "take_back" }),
      });
      next();
    });
  }

  async function settle(mark, body) {
    const { data } = await send("POST", given.address, { body });
    mark.fate = data.fate;
    show();
  }

  async function undo() {
    await attempt(() => steps.undo());
    go(Math.max(0, marks.findIndex((mark) => mark.fate === "open")));
  }

  async function setOffset(milliseconds) {
    const before = offset;
    if (!Number.isFinite(milliseconds) || milliseconds === before) return;
    offset = milliseconds;
    find("offset").value = Math.round(offset / 1000);
    for (const mark of marks) if (mark.fate === "open") passages.set(mark, propose(mark, { turns, pieces, offset }));
    paint();
    await attempt(() => send("PATCH", given.address, { body: { offset_ms: Math.round(offset) } }));
  }

  /** The passage that is chosen is the right one: so far the clocks are apart. */
  function setByPassage() {
    const passage = passages.get(marks[active]);
    const piece = passage && pieces[passage.first];
    const at = piece && timeOf(piece, turns[piece.turn]);
    if (at == null) return warn("Nobody knows when this was said: the transcript has no times here.");
    const held = passages.get(marks[active]);
    setOffset(Math.round((at - marks[active].ms) / 1000) * 1000);
    passages.set(marks[active], held);
    paint();
  }

  async function attempt(action) {
    try {
      return await action();
    } catch (error) {
      warn(error.message);
      return null;
    }
  }

  function showUndo() {
    find("undo").disabled = !steps.undoLabel;
  }

  find("accept").addEventListener("click", () => decide("accept"));
  find("drop").addEventListener("click", () => decide("drop"));
  find("undo").addEventListener("click", undo);
  find("set-clock").addEventListener("click", setByPassage);
  find("offset").addEventListener("change", ({ target }) => setOffset(target.valueAsNumber * 1000));
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => stretch(0, button.dataset.do === "longer" ? 1 : -1));
  }
  const onButton = (event) => event.target.closest?.("button, a, summary");
  keys({
    "Enter": ["Accept", (event) => (onButton(event) ? false : void decide("accept"))],
    "Delete": ["Drop: it stays in the notes", () => decide("drop")],
    "Backspace": ["Drop", () => decide("drop")],
    "ArrowRight": ["End a sentence later", () => stretch(0, 1)],
    "ArrowLeft": ["End a sentence earlier", () => stretch(0, -1)],
    "Shift+ArrowLeft": ["Begin a sentence earlier", () => stretch(-1, 0)],
    "Shift+ArrowRight": ["Begin a sentence later", () => stretch(1, 0)],
    "ArrowDown": ["As far as the end of the turn, then of the next", () => stretchTurn(1)],
    "ArrowUp": ["Without the last turn", () => stretchTurn(-1)],
    "Alt+ArrowDown": ["The next sentence instead", () => stretch(1, 1)],
    "Alt+ArrowUp": ["The sentence before instead", () => stretch(-1, -1)],
    "j": ["Next mark", () => go(active + 1)],
    "k": ["Mark before", () => go(active - 1)],
    "c": ["Set the clock by this passage", setByPassage],
    "Mod+z": ["Undo", undo],
  }, { title: "Marks from the live log" });
}

function element(name, className = "", textContent = "") {
  return Object.assign(document.createElement(name), { className, textContent });
}
