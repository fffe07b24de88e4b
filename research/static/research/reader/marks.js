/* What is marked, as the page knows it: what the server said last, and over it what it has not heard yet. */

export const UNTOUCHED = { kind: "none", tags: [], comment: "", participants: [], evidence: [] };

export class Marks extends EventTarget {
  constructor() {
    super();
    this.byKey = new Map();
    this.tags = new Map();
    this.people = new Map();
    this.users = new Map();
    this.statuses = [];
    this.blind = [];
    this.recent = [];
    this.version = 0;
    this.isLoaded = false;
  }

  /** Take over a document of the server's. What still waits to be sent is not overwritten. Returns what is new. */
  load(document) {
    this.version = document.version;
    this.tags = new Map(document.tags.map((tag) => [tag.id, tag]));
    this.people = new Map(document.people.map((one) => [one.id, one.code]));
    this.users = new Map(Object.entries(document.users).map(([id, name]) => [Number(id), name]));
    Object.assign(this, { statuses: document.statuses, blind: document.blind });
    if (!this.isLoaded) this.recent = document.recent.filter((id) => this.tags.has(id));
    const cited = Map.groupBy ? Map.groupBy(document.evidence, (one) => one.highlight) : grouped(document.evidence);
    const byId = new Map([...this.byKey.values()].filter((mark) => mark.id).map((mark) => [mark.id, mark]));
    const fresh = [];
    for (const row of document.highlights) {
      const known = byId.get(row.id);
      byId.delete(row.id);
      if (known?.pending) continue;
      const mark = known ?? this.add(`h${row.id}`);
      if (!known && this.isLoaded) fresh.push(mark);
      Object.assign(mark, row, { evidence: cited.get(row.id) ?? [] });
    }
    for (const gone of byId.values()) if (!gone.pending) this.byKey.delete(gone.key);
    this.isLoaded = true;
    this.changed();
    return fresh;
  }

  /** Add a mark that nobody has told the server of, or return the one of that key. */
  add(key, values = {}) {
    const mark = this.byKey.get(key) ?? { key, id: null, version: 0, pending: 0, state: "anchored", verbatim: true, by_interviewer: false, ...UNTOUCHED };
    Object.assign(mark, values);
    this.byKey.set(key, mark);
    this.sorted = null;
    return mark;
  }

  get(key) { return this.byKey.get(key) ?? null; }

  byId(id) {
    for (const mark of this.byKey.values()) if (mark.id === id) return mark;
    return null;
  }

  remove(key) { this.byKey.delete(key); }

  /** Drop another entry for the same highlight: a poll may have brought it before the answer to one's own request. */
  only(mark) {
    for (const other of this.byKey.values()) if (mark.id && other.id === mark.id && other !== mark) this.byKey.delete(other.key);
  }

  /** Those with a place, in the order of the text. */
  placed() {
    this.sorted ??= [...this.byKey.values()].filter((mark) => mark.start != null && !mark.isGone)
      .sort((one, other) => one.start - other.start || one.end - other.end || (one.id ?? Infinity) - (other.id ?? Infinity));
    return this.sorted;
  }

  detached() { return [...this.byKey.values()].filter((mark) => mark.state === "detached" && !mark.isGone); }

  /** The tags of a mark; a new one that the server does not know yet has a name only. */
  tagsOf(mark) {
    return mark.tags.map((one) => this.tags.get(one) ?? (typeof one === "string" ? { id: one, name: one.split("/").at(-1), path: one, colour: "grey" } : null)).filter(Boolean);
  }

  used(tag) {
    if (typeof tag !== "number") return;
    this.recent = [tag, ...this.recent.filter((one) => one !== tag)].slice(0, 9);
  }

  changed() {
    this.sorted = null;
    this.dispatchEvent(new Event("change"));
  }
}

function grouped(evidence) {
  const found = new Map();
  for (const one of evidence) found.set(one.highlight, [...(found.get(one.highlight) ?? []), one]);
  return found;
}
