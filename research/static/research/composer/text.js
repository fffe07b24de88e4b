/* Title, statement and body: saved a moment after somebody stops typing, never over what somebody else wrote. */

import { Refusal, Unreachable, send } from "../api.js";

const PAUSE = 900;
const FIELDS = ["title", "statement", "body"];

export class Text {
  #saved;
  #pause;
  #saving = null;

  constructor(form, insight) {
    this.form = form;
    this.address = `/api/v1/insights/${insight}/`;
    this.version = Number(form.elements.version.value);
    this.state = form.querySelector(".saved");
    this.conflict = form.querySelector(".conflict");
    this.#saved = this.#typed();
    form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    form.addEventListener("input", () => { this.#say("…"); this.#soon(PAUSE); });
    form.addEventListener("focusout", () => this.#soon(0));
    form.elements.title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.elements.statement.focus();
    });
    addEventListener("beforeunload", (event) => { if (this.isDirty) event.preventDefault(); });
  }

  /** Tell whether something is typed that is not saved yet. */
  get isDirty() { return this.#changes() !== null; }

  async save() {
    clearTimeout(this.#pause);
    const changes = this.#changes();
    if (!changes) return this.#say("");
    if (this.#saving || !this.conflict.hidden) return;
    if (changes.title === "") return this.#say("An insight needs a title.", "bad");
    this.#say("Saving …");
    this.#saving = this.#write(changes)
      .then(() => this.#say(this.isDirty ? "…" : "Saved")) // somebody may have typed on
      .catch((error) => this.#failed(error));
    await this.#saving;
    this.#saving = null;
    if (this.conflict.hidden && this.isDirty && this.state.dataset.tone !== "bad") this.#soon(PAUSE);
  }

  /** Save what there is to save, now; resolves when that has come to an end. */
  async settle() {
    await this.#saving;
    await this.save();
  }

  async #write(changes, isSecond = false) {
    try {
      const { data } = await send("PATCH", this.address, { body: changes, etag: `"${this.version}"` });
      this.#keep(data, changes);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412 || isSecond) throw error;
      const { data: theirs } = await send("GET", this.address);
      if (FIELDS.some((name) => name in changes && theirs[name] !== this.#saved[name])) return this.#ask(theirs, changes);
      this.version = theirs.version; // something else of it was changed, such as its evidence
      await this.#write(changes, true);
    }
  }

  #keep(data, changes) {
    this.version = data.version;
    for (const name of Object.keys(changes)) this.#saved[name] = changes[name];
    const heading = document.querySelector("h1");
    heading.textContent = `Compose: ${data.title}`;
  }

  /** Two people wrote the same field: show theirs, and let the person choose. */
  #ask(theirs, changes) {
    const others = FIELDS.filter((name) => name in changes && theirs[name] !== this.#saved[name]);
    const box = this.conflict;
    box.replaceChildren(line("p", "Somebody else changed this while you were writing. Theirs:"));
    for (const name of others) box.append(line("blockquote", theirs[name] || "(nothing)"));
    box.append(
      this.#choice("Keep mine", () => { this.version = theirs.version; for (const name of others) this.#saved[name] = theirs[name]; }),
      this.#choice("Take theirs", () => {
        this.version = theirs.version;
        for (const name of others) this.#saved[name] = this.form.elements[name].value = theirs[name];
      }),
    );
    box.hidden = false;
    throw new Refusal(412, { detail: "Not saved yet" });
  }

  #choice(label, run) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: "button plain" });
    button.addEventListener("click", () => { run(); this.conflict.hidden = true; this.save(); });
    return button;
  }

  #failed(error) {
    this.#say(error.message, "bad");
    if (error instanceof Unreachable) this.#soon(5000);
  }

  #soon(time) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.save(), time);
  }

  #typed() {
    return Object.fromEntries(FIELDS.map((name) => [name, this.form.elements[name].value.replaceAll("\r\n", "\n")]));
  }

  /** Return the fields that differ from what is saved, or null. */
  #changes() {
    const typed = this.#typed();
    const names = FIELDS.filter((name) => typed[name].trim() !== this.#saved[name].trim());
    return names.length ? Object.fromEntries(names.map((name) => [name, typed[name].trim()])) : null;
  }

  #say(words, tone = "") {
    this.state.textContent = words;
    this.state.dataset.tone = tone;
  }
}

function line(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
