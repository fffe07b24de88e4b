/* The questions of the tree: into which tag, under which, how is the new one called. */

import { send } from "../api.js";
import { combobox } from "../combobox.js";

/** Return what a field suggests from the tree's nodes: by name, path or alias; those that begin so come first. */
export function suggest(nodes, { fits = () => true } = {}) {
  return (text) => {
    const words = text.toLowerCase();
    return nodes
      .filter((node) => fits(node) && `${node.dataset.path}\n${node.dataset.aliases}`.toLowerCase().includes(words))
      .sort((one, other) => begins(other, words) - begins(one, words))
      .slice(0, 12)
      .map((node) => ({ value: node.dataset.id, label: node.dataset.name, hint: hint(node, words), colour: node.dataset.colour }));
  };
}

function begins(node, words) {
  return Number(node.dataset.name.toLowerCase().startsWith(words));
}

function hint(node, words) {
  const alias = node.dataset.aliases.split(" / ").find((one) => words && one.toLowerCase().includes(words));
  const above = node.dataset.path.split("/").slice(0, -1).join(" / ");
  return [alias && `also ${alias}`, above].filter(Boolean).join(" · ");
}

/** Ask for another tag to merge into, with what would move. Resolves to its node, or null. */
export function askMerge(node, nodes) {
  const isAbove = (one) => node.dataset.path.startsWith(`${one.dataset.path}/`);
  const fits = (one) => one !== node && !one.dataset.path.startsWith(`${node.dataset.path}/`) && (!one.dataset.study || one.dataset.study === node.dataset.study);
  return ask({
    title: `Merge “${node.dataset.name}” into …`, label: "The tag that stays", button: "Merge",
    source: suggest([...nodes].sort((one, other) => isAbove(one) - isAbove(other)), { fits }), nodes,
    tell: async (into) => {
      const { data } = await send("GET", `/tags/${node.dataset.id}/merge-preview/?into=${into.dataset.id}`);
      return data.refusal ? { refusal: data.refusal } : { lines: lines(data, node, into) };
    },
  });
}

function lines(data, node, into) {
  const told = [`${count(data.highlights, "passage")} of ${count(data.participants, "person", "people")} ${data.highlights === 1 ? "moves" : "move"} to “${into.dataset.name}”${data.both ? `; ${data.both} of them ${data.both === 1 ? "has" : "have"} both tags already` : ""}.`];
  if (data.insights) told.push(`${count(data.insights, "insight")} ${data.insights === 1 ? "follows" : "follow"}.`);
  if (data.children.length) told.push(`Under it will hang: ${data.children.join(", ")}.`);
  if (data.aliases.length) told.push(`“${into.dataset.name}” is then found by ${data.aliases.join(", ")}, too.`);
  return [...told, "You can undo this, later as well."];
}

function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** Ask where a tag shall hang. Resolves to a node, `"root"`, or null. */
export function askMove(node, nodes) {
  const fits = (one) => one !== node && !one.dataset.path.startsWith(`${node.dataset.path}/`) && (!one.dataset.study || one.dataset.study === node.dataset.study);
  return ask({
    title: `Move “${node.dataset.name}” under …`, label: "The tag above it", button: "Move", nodes,
    source: suggest(nodes, { fits }), other: node.dataset.parent ? ["To the root", "root"] : null,
  });
}

/** Ask for the name of a new tag. Resolves to the name, to the node of a tag that is there already, or to null. */
export function askNew(nodes, { under = null } = {}) {
  return ask({
    title: under ? `New tag under “${under.dataset.name}”` : "New tag", label: "Name", button: "Create", nodes,
    source: (text) => (text ? suggest(nodes)(text) : []), isFree: true,
    help: "Tags like it show while you type: choose one to go there instead.",
  });
}

function ask({ title, label, button, source, nodes, tell = null, other = null, isFree = false, help = "" }) {
  const dialog = element("dialog", { className: "ask-tag" });
  const heading = element("h2", { textContent: title, id: "ask-tag-title" });
  dialog.setAttribute("aria-labelledby", heading.id);
  const input = element("input", { type: "text", id: "ask-tag-field", maxLength: 100 });
  const place = element("div", { className: "place" });
  place.append(element("label", { htmlFor: input.id, textContent: label }), input);
  const told = element("ul", { className: "moves" });
  told.setAttribute("aria-live", "polite");
  const error = element("p", { className: "form-error", role: "alert", hidden: true });
  const acts = element("div", { className: "form-acts" });
  const yes = element("button", { type: "button", className: "button", textContent: button, disabled: true });
  const no = element("button", { type: "button", className: "button plain", textContent: "Cancel" });
  acts.append(yes, ...(other ? [element("button", { type: "button", className: "button plain", textContent: other[0], onclick: () => close(other[1]) })] : []), no);
  dialog.append(heading, place, ...(help ? [element("p", { className: "help", textContent: help })] : []), told, error, acts);
  document.body.append(dialog);
  let chosen = null;
  let close;

  async function choose(item) {
    chosen = nodes.find((node) => node.dataset.id === item.value);
    if (isFree) return close(chosen);
    input.value = chosen.dataset.name;
    input.select();
    if (tell) await show(chosen);
    else yes.disabled = false;
    yes.focus();
  }

  async function show(node) {
    yes.disabled = true;
    const found = await tell(node).catch((failure) => ({ refusal: failure.message }));
    if (chosen !== node) return;
    told.replaceChildren(...(found.lines ?? []).map((line) => element("li", { textContent: line })));
    error.textContent = found.refusal ?? "";
    error.hidden = !found.refusal;
    yes.disabled = Boolean(found.refusal);
  }

  return new Promise((resolve) => {
    close = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    combobox(input, { source, choose, create: isFree ? (text) => close(text) : null });
    input.addEventListener("input", () => {
      chosen = null;
      told.replaceChildren();
      error.hidden = true;
      yes.disabled = !(isFree && input.value.trim());
    });
    yes.addEventListener("click", () => close(isFree ? input.value.trim() : chosen));
    no.addEventListener("click", () => close(null));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(null); });
    dialog.showModal();
    input.focus();
  });
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
