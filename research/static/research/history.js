/* Steps that tell what they did, with a button that takes them back. */

import { offer, say, warn } from "./announce.js";

/**
 * Return `{take, undo, redo}` over `Steps` that say what was done, or why not. `after()` is awaited after each, before
 * anything is said; `refused(error, step)` is true where a step tells by itself why it was refused.
 */
export function telling(steps, { after = async () => {}, refused = () => false } = {}) {
  async function attempt(action, step) {
    try {
      await action();
    } catch (error) {
      if (!refused(error, step)) warn(error.message);
    }
  }

  const undo = () => attempt(async () => {
    const label = await steps.undo();
    await after();
    say(label === null ? "There is nothing to undo." : `Undone: ${label}`);
  });
  const redo = () => attempt(async () => {
    const label = await steps.redo();
    await after();
    if (label !== null) say(label);
  });
  const take = (step) => attempt(async () => {
    await steps.take(step);
    await after();
    offer(step.label, "Undo", undo);
  }, step);
  return { take, undo, redo };
}
