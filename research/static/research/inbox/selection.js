/* Choosing words in a text that came in: by mouse, or sentence by sentence from the keyboard. */

/** The text's sentences as `[start, end]` in UTF-16 units. A line end always ends one. */
function sentences(text) {
  const found = [];
  const lines = text.matchAll(/[^\n]+/g);
  const segmenter = Intl.Segmenter && new Intl.Segmenter(undefined, { granularity: "sentence" });
  for (const { 0: line, index } of lines) {
    for (const { segment, index: at } of segmenter?.segment(line) ?? [{ segment: line, index: 0 }]) {
      const start = index + at + segment.length - segment.trimStart().length;
      const end = index + at + segment.trimEnd().length;
      if (end > start) found.push([start, end]);
    }
  }
  return found;
}

/** What is selected inside one text: `{element, start, end}` in UTF-16 units without the space around it, or null. */
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const element = elementOf(range.commonAncestorContainer);
  if (!element) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = before.toString().length + words.length - words.trimStart().length;
  const end = before.toString().length + words.trimEnd().length;
  return end > start ? { element, start, end } : null;
}

/** Select the next sentence (`by` 1) or the one before; with `isMore`, add it to what is selected. */
export function step(element, by, isMore) {
  const all = sentences(element.textContent);
  if (!all.length) return;
  const held = selected();
  const isHere = held?.element === element;
  const first = isHere ? all.findIndex(([, end]) => end > held.start) : -1;
  const last = isHere ? all.findLastIndex(([start]) => start < held.end) : -1;
  const next = !isHere ? (by > 0 ? 0 : all.length - 1) : by > 0 ? last + 1 : isMore ? last - 1 : first - 1;
  const to = Math.min(Math.max(next, 0), all.length - 1);
  const [start, end] = isMore && isHere ? [all[first][0], all[Math.max(to, first)][1]] : all[to];
  select(element, start, end);
}

export function select(element, start, end) {
  const range = document.createRange();
  range.setStart(...point(element, start));
  range.setEnd(...point(element, end));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const box = range.getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 80) element.ownerDocument.defaultView.scrollBy({ top: box.top - innerHeight / 3 });
}

function elementOf(node) {
  return (node instanceof Element ? node : node.parentElement)?.closest(".inbox-text") ?? null;
}

/** The node and offset at these units. */
function point(element, units) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = units;
  let node = null;
  while (walker.nextNode()) {
    node = walker.currentNode;
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [node ?? element, node?.length ?? 0];
}
