/* The tree of tags: arrows walk it, a branch folds, and a tag is moved by dragging it or by Alt with an arrow. */

const FOLDED = "folded-tags";

/**
 * Make the list a tree after ARIA's pattern. `choose(node)` is called for the one that is opened, `move(node, parent)`
 * with the id of the tag that it should hang under (null: none); without `move` nothing can be moved.
 * Returns `{focus, fold, filter, isFolded}`.
 */
export function tree(list, { choose, move = null }) {
  const folded = new Set(JSON.parse(sessionStorage.getItem(FOLDED) ?? "[]"));
  const nodes = [...list.children];
  const byId = new Map(nodes.map((node) => [node.dataset.id, node]));
  let words = "";

  list.setAttribute("role", "tree");
  for (const node of nodes) {
    const { level, place, siblings } = node.dataset;
    const said = { role: "treeitem", "aria-level": level, "aria-posinset": place, "aria-setsize": siblings, tabindex: "-1", "aria-selected": String(node.classList.contains("is-chosen")) };
    for (const [name, value] of Object.entries(said)) node.setAttribute(name, value);
    node.querySelector("a").tabIndex = -1;
    if (move) node.draggable = true;
  }
  stop(list.querySelector(".is-chosen") ?? nodes[0]);
  draw();

  function draw() {
    for (const node of nodes) {
      if (isBranch(node)) node.setAttribute("aria-expanded", String(!folded.has(node.dataset.id) || words !== ""));
      node.hidden = words ? !isFound(node) : above(node).some((one) => folded.has(one.dataset.id));
    }
    if (current()?.hidden) stop(above(current()).find((one) => !one.hidden) ?? shown()[0]);
  }

  function isFound(node) {
    const fits = (one) => `${one.dataset.name}\n${one.dataset.aliases}`.toLowerCase().includes(words);
    return fits(node) || above(node).some(fits) || nodes.some((one) => fits(one) && above(one).includes(node));
  }

  function isBranch(node) { return "hasChildren" in node.dataset; }
  function shown() { return nodes.filter((node) => !node.hidden); }
  function current() { return list.querySelector("[tabindex='0']"); }
  function parentOf(node) { return byId.get(node.dataset.parent) ?? null; }

  function above(node) {
    const found = [];
    for (let one = parentOf(node); one; one = parentOf(one)) found.push(one);
    return found;
  }

  function stop(node) {
    current()?.setAttribute("tabindex", "-1");
    node?.setAttribute("tabindex", "0");
  }

  function focus(node) {
    if (!node) return;
    stop(node);
    node.focus();
  }

  function toggle(node, isFolded = !folded.has(node.dataset.id)) {
    if (isFolded) folded.add(node.dataset.id);
    else folded.delete(node.dataset.id);
    sessionStorage.setItem(FOLDED, JSON.stringify([...folded]));
    draw();
  }

  function step(node, by) {
    const visible = shown();
    focus(visible[Math.min(Math.max(visible.indexOf(node) + by, 0), visible.length - 1)]);
  }

  const WALK = {
    ArrowDown: (node) => step(node, 1),
    ArrowUp: (node) => step(node, -1),
    Home: () => focus(shown()[0]),
    End: () => focus(shown().at(-1)),
    ArrowRight: (node) => (isBranch(node) && folded.has(node.dataset.id) ? toggle(node, false) : isBranch(node) && step(node, 1)),
    ArrowLeft: (node) => (isBranch(node) && !folded.has(node.dataset.id) ? toggle(node, true) : focus(parentOf(node))),
    Enter: (node) => choose(node),
    " ": (node) => choose(node),
  };
  const MOVE = {
    ArrowRight: (node) => { // under the sibling before it
      const before = nodes.slice(0, nodes.indexOf(node)).reverse().find((one) => one.dataset.parent === node.dataset.parent);
      if (before) move(node, before.dataset.id);
    },
    ArrowLeft: (node) => { // out, beside the one it hangs under
      if (parentOf(node)) move(node, parentOf(node).dataset.parent || null);
    },
  };

  list.addEventListener("keydown", (event) => {
    const node = event.target.closest?.("[role=treeitem]");
    if (!node || event.ctrlKey || event.metaKey) return;
    const act = event.altKey ? move && MOVE[event.key] : WALK[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(node);
  });
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[role=treeitem]");
    if (!node || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    focus(node);
    if (event.target.matches(".fold") && isBranch(node)) toggle(node);
    else choose(node);
  });

  if (move) drag();

  function drag() {
    let held = null;
    const over = (event) => event.target.closest?.("[role=treeitem]") ?? list;
    const fits = (place) => held && place !== held && (place === list ? held.dataset.parent : place.dataset.id !== held.dataset.parent && !above(place).includes(held));
    const clear = () => document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
    list.addEventListener("dragstart", (event) => {
      held = event.target.closest("[role=treeitem]");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", held.dataset.path);
      held.classList.add("is-dragged");
    });
    list.addEventListener("dragover", (event) => {
      clear();
      if (!fits(over(event))) return;
      event.preventDefault();
      over(event).classList.add("is-over");
    });
    list.addEventListener("dragend", () => {
      held?.classList.remove("is-dragged");
      held = null;
      clear();
    });
    list.addEventListener("drop", (event) => {
      const place = over(event);
      if (!fits(place)) return;
      event.preventDefault();
      move(held, place === list ? null : place.dataset.id);
    });
  }

  return {
    focus: (id) => focus(byId.get(String(id)) ?? current()),
    fold: (isFolded) => { nodes.filter(isBranch).forEach((node) => (isFolded ? folded.add(node.dataset.id) : folded.delete(node.dataset.id))); toggle(nodes[0], folded.has(nodes[0].dataset.id)); },
    filter: (text) => { words = text.trim().toLowerCase(); draw(); },
    current,
  };
}
