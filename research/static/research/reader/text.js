/* The text on the page: its paragraphs, and the way between places in it and places on the screen.
   Places are code points, as the server counts them; the browser counts UTF-16 units. */

const ASTRAL = /[\u{10000}-\u{10FFFF}]/gu;

/** One paragraph: `text` is what the note says from `start` to `end`. */
class Paragraph {
  constructor(element, index) {
    this.index = index;
    this.element = element;
    this.words = element.querySelector(".words");
    this.text = this.words.textContent;
    this.start = Number(element.dataset.start);
    this.end = Number(element.dataset.end);
    this.speaker = element.dataset.speaker;
    this.astral = [...this.text.matchAll(ASTRAL)].map((found) => found.index); // units
  }

  /** Units of the paragraph at a place of the text. */
  unitsAt(place) {
    let units = Math.max(0, Math.min(place, this.end) - this.start);
    for (const at of this.astral) {
      if (at >= units) break;
      units += 1;
    }
    return units;
  }

  /** The place of the text at these units. */
  placeAt(units) {
    let count = 0;
    for (const at of this.astral) {
      if (at >= units) break;
      count += 1;
    }
    return this.start + units - count;
  }

  /** The node and offset at these units. */
  point(units) {
    let left = units;
    let node = this.words.firstChild;
    const walker = document.createTreeWalker(this.words, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      node = walker.currentNode;
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [node ?? this.words, node?.length ?? 0];
  }

  /** Units before a node and offset inside the paragraph. */
  units(node, offset) {
    if (node === this.words.firstChild && node.nodeType === Node.TEXT_NODE) return offset;
    const range = document.createRange();
    range.setStart(this.words, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }
}

export class Text {
  constructor(root) {
    this.root = root;
    this.read();
  }

  /** Read the page anew, after its text was replaced. */
  read() {
    this.paragraphs = [...this.root.querySelectorAll(".turn")].map((element, index) => new Paragraph(element, index));
    this.byElement = new Map(this.paragraphs.map((one) => [one.element, one]));
  }

  get end() { return this.paragraphs.at(-1)?.end ?? 0; }

  /** The index of the first paragraph that ends after the place. */
  indexAt(place) {
    let low = 0;
    let high = this.paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.paragraphs[middle].end > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first paragraph whose last line is below this height of the window. */
  firstBelow(y) {
    let low = 0;
    let high = this.paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.paragraphs[middle].element.getBoundingClientRect().bottom > y) high = middle;
      else low = middle + 1;
    }
    return this.paragraphs[low];
  }

  paragraphAt(place) { return this.paragraphs[this.indexAt(place)]; }

  /** The pieces of a passage, one for each paragraph that it touches: `[paragraph, from, to]` in units. */
  pieces(start, end) {
    const found = [];
    for (let index = this.indexAt(start); index < this.paragraphs.length; index += 1) {
      const one = this.paragraphs[index];
      if (one.start >= end) break;
      const from = one.unitsAt(start);
      const to = one.unitsAt(end);
      if (to > from) found.push([one, from, to]);
    }
    return found;
  }

  ranges(start, end) {
    return this.pieces(start, end).map(([paragraph, from, to]) => {
      const [startContainer, startOffset] = paragraph.point(from);
      const [endContainer, endOffset] = paragraph.point(to);
      return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    });
  }

  /** Where a passage is on the screen: its first and last line. */
  boxes(start, end) {
    return this.pieces(start, end).flatMap(([paragraph, from, to]) => {
      const range = document.createRange();
      range.setStart(...paragraph.point(from));
      range.setEnd(...paragraph.point(to));
      return [...range.getClientRects()];
    });
  }

  /** The words of a passage; a line for each paragraph. */
  slice(start, end) {
    return this.pieces(start, end).map(([paragraph, from, to]) => paragraph.text.slice(from, to)).join("\n");
  }

  /** The place at a point of the page, such as a selection's end or what is under the pointer; null outside the text. */
  place(node, offset, { isEnd = false } = {}) {
    if (!this.root.contains(node)) return null;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const words = element.closest(".words");
    const paragraph = words && this.byElement.get(words.closest(".turn"));
    if (paragraph) return paragraph.placeAt(paragraph.units(node, offset));
    return this.#nearest(node, offset, isEnd);
  }

  /** Beside the words, in a label or between paragraphs: the words that follow, or that end before. */
  #nearest(node, offset, isEnd) {
    const range = document.createRange();
    range.setStart(node, offset);
    let low = 0;
    let high = this.paragraphs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (range.comparePoint(this.paragraphs[middle].words, 0) > 0) high = middle;
      else low = middle + 1;
    }
    if (isEnd) return this.paragraphs[low - 1]?.end ?? 0;
    return this.paragraphs[low]?.start ?? this.end;
  }

  /** What is selected in the text, without the space around it; null where nothing is. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.root)) return null;
    const start = this.root.contains(range.startContainer)
      ? this.place(range.startContainer, range.startOffset) : this.paragraphs[0]?.start;
    const end = this.root.contains(range.endContainer)
      ? this.place(range.endContainer, range.endOffset, { isEnd: true }) : this.end;
    return start < end ? this.trimmed(start, end) : null;
  }

  /** The passage without space at its edges; null where nothing else is in it. */
  trimmed(start, end) {
    const pieces = this.pieces(start, end);
    while (pieces.length && !pieces[0][0].text.slice(pieces[0][1], pieces[0][2]).trim()) pieces.shift();
    while (pieces.length && !pieces.at(-1)[0].text.slice(pieces.at(-1)[1], pieces.at(-1)[2]).trim()) pieces.pop();
    if (!pieces.length) return null;
    const [first, from, until] = pieces[0];
    const [last, since, to] = pieces.at(-1);
    const head = first.text.slice(from, until);
    const tail = last.text.slice(since, to);
    return {
      start: first.placeAt(from + head.length - head.trimStart().length),
      end: last.placeAt(since + tail.trimEnd().length),
    };
  }

  /** Select a passage as if somebody had done it. `anchor` may lie behind `head`. */
  select(anchor, head = anchor) {
    const isBackwards = head < anchor;
    getSelection().setBaseAndExtent(...this.pointAt(anchor, { isEnd: isBackwards }), ...this.pointAt(head, { isEnd: !isBackwards && head !== anchor }));
  }

  pointAt(place, { isEnd = false } = {}) {
    const index = this.indexAt(isEnd ? place - 1 : place);
    const paragraph = this.paragraphs[index];
    return paragraph ? paragraph.point(paragraph.unitsAt(place)) : [this.root, 0];
  }

  /** The place under a point of the window; null where there is no text. */
  under(x, y) {
    const found = document.caretPositionFromPoint?.(x, y);
    if (found) return this.place(found.offsetNode, found.offset);
    const range = document.caretRangeFromPoint?.(x, y);
    return range ? this.place(range.startContainer, range.startOffset) : null;
  }
}
