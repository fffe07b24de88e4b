/* Correcting the text where it stands: a paragraph becomes a field, Enter saves, highlights stay on their words. */

import { Refusal, Unreachable, send } from "../api.js";
import { offer, say, warn } from "../announce.js";
import { button, made } from "./parts.js";

export class Correcting {
  constructor({ settings, text, marks, coding, refresh, undo }) {
    Object.assign(this, { settings, text, marks, coding, refresh, undo, open: null });
  }

  /** Open the paragraph at a place. */
  begin(place) {
    if (this.open) return this.open.field.focus();
    const paragraph = this.text.paragraphAt(place);
    const field = made("textarea", { className: "correction", value: paragraph.text, dir: "auto", "aria-label": "The corrected words" });
    const bar = made("div", { className: "correction-bar" },
      button("Save", () => this.save(), { className: "button" }), button("Cancel", () => this.close(), { className: "button plain" }),
      made("span", { className: "quiet", textContent: "Enter saves, Esc cancels. Highlights stay on their words." }));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.save();
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("input", () => fit(field));
    this.open = { paragraph, field, bar };
    paragraph.words.hidden = true;
    paragraph.element.append(field, bar);
    fit(field);
    field.focus();
  }

  close() {
    if (!this.open) return;
    const { paragraph, field, bar } = this.open;
    field.remove();
    bar.remove();
    paragraph.words.hidden = false;
    this.open = null;
    this.text.root.focus({ preventScroll: true });
  }

  async save() {
    const { paragraph, field } = this.open;
    const [was, becomes] = [paragraph.text, field.value];
    if (was === becomes) return this.close();
    if (!becomes.trim()) return warn("A turn keeps at least a word. Highlights on words that go are listed as lost.");
    const { start } = paragraph;
    const places = new Map(this.marks.placed().map((mark) => [mark.key, { start: mark.start, end: mark.end }]));
    let lost = [];
    try {
      await this.coding.step({
        label: "Correct the text",
        run: async () => { lost = await this.#correct(start, was, becomes); },
        revert: async () => {
          await this.#correct(start, becomes, was);
          for (const id of lost) await this.#putBack(id, places);
          await this.refresh();
        },
      });
    } catch (error) {
      if (error instanceof Unreachable) return warn("No connection: the correction is not saved. Your words are still in the field.");
      if (error instanceof Refusal && error.status === 412) return warn("Somebody corrected the text at the same time. Copy your words, cancel, and correct it again.");
      return warn(`Not saved: ${error.message}`);
    }
    if (lost.length) offer(`Corrected. ${lost.length} highlight${lost.length > 1 ? "s" : ""} lost their words.`, "Undo", this.undo);
    else say("Corrected.");
  }

  /** Replace the words at a place, if they still stand there; resolves to the ids of highlights that were lost. */
  async #correct(start, was, becomes) {
    const address = `/api/v1/notes/${this.settings.note}/`;
    const { data: note, etag } = await send("GET", address);
    const letters = [...note.text];
    const end = start + [...was].length;
    if (letters.slice(start, end).join("") !== was) throw new Error("The text has changed since. Nothing was corrected.");
    const text = letters.slice(0, start).join("") + becomes + letters.slice(end).join("");
    const { data } = await send("POST", `${address}correct/`, { body: { text }, etag });
    this.close();
    await this.refresh();
    return data.detached;
  }

  async #putBack(id, places) {
    const mark = this.marks.byId(id);
    const place = mark && places.get(mark.key);
    if (place) await send("POST", `/api/v1/highlights/${id}/place/`, { body: place });
  }
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}
