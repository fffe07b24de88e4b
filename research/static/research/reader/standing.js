/* How far one is with coding, and coding blind: nobody of the coders sees the others' highlights until all are done. */

import { send } from "../api.js";
import { say, warn } from "../announce.js";
import { button, made } from "./parts.js";

const WORDS = { not_started: "not started", in_progress: "in progress", done: "done" };

export class Standing {
  constructor({ bar, settings, marks, coding, refresh, notices }) {
    Object.assign(this, { settings, marks, coding, refresh });
    this.select = bar.querySelector("#standing");
    this.notice = made("p", { className: "notice", hidden: true });
    notices.append(this.notice);
    this.address = `/api/v1/interviews/${settings.interview}`;
    this.select?.addEventListener("change", () => this.set(this.select.value));
    this.blind = document.querySelector("#blind");
    this.blind?.addEventListener("click", () => this.ask());
    marks.addEventListener("change", () => this.draw());
  }

  get mine() { return this.marks.statuses.find((one) => one.user === this.settings.user)?.status ?? "not_started"; }

  draw() {
    if (this.select && document.activeElement !== this.select) this.select.value = this.mine;
    const { blind } = this.marks;
    if (this.blind) this.blind.hidden = blind.length > 0;
    const names = blind.filter((id) => id !== this.settings.user).map((id) => this.marks.users.get(id)).join(" and ");
    const mine = blind.includes(this.settings.user);
    const said = mine ? `You and ${names} code this blind: you see each other’s highlights when both are done.` : `${names} code this blind: they do not see each other’s highlights until they are done.`;
    const seen = blind.length ? said : "";
    if (seen === this.seen) return;
    this.seen = seen;
    this.notice.hidden = !seen;
    this.notice.replaceChildren(seen, " ", ...(this.settings.may.code ? [button("Open now", () => this.openUp(), { className: "link" })] : []));
  }

  /** The first mark says that one has begun. Nobody waits for that. */
  begun() {
    if (!this.settings.may.code || this.mine !== "not_started" || this.hasBegun) return;
    this.hasBegun = true;
    this.#send("code", { status: "in_progress" }).catch(() => { this.hasBegun = false; });
  }

  set(status) {
    const before = this.mine;
    return this.#told(() => this.coding.step({
      label: `Coding: ${WORDS[status]}`,
      run: () => this.#send("code", { status }),
      revert: () => this.#send("code", { status: before }),
    }));
  }

  async openUp() {
    await this.#told(() => this.#send("open-up", {}));
  }

  /** Choose who codes blind. */
  async ask() {
    const { data } = await send("GET", "/api/v1/users/?limit=100");
    const dialog = made("dialog", { "aria-label": "Code blind" });
    const coders = data.results.filter((user) => user.is_active && user.role === "researcher");
    const boxes = coders.map((user) => made("label", { className: "coder" },
      made("input", { type: "checkbox", value: user.id, checked: user.id === this.settings.user }), ` ${user.first_name || user.username}`));
    const start = button("Code blind", async () => {
      const coders = [...dialog.querySelectorAll("input:checked")].map((box) => Number(box.value));
      if (coders.length < 2) return warn("Choose at least two people.");
      dialog.close();
      await this.#told(() => this.#send("code-blind", { coders }));
      say("From now on they do not see each other’s highlights here.");
    }, { className: "button" });
    dialog.append(
      made("h2", { textContent: "Who codes this interview blind?" }),
      made("p", { className: "quiet", textContent: "Each of them sees their own highlights only, until all are done. Then agreement between them means something." }),
      made("div", { className: "coders" }, ...boxes),
      made("div", { className: "dialog-buttons" }, start, button("Cancel", () => dialog.close(), { className: "button plain" })));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  async #send(step, body) {
    await send("POST", `${this.address}/${step}/`, { body });
    await this.refresh();
  }

  async #told(action) {
    try {
      await action();
    } catch (error) {
      warn(error.message);
      this.draw();
    }
  }
}
