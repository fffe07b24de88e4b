/* Lines are kept in the browser until the server has them, and sent every few seconds until it does.
   Sending one twice does no harm: each has a uuid, and a revision that counts its changes. */

import { Refusal, Unreachable, send } from "../api.js";

const SOON = 700;
const REGULARLY = 3000;
const AFTER_REFUSAL = 15000;
const AT_ONCE = 20; // so that a request fits what a browser still sends while its page closes

/**
 * Keep the log of one interview. `changed()` is called whenever lines, ticks or the state are other than before.
 * Lines are `{uuid, at, text, revision, question, author, authorName, isWaiting}`; an empty text is taken back.
 */
export class Keeping {
  #address;
  #me;
  #key;
  #changed;
  #lines = new Map();
  #waiting = new Map();
  #ticks = new Map();
  #asked = new Set();
  #etag = null;
  #timer = null;
  #isSending = false;
  #ahead;
  state = "saved";
  refusal = "";
  endedAt = null;

  constructor({ address, me, interview, now }, changed) {
    this.#address = address;
    this.#me = me;
    this.#key = `throughline.live.${me}.${interview}`;
    this.#changed = changed;
    this.#ahead = Date.parse(now) - Date.now();
    this.#recall();
    addEventListener("online", () => this.#plan(0));
    addEventListener("storage", ({ key }) => { if (key === this.#key) { this.#recall(); changed(); } });
    document.addEventListener("visibilitychange", () => this.#plan(0));
    this.#plan(0);
  }

  /** The server's time: lines of several people interleave by it, whatever their own clocks say. */
  now() { return Date.now() + this.#ahead; }

  get lines() {
    const all = new Map(this.#lines);
    for (const [uuid, line] of this.#waiting) all.set(uuid, { ...all.get(uuid), ...line, author: this.#me, isWaiting: true });
    return [...all.values()].filter((line) => line.text).sort((a, b) => a.at.localeCompare(b.at) || a.uuid.localeCompare(b.uuid));
  }

  get asked() {
    const all = new Set(this.#asked);
    for (const [question, isAsked] of this.#ticks) isAsked ? all.add(question) : all.delete(question);
    return all;
  }

  get waiting() { return this.#waiting.size; }

  /** Keep a new line that was begun at that moment (milliseconds). */
  add({ text, begun, question }) {
    this.#put({ uuid: crypto.randomUUID?.() ?? made(), at: new Date(begun).toISOString(), text, question, revision: 1 });
  }

  /** Change one's own line; an empty text takes it back. */
  change(uuid, text) {
    const line = this.#waiting.get(uuid) ?? this.#lines.get(uuid);
    if (!line) return;
    const { at, question, revision } = line;
    this.#put({ uuid, at, text, question, revision: revision + 1 });
  }

  tick(question, isAsked) {
    this.#ticks.set(question, isAsked);
    this.#remember();
    this.#changed();
    this.#plan(SOON);
  }

  /** What was typed and not kept yet, so that a closed tab does not lose it either. */
  get draft() { return recalled(`${this.#key}.draft`) ?? null; }
  set draft(draft) { stored(`${this.#key}.draft`, draft?.text ? draft : null); }

  /** Send all that waits now; resolves to whether nothing waits any more. */
  async flush() {
    clearTimeout(this.#timer);
    while (this.#isSending) await new Promise((done) => setTimeout(done, 50));
    await this.#exchange();
    return !this.#waiting.size && !this.#ticks.size;
  }

  #put(line) {
    this.#waiting.set(line.uuid, line);
    this.#remember();
    this.state = "saving";
    this.#changed();
    this.#plan(SOON);
  }

  #plan(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#exchange(), delay);
  }

  async #exchange() {
    if (this.#isSending) return;
    this.#isSending = true;
    const lines = [...this.#waiting.values()].slice(0, AT_ONCE);
    const asked = [...this.#ticks].map(([question, is_asked]) => ({ question, is_asked }));
    const isWrite = lines.length || asked.length;
    let next = document.hidden ? 5 * REGULARLY : REGULARLY;
    try {
      const answer = isWrite
        ? await send("POST", this.#address, { body: { lines, asked }, keepalive: true })
        : await send("GET", this.#address, { etag: this.#etag });
      if (answer.data) this.#take(answer, asked);
      this.state = this.#waiting.size ? "saving" : "saved";
      this.refusal = "";
      if (this.#waiting.size) next = SOON;
    } catch (error) {
      if (error instanceof Unreachable) this.state = "offline";
      else if (error instanceof Refusal) [this.state, this.refusal, next] = ["refused", refusalOf(error), AFTER_REFUSAL];
      else throw error;
    } finally {
      this.#isSending = false;
      this.#changed();
      this.#plan(next);
    }
  }

  #take({ data, etag }, asked) {
    this.#etag = etag;
    this.#ahead = Date.parse(data.now) - Date.now();
    this.endedAt = data.ended_at;
    this.#lines = new Map(data.lines.map(({ author_name: authorName, ...line }) => [line.uuid, { ...line, at: new Date(line.at).toISOString(), authorName }]));
    for (const [uuid, line] of this.#waiting) {
      const kept = this.#lines.get(uuid);
      if (kept && (kept.revision >= line.revision || kept.author !== this.#me)) this.#waiting.delete(uuid);
    }
    this.#asked = new Set(data.asked);
    for (const { question, is_asked: isAsked } of asked) if (this.#ticks.get(question) === isAsked) this.#ticks.delete(question);
    this.#remember();
  }

  #remember() {
    const isEmpty = !this.#waiting.size && !this.#ticks.size;
    stored(this.#key, isEmpty ? null : { lines: [...this.#waiting.values()], ticks: [...this.#ticks] });
  }

  #recall() {
    const held = recalled(this.#key);
    for (const line of held?.lines ?? []) {
      if ((this.#waiting.get(line.uuid)?.revision ?? 0) < line.revision) this.#waiting.set(line.uuid, line);
    }
    for (const [question, isAsked] of held?.ticks ?? []) this.#ticks.set(question, isAsked);
    if (this.#waiting.size) this.state = "saving";
  }
}

function refusalOf(error) {
  if (error.status === 401 || error.status === 403) return "You are logged out. Log in in another tab; what you typed waits here.";
  return error.message;
}

function stored(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch { /* Storage is full or forbidden: the page still sends what it holds. */ }
}

function recalled(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** A uuid where the browser makes none: pages without https. */
function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
