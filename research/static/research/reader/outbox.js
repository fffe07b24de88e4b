/* What is to be sent, in the order it was done. It waits in the browser until the server has answered, so that a
   dropped connection or a closed tab loses nothing; keys see to it that what is sent twice happens once. */

import { Refusal, Unreachable, send } from "../api.js";

const AGAIN = 4000;
const TRIES = 4;
const PASSING = new Set([409, 429, 500]);

/** A name that nobody else has. (`randomUUID` exists behind https only.) */
export function unique() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Nobody is logged in, or somebody logged in anew in another tab: opened again, this page may send what waits. */
function isLoggedOut({ status, message }) {
  return status === 401 || (status === 403 && /CSRF/.test(message));
}

export class Outbox extends EventTarget {
  /** `request(entry)` gives `[method, path, {body, etag}]` at the moment of sending. */
  constructor({ name, request }) {
    super();
    this.name = `${name}.${unique()}`;
    this.request = request;
    this.entries = this.#left(name);
    this.#store();
    this.waiters = new Map();
    this.isSending = false;
    this.isAway = false;
    addEventListener("online", () => this.pump());
    addEventListener("pagehide", () => this.#store());
  }

  get size() { return this.entries.length; }

  /** Send the entry after those before it; resolves to what the server answered, rejects with its `Refusal`. */
  push(entry) {
    this.entries.push(Object.assign(entry, { key: unique(), tries: 0 }));
    this.#store();
    const answer = this.answerTo(entry);
    this.#told();
    queueMicrotask(() => this.pump());
    return answer;
  }

  /** Wait for an entry, such as one that was there when the page was opened. */
  answerTo(entry) {
    return new Promise((resolve, reject) => this.waiters.set(entry.key, { resolve, reject }));
  }

  /** Give up what has lost its meaning, such as changes to what was never made. */
  drop(isMeaningless) {
    for (const entry of this.entries.filter(isMeaningless)) this.waiters.delete(entry.key);
    this.entries = this.entries.filter((entry) => !isMeaningless(entry));
    this.#store();
  }

  async pump() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.entries.length && (await this.#sendFirst()));
    } finally {
      this.isSending = false;
      this.#told();
    }
  }

  /** Returns whether to go on with the next. */
  async #sendFirst() {
    const entry = this.entries[0];
    entry.tries += 1;
    this.#store();
    try {
      const [method, path, options] = this.request(entry);
      const answer = await send(method, path, { ...options, key: method === "POST" ? entry.key : undefined });
      this.isAway = false;
      this.#settle(entry, "resolve", answer);
    } catch (error) {
      if (error instanceof Unreachable || this.#passes(error, entry)) {
        this.isAway = true;
        this.isLoggedOut = isLoggedOut(error);
        setTimeout(() => this.pump(), AGAIN);
        return false;
      }
      this.#settle(entry, "reject", error);
    }
    return true;
  }

  #passes(error, entry) {
    if (isLoggedOut(error)) return true;
    if (!(error instanceof Refusal) || !PASSING.has(error.status)) return false;
    if (error.status === 409 && !/under way/.test(error.message)) return false;
    return entry.tries < TRIES;
  }

  #settle(entry, way, value) {
    this.entries.shift();
    this.#store();
    this.waiters.get(entry.key)?.[way](value);
    this.waiters.delete(entry.key);
    this.#told();
  }

  #told() { this.dispatchEvent(new Event("change")); }

  #store() {
    try {
      if (this.entries.length) localStorage.setItem(this.name, JSON.stringify(this.entries));
      else localStorage.removeItem(this.name);
    } catch { /* No room or no permission: the page still holds them. */ }
  }

  /** Take over what other visits left. One that is still open sends its own, too: that does no harm. */
  #left(name) {
    try {
      const names = Object.keys(localStorage).filter((one) => one.startsWith(`${name}.`));
      const entries = names.flatMap((one) => JSON.parse(localStorage.getItem(one)));
      for (const one of names) localStorage.removeItem(one);
      return entries;
    } catch {
      return [];
    }
  }
}
