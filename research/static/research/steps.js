/* Undo and redo of steps that may talk to the server. One runs at a time, in the order they were asked for. */

/**
 * A history of what was done since the page was opened. A step is `{label, run, revert}`; both may be async. What
 * fails to run is not kept; what fails to be taken back stays, so that it can be tried again. `changed()` is called
 * after each.
 */
export class Steps {
  #done = [];
  #undone = [];
  #last = Promise.resolve();
  #changed;

  constructor({ changed = () => {} } = {}) {
    this.#changed = changed;
  }

  get undoLabel() { return this.#done.at(-1)?.label ?? null; }
  get redoLabel() { return this.#undone.at(-1)?.label ?? null; }

  /** Do a step; resolves to what its `run` gave. */
  take(step) {
    return this.#next(async () => {
      const given = await step.run();
      this.#done.push(step);
      this.#undone = [];
      return given;
    });
  }

  /** Take the last step back; resolves to its label, or null where there is none. */
  undo() {
    return this.#next(() => this.#move(this.#done, this.#undone, "revert"));
  }

  redo() {
    return this.#next(() => this.#move(this.#undone, this.#done, "run"));
  }

  async #move(from, to, way) {
    const step = from.at(-1);
    if (!step) return null;
    await step[way]();
    from.pop();
    to.push(step);
    return step.label;
  }

  #next(action) {
    const mine = this.#last.then(action).finally(() => this.#changed());
    this.#last = mine.catch(() => {});
    return mine;
  }
}
