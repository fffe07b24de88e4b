/* Underlines in the tags' colours. Passages that overlap get lanes below each other, so that each is seen.
   With the CSS Custom Highlight API the text stays untouched; without it, spans are laid into it. */

const LANES = 3;
const COLOURS = ["none", "grey", "red", "orange", "amber", "yellow", "lime", "green", "teal", "blue", "indigo", "violet", "pink"];
const isNative = typeof Highlight === "function" && CSS.highlights !== undefined;

export class Painting {
  constructor(text, marks) {
    this.text = text;
    this.marks = marks;
    this.touched = new Set();
    this.drawn = new Map();
    this.filter = () => true;
    this.native = new Map();
    if (isNative) {
      for (const colour of COLOURS) for (let lane = 0; lane < LANES; lane += 1) this.#register(`u-${colour}-${lane}`);
    }
    marks.addEventListener("change", () => this.draw());
  }

  draw() {
    const strokes = lanes(this.marks.placed().filter((mark) => this.filter(mark)), this.marks);
    if (!isNative) return this.#layIn(strokes);
    const wanted = new Map(strokes.map((stroke) => [`${stroke.name} ${stroke.mark.start} ${stroke.mark.end} ${stroke.mark.key}`, stroke]));
    for (const [what, { name, ranges }] of this.drawn) {
      if (wanted.has(what)) continue;
      for (const range of ranges) this.native.get(name).delete(range);
      this.drawn.delete(what);
    }
    for (const [what, { mark, name }] of wanted) if (!this.drawn.has(what)) this.#stroke(what, name, this.text.ranges(mark.start, mark.end));
  }

  /** Forget what is drawn: the text was replaced, and the ranges with it. */
  forget() {
    this.touched.clear();
    this.drawn.clear();
    for (const highlight of this.native.values()) highlight.clear();
  }

  /** Only what is new is added: the browser paints everything again that is. */
  #stroke(what, name, ranges) {
    for (const range of ranges) this.native.get(name).add(range);
    this.drawn.set(what, { name, ranges });
  }

  /** Show passages in a manner of their own, such as what is searched for or held; nothing else has it any more. */
  show(name, passages, priority = 10) {
    if (!isNative) return;
    const ranges = passages.flatMap(({ start, end }) => this.text.ranges(start, end));
    if (!ranges.length) return CSS.highlights.delete(name);
    const highlight = new Highlight(...ranges);
    highlight.priority = priority;
    CSS.highlights.set(name, highlight);
  }

  #register(name) {
    const highlight = new Highlight();
    this.native.set(name, highlight);
    CSS.highlights.set(name, highlight);
  }

  /** Cut the paragraphs at the passages' edges and wrap what lies between. */
  #layIn(strokes) {
    const byParagraph = new Map();
    for (const { mark, name } of strokes) {
      for (const [paragraph, from, to] of this.text.pieces(mark.start, mark.end)) {
        byParagraph.set(paragraph, [...(byParagraph.get(paragraph) ?? []), { from, to, name }]);
      }
    }
    const held = this.text.selected();
    for (const paragraph of this.touched) if (!byParagraph.has(paragraph)) paragraph.words.textContent = paragraph.text;
    for (const [paragraph, pieces] of byParagraph) paragraph.words.replaceChildren(...wrapped(paragraph.text, pieces));
    this.touched = new Set(byParagraph.keys());
    if (held) this.text.select(held.start, held.end); // its nodes are not there any more
  }
}

/** Give each stroke of each mark the first lane that is free where it begins: `{mark, name}`. */
export function lanes(placed, marks) {
  const ends = new Array(LANES).fill(-1);
  const strokes = [];
  for (const mark of placed) {
    const colours = [...new Set(marks.tagsOf(mark).map((tag) => tag.colour))].slice(0, LANES);
    for (const colour of colours.length ? colours : ["none"]) {
      let lane = ends.findIndex((end) => end <= mark.start);
      if (lane < 0) lane = LANES - 1;
      ends[lane] = Math.max(ends[lane], mark.end);
      strokes.push({ mark, name: `u-${colour}-${lane}` });
    }
  }
  return strokes;
}

function wrapped(text, pieces) {
  const edges = [...new Set([0, text.length, ...pieces.flatMap(({ from, to }) => [from, to])])].sort((one, other) => one - other);
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1];
    let node = document.createTextNode(text.slice(from, to));
    for (const piece of pieces) {
      if (piece.from > from || piece.to < to) continue;
      const span = document.createElement("span");
      span.className = `u ${piece.name}`;
      span.append(node);
      node = span;
    }
    return node;
  });
}
