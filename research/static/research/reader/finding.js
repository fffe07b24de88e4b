/* Going through the text: search in it, and from turn to turn by speaker, by tag, or to what nobody has tagged yet. */

import { say } from "../announce.js";
import { whenIdle } from "./parts.js";

export class Finding {
  constructor({ bar, desk, text, marks, painting, goTo }) {
    Object.assign(this, { desk, text, marks, painting, goTo, hits: [], at: -1 });
    this.input = bar.querySelector("#find");
    this.count = bar.querySelector("#find-count");
    this.chosen = bar.querySelector("#along");
    this.tags = document.createElement("optgroup");
    this.tags.label = "Passages tagged";
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape") this.clear();
      else return;
      event.preventDefault();
    });
    this.chosen.addEventListener("change", () => { this.onFilter?.(); this.along(1); });
    marks.addEventListener("change", whenIdle(() => this.#offerTags()));
  }

  /** The speaker along whose turns one goes, and the tag along whose passages; empty where neither was chosen. */
  get speaker() { return this.chosen.value.startsWith("speaker ") ? this.chosen.value.slice(8) : ""; }
  get tag() { return this.chosen.value.startsWith("tag ") ? Number(this.chosen.value.slice(4)) : 0; }

  /** Whether a highlight is one of those asked for. */
  admits(mark) {
    if (this.tag) return mark.tags.includes(this.tag);
    if (this.speaker) return this.text.paragraphAt(mark.start)?.speaker === this.speaker;
    return true;
  }

  search() {
    const wanted = this.input.value.trim();
    const pattern = wanted && new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
    this.hits = pattern ? this.text.paragraphs.flatMap((one) => [...one.text.matchAll(pattern)].map((found) => ({
      start: one.placeAt(found.index), end: one.placeAt(found.index + found[0].length),
    }))) : [];
    this.at = -1;
    this.painting.show("hit", this.hits, 5);
    this.painting.show("hit-now", []);
    this.#told();
  }

  step(by) {
    if (!this.hits.length) return;
    const from = this.at < 0 ? this.hits.findIndex((hit) => hit.start >= this.#here()) - (by > 0 ? 1 : 0) : this.at;
    this.at = (from + by + this.hits.length) % this.hits.length;
    this.painting.show("hit-now", [this.hits[this.at]], 6);
    this.goTo(this.hits[this.at]);
    this.#told();
  }

  clear() {
    this.input.value = "";
    this.search();
    this.text.root.focus({ preventScroll: true });
  }

  /** To the next (1) or previous (-1) of what was chosen: a speaker's turn or a tag's highlight; else any highlight. */
  along(by) {
    const { speaker } = this;
    if (speaker) return this.#turn(by, (one) => one.speaker === speaker, `No more turns of ${speaker}.`);
    return this.mark(by);
  }

  mark(by) {
    const all = this.marks.placed().filter((mark) => this.admits(mark));
    const now = this.desk.mark;
    const here = now?.start ?? this.#here();
    const at = now ? all.indexOf(now) : -1;
    const next = at >= 0 ? all[at + by] : by > 0 ? all.find((mark) => mark.start >= here) : all.findLast((mark) => mark.start < here);
    if (!next) return say(by > 0 ? "No highlight further down." : "No highlight further up.");
    this.desk.activate(next.key, { reveal: true });
  }

  untagged(by) {
    const covered = this.marks.placed().filter((mark) => mark.tags.length);
    const isBare = (one) => !one.element.classList.contains("asked") && !covered.some((mark) => mark.start < one.end && mark.end > one.start);
    this.#turn(by, isBare, "Every turn has a tag.");
  }

  #turn(by, fits, none) {
    const all = this.text.paragraphs;
    const here = this.text.indexAt(this.desk.mark?.start ?? this.#here());
    const isTurn = (one) => fits(one) && (one.element.classList.contains("begins") || !fits(all[one.index - 1]));
    const next = by > 0 ? all.slice(here + 1).find(isTurn) : all.slice(0, here).findLast(isTurn);
    if (!next) return say(none);
    this.desk.activate(null);
    this.goTo(next, { caret: true });
  }

  /** Where one reads: the caret if it is in sight, else the first line under the bar. */
  #here() {
    const place = this.place?.();
    if (place != null) return place;
    return this.text.firstBelow(120)?.start ?? 0;
  }

  #told() {
    this.count.textContent = this.input.value.trim() ? (this.at >= 0 ? `${this.at + 1} of ${this.hits.length}` : `${this.hits.length} found`) : "";
  }

  #offerTags() {
    const used = new Map();
    for (const mark of this.marks.placed()) for (const tag of this.marks.tagsOf(mark)) used.set(tag.id, [tag, (used.get(tag.id)?.[1] ?? 0) + 1]);
    const lines = [...used.values()].sort(([one], [other]) => one.path.localeCompare(other.path));
    const seen = JSON.stringify(lines.map(([tag, count]) => [tag.id, tag.path, count]));
    if (seen === this.seen) return;
    this.seen = seen;
    const { value } = this.chosen;
    this.tags.replaceChildren(...lines.map(([tag, count]) => new Option(`${tag.path} (${count})`, `tag ${tag.id}`)));
    if (lines.length) this.chosen.append(this.tags);
    else this.tags.remove();
    this.chosen.value = value;
    if (this.chosen.selectedIndex < 0) this.chosen.value = "";
  }
}
