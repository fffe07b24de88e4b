/* Everything that is done to highlights, each a step that can be undone: shown at once, sent in the background. */

import { Refusal, send } from "../api.js";
import { offer, say, warn } from "../announce.js";
import { Steps } from "../steps.js";
import { Outbox, unique } from "./outbox.js";
import { KINDS } from "./requests.js";

export class Coding extends EventTarget {
  constructor({ settings, marks, refresh }) {
    super();
    this.settings = settings;
    this.marks = marks;
    this.refresh = refresh;
    this.answered = 0;
    this.steps = new Steps({ changed: () => this.#told() });
    this.outbox = new Outbox({
      name: `throughline.unsent.${settings.user}.${settings.note}`,
      request: (entry) => KINDS[entry.kind].request(this.#markOf(entry), this.#conditioned(entry)),
    });
    this.outbox.addEventListener("change", () => this.#told());
  }

  /** Put what waits from an earlier visit back where it belongs, and send it. */
  resume() {
    const waiting = [...this.outbox.entries];
    this.#told();
    for (const entry of waiting) {
      this.#begin(entry);
      this.outbox.answerTo(entry).then((answer) => this.#ended(entry, answer), (error) => this.#refused(entry, error));
    }
    if (waiting.length) say(`${waiting.length} change${waiting.length > 1 ? "s" : ""} from your last visit will be sent now.`);
    this.marks.changed();
    this.outbox.pump();
  }

  /** Mark a passage; returns the key of the mark, at once. */
  mark({ start, end, kind = "none", tags = [], comment = "" }) {
    const key = `n${unique()}`;
    const body = { note: this.settings.note, start, end, kind, tags, comment };
    let made = [];
    const add = () => this.marks.add(key, { start, end, kind, tags, comment, created_by: this.settings.user });
    add();
    this.#step({
      label: "Mark a passage",
      run: () => { add(); this.#do({ kind: "mark", mark: key, body }, (tags) => { made = tags; }); },
      revert: () => { this.#do({ kind: "delete", mark: key }); this.#forget(key, made); },
    });
    tags.forEach((tag) => this.marks.used(tag));
    return key;
  }

  /** Change kind, tags or comment. */
  change(key, values, label = "Change a highlight") {
    const mark = this.marks.get(key);
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, mark[name]]));
    let made = [];
    this.#step({
      label,
      run: () => this.#do({ kind: "change", mark: key, body: values }, (tags) => { made = tags; }),
      revert: () => { this.#do({ kind: "change", mark: key, body: before }); this.#forget(key, made); },
    });
  }

  /** Add a tag, by its id or as a new path; one that is there already stays. */
  tag(key, tag) {
    const mark = this.marks.get(key);
    if (mark.tags.includes(tag)) return;
    this.marks.used(tag);
    this.change(key, { tags: [...mark.tags, tag] }, "Tag a highlight");
  }

  untag(key, tag) {
    this.change(key, { tags: this.marks.get(key).tags.filter((one) => one !== tag) }, "Take a tag away");
  }

  /** Move a mark to another range, or put a detached one back. */
  place(key, { start, end }) {
    const mark = this.marks.get(key);
    const before = { start: mark.start, end: mark.end };
    if (before.start == null) { // there is nowhere to go back to
      this.#do({ kind: "place", mark: key, body: { start, end } });
      return;
    }
    this.#step({
      label: "Move a highlight",
      run: () => this.#do({ kind: "place", mark: key, body: { start, end } }),
      revert: () => this.#do({ kind: "place", mark: key, body: before }),
    });
  }

  attribute(key, participants) {
    const before = this.marks.get(key).participants;
    this.#step({
      label: "Say whose words",
      run: () => this.#do({ kind: "attribute", mark: key, body: { participants } }),
      revert: () => this.#do({ kind: "attribute", mark: key, body: { participants: before } }),
    });
  }

  remove(key) {
    const { start, end, kind, tags, comment, participants } = this.marks.get(key);
    this.#step({
      label: "Delete a highlight",
      run: () => this.#do({ kind: "delete", mark: key }),
      revert: () => this.#do({ kind: "mark", mark: key, body: { note: this.settings.note, start, end, kind, tags, comment } }, () => {
        const mark = this.marks.get(key);
        if (String(mark.participants) !== String(participants)) this.#do({ kind: "attribute", mark: key, body: { participants } });
      }),
    });
    offer("Highlight deleted.", "Undo", () => this.undo());
  }

  /** Rest an insight on the highlight; one without an id is made first. */
  cite(key, insight, stance) {
    this.#step({
      label: `Add to “${insight.title}”`,
      run: () => this.#do({ kind: "cite", mark: key, body: { insight: insight.id, stance }, title: insight.title }),
      revert: () => this.#uncite(key, insight.id),
    });
  }

  uncite(key, { insight, title, stance }) {
    this.#step({
      label: `Take from “${title}”`,
      run: () => this.#uncite(key, insight),
      revert: () => this.#do({ kind: "cite", mark: key, body: { insight, stance }, title }),
    });
  }

  /** Do something that is no entry of the outbox: `run` and `revert` talk to the server themselves. */
  step(step) {
    return this.steps.take(step);
  }

  async undo() { return this.#moved(() => this.steps.undo(), "Undone"); }
  async redo() { return this.#moved(() => this.steps.redo(), "Done again"); }

  async #moved(move, word) {
    try {
      const label = await move();
      if (label) say(`${word}: ${label[0].toLowerCase()}${label.slice(1)}.`);
    } catch (error) {
      warn(error.message);
    }
  }

  #step(step) {
    return this.steps.take(step).catch((error) => warn(error.message));
  }

  /** Make an insight of that title, and rest it on the highlight; both go with one undo. */
  citeNew(key, title, stance) {
    let insight = null;
    return this.#step({
      label: `Add to “${title}”`,
      run: async () => {
        insight = await newInsight(title, this.settings);
        this.#do({ kind: "cite", mark: key, body: { insight: insight.id, stance }, title });
      },
      revert: async () => {
        await send("DELETE", `/api/v1/insights/${insight.id}/`);
        const mark = this.marks.get(key);
        if (mark) mark.evidence = mark.evidence.filter((one) => one.insight !== insight.id);
        this.marks.changed();
      },
    });
  }

  #uncite(key, insight) {
    const one = this.marks.get(key)?.evidence.find((each) => each.insight === insight);
    if (one) this.#do({ kind: "uncite", mark: key, insight, evidence: one.id, title: one.title, stance: one.stance });
  }

  /** A tag that came into being by a step goes with it, unless somebody uses it by now. */
  #forget(key, tags) {
    for (const tag of tags) this.#do({ kind: "forget", mark: key, tag });
  }

  #do(entry, then = () => {}) {
    if (entry.kind !== "mark" && !this.marks.get(entry.mark)) return; // it was never saved, or somebody deleted it
    const full = { ...entry, highlight: this.marks.get(entry.mark)?.id ?? null, version: this.marks.get(entry.mark)?.version };
    this.#begin(full);
    this.marks.changed();
    this.outbox.push(full).then((answer) => then(this.#ended(full, answer) ?? []), (error) => this.#refused(full, error));
  }

  #begin(entry) {
    const mark = this.#markOf(entry);
    entry.isFirst = !mark.pending;
    entry.before = { ...mark };
    mark.pending += 1;
    mark.trouble = "";
    KINDS[entry.kind].apply(mark, entry, this.marks);
  }

  #ended(entry, { data }) {
    this.answered += 1;
    const mark = this.#markOf(entry);
    mark.pending -= 1;
    const later = mark.pending ? { ...mark } : null;
    const made = KINDS[entry.kind].done(mark, data, this.marks, entry);
    if (later) this.#keepLater(mark, later);
    this.marks.only(mark);
    this.marks.changed();
    return made;
  }

  /** What was done after this entry stays on the screen; only what the server alone knows is taken over. */
  #keepLater(mark, later) {
    const { id, version, quote, verbatim, by_interviewer, created_by, participants } = mark;
    Object.assign(mark, later, { id, version, quote, verbatim, by_interviewer, created_by, participants });
  }

  async #refused(entry, error) {
    this.answered += 1;
    const mark = this.#markOf(entry);
    mark.pending -= 1;
    if (entry.kind === "forget") return;
    const isGone = entry.kind === "delete" && error.status === 404;
    if (isGone) return this.marks.changed();
    if (!mark.id && entry.kind === "mark") {
      this.marks.remove(entry.mark);
      this.outbox.drop((later) => later.mark === entry.mark);
      this.dispatchEvent(new CustomEvent("lost", { detail: entry.body }));
    } else {
      const { pending } = mark;
      Object.assign(mark, entry.before, { pending, id: mark.id });
    }
    this.marks.changed();
    if (error instanceof Refusal && error.status === 412) await this.#conflict(entry, mark);
    else warn(entry.kind === "mark" ? `Not saved: ${error.message} Your selection is still there.` : `Not saved: ${error.message}`);
  }

  /** Somebody else was quicker: show theirs, say so, and offer to write one's own over it knowingly. */
  async #conflict(entry, mark) {
    await this.refresh();
    const wanted = entry.body ?? {};
    if (Object.keys(wanted).every((name) => String(mark[name]) === String(wanted[name]))) return; // it was oneself
    offer("Somebody changed this highlight while you did. You see theirs; nothing was overwritten.", "Write mine over it", () =>
      this.#do({ ...entry, kind: entry.kind }));
  }

  /** The version to insist on: what was on the screen when this was done, counted on by one's own changes. */
  #conditioned(entry) {
    const mark = this.#markOf(entry);
    const version = entry.isFirst ? entry.version : mark.version;
    return { ...entry, etag: version ? `"${version}"` : undefined };
  }

  #markOf(entry) {
    const mark = this.marks.get(entry.mark) ?? (entry.highlight && this.marks.byId(entry.highlight)) ?? this.marks.add(entry.mark);
    mark.id ??= entry.highlight;
    return mark;
  }

  #told() { this.dispatchEvent(new Event("change")); }
}

/** Make a draft; of the study, where that is private. */
async function newInsight(title, { private_study: study }) {
  const { data } = await send("POST", "/api/v1/insights/", { body: { title, study }, key: unique() });
  return { id: data.id, title: data.title };
}
