/* What a line says: `research/live_syntax.py` reads the same, and one table of lines holds both to it. */

const SIGNS = /^\s*([!?]{1,2})(?=\s|[\p{L}\p{N}_]|["“„«‘'¿¡(])\s*/u;
const TAG = /(?<!\S)#([\p{L}\p{N}_][\p{L}\p{M}\p{N}_/-]*)/gu;
const KIND = /(?<!\S)\/([a-z]+)(?!\S)/g;
const LABEL_FIRST = /^\s*(?:#[\p{L}\p{N}_][\p{L}\p{M}\p{N}_/-]*)(?!\S)/u;
const LABEL_LAST = /(?:^|\s)#[\p{L}\p{N}_][\p{L}\p{M}\p{N}_/-]*\s*$/u;

export const KINDS = { pain: "pain_point", need: "need", desire: "desire", delight: "delight", workaround: "workaround" };
const SHORT = { p: "pain_point", n: "need", d: "desire", l: "delight", w: "workaround" };
export const KIND_NAMES = { pain_point: "pain point", need: "need", desire: "desire", delight: "delight", workaround: "workaround" };

const kindOf = (word) => KINDS[word] ?? SHORT[word] ?? "";

/** Return `{words, tags, kind, isQuote, isQuestion}` of a line as it was typed. */
export function read(typed) {
  const line = typed.split(/\s+/).filter(Boolean).join(" ");
  const signs = SIGNS.exec(line);
  let rest = signs ? line.slice(signs[0].length) : line;
  const kind = [...rest.matchAll(KIND)].map(([, word]) => kindOf(word)).find(Boolean) ?? "";
  rest = rest.replace(KIND, (whole, word) => (kindOf(word) ? "" : whole));
  const tags = [...new Set([...rest.matchAll(TAG)].map(([, word]) => tagOf(word)).filter(Boolean))];
  return {
    words: wordsOf(rest) || tags.map(spoken).join(" ") || line,
    tags,
    kind,
    isQuote: Boolean(signs?.[1].includes("!")),
    isQuestion: Boolean(signs?.[1].includes("?")),
  };
}

/** Return the tag's path; nothing for a number, which is none. */
function tagOf(word) {
  const path = word.split("/").map((name) => name.replace(/^[-_]+|[-_]+$/g, "")).filter(Boolean).join("/");
  return /\p{L}/u.test(path) ? path : "";
}

function wordsOf(given) {
  let rest = given;
  for (let label; (label = LABEL_LAST.exec(rest)) && isTag(label[0]);) rest = rest.slice(0, label.index);
  for (let label; (label = LABEL_FIRST.exec(rest)) && isTag(label[0]);) rest = rest.slice(label[0].length);
  const words = rest.replace(TAG, (whole, word) => (tagOf(word) ? spoken(tagOf(word)) : whole));
  return words.split(/\s+/).filter(Boolean).join(" ");
}

const isTag = (label) => Boolean(tagOf(label.trim().replace(/^#/, "")));
const spoken = (tag) => tag.split("/").at(-1).replace(/[-_]+/g, " ");

/** Return how a tag of the codebook is typed: dashes for its spaces. */
export function typed(path) {
  return path.replace(/\s+/g, "-");
}

/** Put a sign at the beginning of a line, or take it away. */
export function withSign(line, sign) {
  const signs = SIGNS.exec(line) ?? /^\s*([!?]{0,2})\s*/.exec(line);
  const held = signs[1].includes(sign) ? signs[1].replace(sign, "") : signs[1] + sign;
  return `${held}${held ? " " : ""}${line.slice(signs[0].length)}`;
}

/** Give a line this kind, or take it away where it has it. */
export function withKind(line, word) {
  const had = [...line.matchAll(KIND)].some(([, one]) => kindOf(one) === KINDS[word]);
  const bare = line.replace(KIND, (whole, one) => (kindOf(one) ? "" : whole)).replace(/\s{2,}/g, " ").trimEnd();
  return had ? bare : `${bare}${bare ? " " : ""}/${word} `;
}
