/* What can be done to a tag, each as a step that can be taken back. Nothing here knows the page. */

import { send } from "../api.js";

const API = "/api/v1/tags/";
const patch = (id, body) => send("PATCH", `${API}${id}/`, { body });
const post = (id, action, body = {}) => send("POST", `${API}${id}/${action}/`, { body });

/** Give fields other values; `before` and `after` have the same names. */
export function edit({ id, name, before, after }) {
  return { label: `“${name}” changed`, run: () => patch(id, after), revert: () => patch(id, before) };
}

export function move({ id, name, from, to, toName }) {
  const label = to ? `“${name}” hangs under “${toName}”` : `“${name}” stands at the root`;
  return { label, run: () => patch(id, { parent: to }), revert: () => patch(id, { parent: from }) };
}

export function merge({ id, name, into, intoName }) {
  return { label: `“${name}” is “${intoName}” now`, run: () => post(id, "merge", { into }), revert: () => post(id, "unmerge") };
}

export function unmerge({ id, name, into }) {
  return { label: `“${name}” is a tag of its own again`, run: () => post(id, "unmerge"), revert: () => post(id, "merge", { into }) };
}

export function promote({ id, name, study, under }) {
  const back = under ? { study, under } : { study };
  return { label: `“${name}” is the whole repository’s now`, run: () => post(id, "promote"), revert: () => post(id, "bind", back) };
}

/** Give passages another tag: `into` is its id, or else `path` is made. */
export function split({ id, highlights, into, path, intoName }) {
  let undo = null;
  const body = into ? { highlights, into } : { highlights, path };
  const count = highlights.length === 1 ? "1 passage has" : `${highlights.length} passages have`;
  return {
    label: `${count} the tag “${intoName}” instead`,
    run: async () => { undo = (await post(id, "split", body)).data.undo; },
    revert: () => post(id, "rejoin", { undo }),
  };
}

/** Let a passage show what the tag is for, or no longer. */
export function exemplify({ id, name, highlight, isExample }) {
  const say = (is_example) => post(id, "exemplify", { highlight, is_example });
  const label = isExample ? `The passage is an example of “${name}”` : `The passage is no longer an example of “${name}”`;
  return { label, run: () => say(isExample), revert: () => say(!isExample) };
}

/** Make a tag; `made.id` is its id once it was run. */
export function create({ name, parent = null, study = null, made = {} }) {
  return {
    label: `“${name}” is a tag`,
    run: async () => { made.id = (await send("POST", API, { body: { name, parent, study } })).data.id; },
    revert: () => send("DELETE", `${API}${made.id}/`),
  };
}

/** Delete a tag that nothing has; taken back, it is made anew with all that it said, and `id` is its new number. */
export function remove({ id, name }) {
  let now = id;
  let kept = null;
  return {
    get id() { return now; },
    label: `“${name}” is deleted`,
    run: async () => {
      const { parent, name, aliases, definition, colour, study } = (await send("GET", `${API}${now}/`)).data;
      kept = { parent, name, aliases, definition, colour, study };
      await send("DELETE", `${API}${now}/`);
    },
    revert: async () => { now = (await send("POST", API, { body: kept })).data.id; },
  };
}
