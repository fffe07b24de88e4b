/* What each kind of entry in the outbox asks of the API, and what it makes of the mark before the answer is there. */

const API = "/api/v1";

/**
 * `apply(mark, entry, marks)`: as it will be. `request(mark, entry)`: method, path, options. `done(mark, data, marks)`:
 * what the answer says. Entries name a mark by its key; `entry.highlight` is its id, where it had one already.
 */
export const KINDS = {
  mark: {
    apply(mark, { body }) {
      Object.assign(mark, { start: body.start, end: body.end, kind: body.kind, tags: body.tags, comment: body.comment, isGone: false, id: null, state: "anchored" });
    },
    request: (mark, { body }) => ["POST", `${API}/highlights/`, { body: { ...body, create_tags: true } }],
    done: take,
  },
  change: {
    apply: (mark, { body }) => Object.assign(mark, body),
    request: (mark, { body, etag }) => ["PATCH", of(mark), { body: body.tags ? { ...body, create_tags: true } : body, etag }],
    done: take,
  },
  place: {
    apply: (mark, { body }) => Object.assign(mark, { ...body, state: "anchored" }),
    request: (mark, { body, etag }) => ["POST", `${of(mark)}place/`, { body, etag }],
    done: take,
  },
  attribute: {
    apply: (mark, { body }) => Object.assign(mark, body, { by_interviewer: false }),
    request: (mark, { body, etag }) => ["POST", `${of(mark)}attribute/`, { body, etag }],
    done: take,
  },
  delete: {
    apply: (mark) => Object.assign(mark, { isGone: true }),
    request: (mark, { etag }) => ["DELETE", of(mark), { etag }],
    done: (mark) => { mark.id = null; },
  },
  cite: {
    apply(mark, { body, title, key }) {
      mark.evidence = [...mark.evidence, { id: null, key, insight: body.insight, stance: body.stance, title }];
    },
    request: (mark, { body }) => ["POST", `${API}/insight-evidence/`, { body: { ...body, highlight: mark.id } }],
    done(mark, data) {
      mark.cited = { ...mark.cited, [data.insight]: data.id };
      mark.evidence = mark.evidence.map((one) => (one.insight === data.insight ? { ...one, id: data.id, stance: data.stance } : one));
    },
  },
  uncite: {
    apply(mark, { insight }) { mark.evidence = mark.evidence.filter((one) => one.insight !== insight); },
    request: (mark, { evidence, insight }) => ["DELETE", `${API}/insight-evidence/${evidence ?? mark.cited[insight]}/`, {}],
    done() {},
  },
  forget: {
    apply() {},
    request: (mark, { tag }) => ["DELETE", `${API}/tags/${tag}/`, {}],
    done(mark, data, marks, { tag }) { marks.tags.delete(tag); },
  },
};

function of(mark) {
  return `${API}/highlights/${mark.id}/`;
}

/** Take over what the server made of the mark; returns the ids of tags that nobody knew before. */
function take(mark, data, marks) {
  const made = data.tags.filter((tag) => !marks.tags.has(tag.id));
  for (const tag of data.tags) marks.tags.set(tag.id, { aliases: [], study: null, ...marks.tags.get(tag.id), ...tag });
  const { id, version, start, end, quote, kind, state, verbatim, by_interviewer, comment, created_by, participants } = data;
  Object.assign(mark, { id, version, start, end, quote, kind, state, verbatim, by_interviewer, comment, created_by, participants, tags: data.tags.map((tag) => tag.id) });
  return made.map((tag) => tag.id);
}
