/* The highlight that is at hand, opened in the margin: kind, tags, whose words, comment, insights, range, delete. */

import { citing } from "./citing.js";
import { moreLike } from "./like.js";
import { LETTERS, button, made } from "./parts.js";
import { tagField } from "./tagging.js";

export class Editor {
  constructor({ settings, coding, desk, marks, kinds, ranging, text }) {
    Object.assign(this, { settings, coding, desk, marks, kinds, ranging, text, key: null, seen: "", opened: () => {} });
    this.state = made("span", { className: "state" });
    this.element = made("section", { className: "editor", hidden: true });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      this.close();
    });
  }

  show(mark) {
    const seen = JSON.stringify([mark.key, mark.id, mark.kind, mark.tags, mark.comment, mark.participants, mark.evidence, mark.by_interviewer, mark.start, mark.end]);
    this.element.hidden = false;
    this.state.textContent = mark.pending ? "saving …" : "saved";
    if (seen === this.seen) return;
    const focused = mark.key === this.key && this.element.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    const typed = focused && document.activeElement.value;
    this.seen = seen;
    this.key = mark.key;
    this.element.setAttribute("aria-label", "Highlight");
    this.element.replaceChildren(...this.#parts(mark));
    if (!focused) return;
    const again = this.element.querySelector(`[data-part="${focused}"]`) ?? this.element.querySelector("button, input");
    if (typed && "value" in again) again.value = typed;
    again.focus({ preventScroll: true });
  }

  hide() {
    this.element.hidden = true;
    this.seen = "";
    this.key = null;
  }

  /** Into the editor, or to one part of it, such as the field for tags. */
  focus(part = "") {
    this.opened(); // at once: what is typed next belongs into the field
    const found = part ? this.element.querySelector(`[data-part="${part}"]`) : this.element.querySelector(".kinds [aria-pressed=true], button, input");
    found?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.desk.activate(null);
    this.text.root.focus({ preventScroll: true });
  }

  #parts(mark) {
    const { may } = this.settings;
    return [
      this.#head(mark),
      may.change ? this.#kinds(mark) : null,
      this.#tags(mark),
      this.#voices(mark),
      this.#comment(mark),
      citing({ mark, coding: this.coding, may: may.cite }),
      mark.id ? moreLike(mark.id) : null,
      this.#foot(mark),
    ].filter(Boolean);
  }

  #head(mark) {
    const by = mark.created_by === this.settings.user ? "by you" : `by ${this.marks.users.get(mark.created_by) ?? "somebody who has left"}`;
    return made("header", {},
      made("p", { className: "quiet" }, `${this.marks.get(mark.key)?.state === "moved" ? "Moved with its text" : "Marked"} ${by} · `, this.state),
      button("×", () => this.close(), { className: "close", "aria-label": "Close", "data-part": "close" }));
  }

  #kinds(mark) {
    return made("div", { className: "kinds", role: "group", "aria-label": "Kind" }, ...this.kinds.map(([kind, label]) =>
      button(label, () => this.coding.change(mark.key, { kind }, `Kind: ${label}`), {
        "aria-pressed": String(mark.kind === kind), "data-part": `kind-${kind}`, "aria-keyshortcuts": LETTERS[kind], className: "kind",
      })));
  }

  #tags(mark) {
    const { change } = this.settings.may;
    const tags = this.marks.tagsOf(mark).map((tag) => {
      const one = made("span", { className: `tag tag-${tag.colour}`, title: tag.path }, tag.name);
      if (change) one.append(button("×", () => this.coding.untag(mark.key, tag.id), { "aria-label": `Take ${tag.name} away`, "data-part": `untag-${tag.id}` }));
      return one;
    });
    const part = made("div", { className: "part" }, made("div", { className: "tags" }, ...tags));
    if (change) {
      const input = made("input", { type: "text", placeholder: "Add a tag …", "aria-label": "Add a tag", "data-part": "tag" });
      part.append(made("div", { className: "tag-field" }, input, made("kbd", { textContent: "t" })));
      tagField(input, {
        marks: this.marks,
        take: (tag) => { input.value = ""; this.coding.tag(mark.key, tag); },
        words: () => this.text.slice(mark.start, mark.end),
        except: () => mark.tags,
      });
    }
    return part;
  }

  #voices(mark) {
    if (!this.settings.may.change) {
      const codes = mark.participants.map((id) => this.marks.people.get(id)).join(", ");
      return made("p", { className: "quiet" }, mark.by_interviewer ? "An interviewer’s words" : codes || "Nobody’s words yet");
    }
    if (!this.marks.people.size) return null;
    const choose = () => this.coding.attribute(mark.key, [...boxes.querySelectorAll("input:checked")].map((box) => Number(box.value)));
    const boxes = made("fieldset", { className: "part voices" }, made("legend", { textContent: "Whose words" }),
      ...[...this.marks.people].map(([id, code]) => made("label", {},
        made("input", { type: "checkbox", value: id, checked: mark.participants.includes(id), onchange: choose, "data-part": `voice-${id}` }), ` ${code}`)));
    if (mark.by_interviewer) boxes.append(made("p", { className: "quiet", textContent: "An interviewer’s words: nobody’s evidence." }));
    return boxes;
  }

  #comment(mark) {
    if (!this.settings.may.change) return mark.comment ? made("p", { textContent: mark.comment }) : null;
    const field = made("textarea", { rows: mark.comment ? 3 : 1, value: mark.comment, placeholder: "Comment …", maxLength: 100000, "aria-label": "Comment", "data-part": "comment" });
    field.addEventListener("change", () => {
      if (field.value !== this.marks.get(mark.key)?.comment) this.coding.change(mark.key, { comment: field.value }, "Comment");
    });
    field.addEventListener("keydown", (event) => { // leaving the field keeps what it says
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.text.root.focus({ preventScroll: true });
    });
    return made("div", { className: "part" }, field);
  }

  #foot(mark) {
    const { may, address } = this.settings;
    const foot = made("footer", {});
    if (may.change) foot.append(button("Change its range", () => this.ranging.begin(mark.key), { className: "link", "data-part": "range", "aria-keyshortcuts": "e" }));
    if (mark.id) foot.append(made("a", { href: `${address}?highlight=${mark.id}`, textContent: "Link", title: "The address of this passage", "data-part": "link" }));
    if (may.delete && (this.settings.leads || mark.created_by === this.settings.user)) foot.append(button("Delete", () => this.delete(mark.key), { className: "link bad", "data-part": "delete" }));
    return foot;
  }

  delete(key) {
    this.coding.remove(key);
    this.close();
  }
}
