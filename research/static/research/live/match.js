/* Where in a transcript a live mark was said: near its time, and in words like its own. */

const LAG = 4000; // one writes after one has heard
const FAR = 45000;
const ONE_WORD = 12000; // a word in common outweighs so many milliseconds
const SHORT_TURN = 320;

/**
 * Return `{first, last}`, places of sentences, for a mark `{ms, words}`. `turns` have `ms`, `end_ms`, `is_interviewer`;
 * `pieces` are sentences `{start, end, turn, text}`. Words decide near the time; where nothing is alike, time alone.
 */
export function propose(mark, { turns, pieces, offset }) {
  if (!pieces.length) return null;
  const wanted = mark.ms + offset - LAG;
  const words = wordsOf(mark.words);
  const spoken = pieces.map((piece, place) => ({ place, piece, turn: turns[piece.turn] }));
  const theirs = spoken.filter(({ turn }) => !turn?.is_interviewer);
  let best = null;
  for (const { place, piece, turn } of theirs.length ? theirs : spoken) {
    const at = timeOf(piece, turn);
    const away = at === null ? FAR : Math.abs(at - wanted);
    const shared = away <= FAR || at === null ? wordsInCommon(words, piece.text) : 0;
    const score = shared * ONE_WORD - Math.min(away, 10 * FAR);
    if (!best || score > best.score) best = { place, score, shared };
  }
  return best.shared > 1 ? { first: best.place, last: best.place } : turnAround(best.place, pieces);
}

/** When a sentence begins: its share of the way through its turn. Null where nobody knows. */
export function timeOf(piece, turn) {
  if (turn?.ms == null) return null;
  const length = (turn.end_ms ?? turn.ms) - turn.ms;
  return turn.ms + length * ((piece.start - turn.start) / Math.max(1, turn.end - turn.start));
}

/** The whole turn if it is short enough to be read at a glance, else the sentence alone. */
function turnAround(place, pieces) {
  const { turn } = pieces[place];
  let [first, last] = [place, place];
  while (turn >= 0 && pieces[first - 1]?.turn === turn) first -= 1;
  while (turn >= 0 && pieces[last + 1]?.turn === turn) last += 1;
  return pieces[last].end - pieces[first].start <= SHORT_TURN ? { first, last } : { first: place, last: place };
}

function wordsInCommon(words, text) {
  const others = wordsOf(text);
  return [...words].filter((word) => others.has(word)).length;
}

/** Words of four letters and more, without what most endings differ in. */
function wordsOf(text) {
  const all = text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return new Set(all.map((word) => word.slice(0, 6)));
}
