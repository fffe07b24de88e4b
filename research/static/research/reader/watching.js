/* Asking every few seconds what others did, at the price of an entity tag while they did nothing. */

import { Refusal, Unreachable, send } from "../api.js";
import { say, warn } from "../announce.js";

const OFTEN = 3000;

export class Watching {
  constructor({ settings, marks, coding, replaceText }) {
    Object.assign(this, { settings, marks, coding, replaceText, etag: null, isAsking: false });
    this.timer = setInterval(() => { if (!document.hidden) this.ask(); }, OFTEN);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
  }

  /** Ask once; resolves when the page shows what the server has. */
  async ask() {
    if (this.isAsking) return this.isAsking;
    this.isAsking = this.#ask().finally(() => { this.isAsking = false; });
    return this.isAsking;
  }

  async #ask() {
    try {
      const { answered } = this.coding;
      const { data, etag, status } = await send("GET", this.settings.marks, { etag: this.etag });
      if (answered !== this.coding.answered) return this.#ask(); // what it tells may be from before one's own last change
      if (this.coding.outbox.size && this.coding.outbox.isAway) this.coding.outbox.pump();
      if (status === 304) return;
      if (!data) throw new Refusal(401, { detail: "You are logged out. What you marked waits in this browser: log in and open this note again." });
      const isCorrected = this.marks.isLoaded && data.version !== this.marks.version;
      if (isCorrected) await this.replaceText();
      this.etag = etag;
      this.#tell(this.marks.load(data));
    } catch (error) {
      if (error instanceof Refusal) this.#end(error);
      else if (!(error instanceof Unreachable)) throw error;
    }
  }

  /** Nothing more will come: one is logged out, or may not see the note any longer. */
  #end(refusal) {
    clearInterval(this.timer);
    if (!this.isOver) warn(refusal.message);
    this.isOver = true;
  }

  #tell(fresh) {
    const others = fresh.filter((mark) => mark.created_by !== this.settings.user);
    if (!others.length) return;
    const names = [...new Set(others.map((mark) => this.marks.users.get(mark.created_by) ?? "Somebody"))].join(" and ");
    say(others.length === 1 ? `${names} marked a passage.` : `${names} marked ${others.length} passages.`);
  }
}
