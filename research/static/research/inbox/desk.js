/* What is done in the inbox, each step with its way back. The server is asked; the page is then taken anew. */

import { send } from "../api.js";

const API = "/api/v1";

/** `refresh(open)` takes the page anew, at this piece of feedback. Steps go into `steps`. */
export class Desk {
  #steps;
  #refresh;

  constructor(steps, refresh) {
    this.#steps = steps;
    this.#refresh = refresh;
  }

  /** Mark a passage; resolves to its id. */
  async mark({ note, start, end, kind }, feedback) {
    let id = null;
    await this.#steps.take({
      label: "the mark",
      run: async () => {
        const body = { note, start, end, kind, offset_unit: "utf16" };
        id = (await send("POST", `${API}/highlights/`, { body, key: crypto.randomUUID?.() })).data.id;
        await this.#refresh(feedback);
      },
      revert: async () => {
        await send("DELETE", `${API}/highlights/${id}/`);
        await this.#refresh(feedback);
      },
    });
    return id;
  }

  /** Change a mark: `{kind}` or `{tags, create_tags}`. */
  change(id, body, before, feedback) {
    const change = async (given) => {
      await send("PATCH", `${API}/highlights/${id}/`, { body: given });
      await this.#refresh(feedback);
    };
    return this.#steps.take({ label: "the change", run: () => change(body), revert: () => change(before) });
  }

  /** Delete a mark. Taking that back marks the same words again. */
  remove(id, feedback) {
    let held = null;
    let current = id;
    return this.#steps.take({
      label: "the deletion",
      run: async () => {
        held = (await send("GET", `${API}/highlights/${current}/`)).data;
        await send("DELETE", `${API}/highlights/${current}/`);
        await this.#refresh(feedback);
      },
      revert: async () => {
        const { note, start, end, kind, comment } = held;
        const body = { note, start, end, kind, comment, tags: held.tags.map((tag) => tag.id) };
        current = (await send("POST", `${API}/highlights/`, { body })).data.id;
        await this.#refresh(feedback);
      },
    });
  }

  /** Rest something on a mark: `{to, id}` or `{to, new}`. */
  link(id, body, feedback) {
    let made = [];
    return this.#steps.take({
      label: "the link",
      run: async () => {
        made = (await send("POST", `${API}/highlights/${id}/link/`, { body })).data.made;
        await this.#refresh(feedback);
      },
      revert: async () => {
        for (const address of made.toReversed()) await send("DELETE", address);
        await this.#refresh(feedback);
      },
    });
  }

  /** Put a piece of feedback away, or back; then show `next`. */
  putAway(feedback, next, isDone) {
    const set = async (status, open) => {
      await send("POST", `${API}/interviews/${feedback}/code/`, { body: { status } });
      await this.#refresh(open);
    };
    return this.#steps.take({
      label: isDone ? "putting it away" : "putting it back",
      run: () => set(isDone ? "done" : "not_started", next),
      revert: () => set(isDone ? "not_started" : "done", feedback),
    });
  }
}
