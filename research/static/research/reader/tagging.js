/* Finding a tag while one types: exact names first, then what begins so, other names it goes by, and what is similar. */

import { address, send } from "../api.js";
import { combobox } from "../combobox.js";

const MOST = 8;
const FEW = 3;
const LONGEST = 600;

/**
 * Make a field choose a tag, or a new one: `take(idOrPath)`. While nothing is typed it offers the tags that passages
 * like `words()` bear, and then the recent ones.
 */
export function tagField(input, { marks, take, words = () => "", except = () => [] }) {
  const done = (tag) => { input.value = ""; take(tag); };
  return combobox(input, {
    source: async (text) => {
      const taken = new Set(except());
      if (text) return suggestions(text, marks, taken);
      const like = (await ofTheLike(words())).filter(({ id }) => marks.tags.has(id) && !taken.has(id));
      const others = suggestions("", marks, new Set([...taken, ...like.map(({ id }) => id)]));
      return [...like.map(({ id }) => ({ ...item(marks.tags.get(id)), hint: "on passages like this" })), ...others];
    },
    choose: (item) => done(item.value),
    create: done,
    createLabel: (text) => `New tag “${text}”`,
  });
}

/** Ask which tags passages like these words bear; nothing without a connection, or where meanings are not known. */
async function ofTheLike(words) {
  if (!words.trim()) return [];
  try {
    const { data } = await send("GET", address("/api/v1/tags/suggestions/", { text: words.slice(0, LONGEST), limit: FEW }));
    return data.results;
  } catch {
    return [];
  }
}

export function suggestions(text, marks, except = new Set()) {
  const tags = [...marks.tags.values()].filter((tag) => !except.has(tag.id));
  if (!text) return marks.recent.map((id) => marks.tags.get(id)).filter((tag) => tag && !except.has(tag.id)).map((tag) => item(tag));
  const wanted = plain(text);
  return tags
    .map((tag) => ({ tag, ...fit(wanted, tag) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank || one.tag.path.length - other.tag.path.length)
    .slice(0, MOST)
    .map(({ tag, alias }) => item(tag, alias, text));
}

/** A tag whose very name was typed is called by it, so that nobody is offered to make a second. */
function item(tag, alias = "", text = "") {
  const isNamed = text.trim().toLowerCase() === tag.name.toLowerCase() || (alias && text.trim().toLowerCase() === alias.toLowerCase());
  const above = tag.path.split("/").slice(0, -1).join(" / ");
  return {
    value: tag.id,
    label: isNamed ? text.trim() : tag.name,
    hint: alias ? `${isNamed ? tag.name : `also ${alias}`}` : above,
    colour: tag.colour,
  };
}

function fit(wanted, tag) {
  const name = plain(tag.name);
  if (name === wanted || plain(tag.path) === wanted) return { rank: 10 };
  for (const alias of tag.aliases) if (plain(alias) === wanted) return { rank: 9, alias };
  if (name.startsWith(wanted)) return { rank: 8 };
  if (name.split(/[\s/-]+/).some((word) => word.startsWith(wanted))) return { rank: 7 };
  for (const alias of tag.aliases) if (plain(alias).startsWith(wanted)) return { rank: 6, alias };
  if (plain(tag.path).includes(wanted)) return { rank: 5 };
  const alike = similarity(wanted, name);
  if (alike >= 0.4) return { rank: 3 + alike };
  for (const alias of tag.aliases) {
    const closeness = similarity(wanted, plain(alias));
    if (closeness >= 0.4) return { rank: 2 + closeness, alias };
  }
  return { rank: 0 };
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** How many pairs of letters two words share: 0 to 1 (Dice). */
function similarity(one, other) {
  const [mine, theirs] = [pairs(one), pairs(other)];
  if (!mine.length || !theirs.length) return 0;
  const left = [...theirs];
  let shared = 0;
  for (const pair of mine) {
    const at = left.indexOf(pair);
    if (at >= 0) { shared += 1; left.splice(at, 1); }
  }
  return (2 * shared) / (mine.length + theirs.length);
}

function pairs(text) {
  return [...text].slice(0, -1).map((letter, index) => letter + [...text][index + 1]);
}
