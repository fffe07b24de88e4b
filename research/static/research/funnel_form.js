/* The form of a funnel: steps as rows with suggestions, moved by buttons or Alt and arrows. The lines stay what is sent. */

import { say } from "./announce.js";
import { address, send } from "./api.js";
import { combobox } from "./combobox.js";
import { OPERATORS, WITHOUT_VALUE, read, written } from "./funnel_lines.js";

const lines = document.getElementById("id_steps");
if (lines) start(lines);

function start(field) {
  const known = new Map(); // what the server said of a source's words
  const list = element("ol", { className: "funnel-steps" });
  let steps = read(field.value);
  while (steps.length < 2) steps.push({ event: "", conditions: [] });

  const keep = () => { field.value = written(steps); field.dispatchEvent(new Event("input", { bubbles: true })); };
  const add = button("Add a step", () => { steps.push({ event: "", conditions: [] }); draw(); focus(steps.length - 1); });
  const editor = element("div", { className: "step-editor" });
  editor.setAttribute("role", "group");
  editor.setAttribute("aria-label", "Steps");
  editor.append(list, add);
  field.after(editor);
  field.hidden = true;
  const help = document.getElementById(`${field.id}_helptext`);
  if (help) help.textContent = "An event each, in their order; Alt and an arrow key move the one you are in.";
  document.querySelector(`label[for=${field.id}]`)?.removeAttribute("for");
  suggest(document.getElementById("id_breakdown"), () => propertiesOf(steps[0]?.event));
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // a step, not the whole form
  });
  draw();
  editor.dataset.ready = "";

  function draw() {
    list.replaceChildren(...steps.map(row));
  }

  function row(step, place) {
    const made = element("li", {});
    const name = `Step ${place + 1}`;
    const input = text(`${name}: event`, step.event, (value) => { step.event = value; keep(); });
    const head = element("div", { className: "step-head" });
    const field = element("div", { className: "step-field" });
    field.append(input);
    head.append(
      field,
      button("↑", () => move(place, -1), { label: `Move step ${place + 1} up`, disabled: place === 0 }),
      button("↓", () => move(place, 1), { label: `Move step ${place + 1} down`, disabled: place === steps.length - 1 }),
      button("Remove", () => remove(place), { label: `Remove step ${place + 1}` }),
    );
    suggest(input, namesOf, (value) => { step.event = value; keep(); });
    input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !way) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      move(place, way);
    }, { capture: true });
    const conditions = element("ul", { className: "step-conditions" });
    conditions.append(...step.conditions.map((one, index) => condition(step, one, `${name}, condition ${index + 1}`)));
    made.append(head, conditions, button("Add a condition", () => {
      step.conditions.push({ property: "", operator: "is", value: "" });
      draw();
      list.children[place].querySelector(".step-conditions li:last-child input").focus();
    }, { label: `Add a condition to step ${place + 1}` }));
    return made;
  }

  function condition(step, one, name) {
    const made = element("li", {});
    const property = text(`${name}: property`, one.property, (value) => { one.property = value; keep(); });
    const operator = element("select", {});
    operator.setAttribute("aria-label", `${name}: how it is compared`);
    operator.append(...OPERATORS.map((each) => element("option", { value: each, textContent: each, selected: each === one.operator })));
    const value = text(`${name}: value`, one.value, (given) => { one.value = given; keep(); });
    const compare = () => { value.parentElement.hidden = WITHOUT_VALUE.has(one.operator); };
    operator.addEventListener("change", () => { one.operator = operator.value; compare(); keep(); });
    const [left, right] = [element("div", { className: "step-field" }), element("div", { className: "step-field" })];
    left.append(property);
    right.append(value);
    made.append(left, operator, right, button("Remove", () => {
      step.conditions.splice(step.conditions.indexOf(one), 1);
      keep();
      draw();
      focus(steps.indexOf(step));
    }, { label: `Remove ${name.toLowerCase()}` }));
    suggest(property, () => propertiesOf(step.event), (given) => { one.property = given; keep(); });
    suggest(value, () => valuesOf(step.event, one.property), (given) => { one.value = given; keep(); });
    compare();
    return made;
  }

  function move(place, way) {
    const to = place + way;
    if (to < 0 || to >= steps.length) return;
    [steps[place], steps[to]] = [steps[to], steps[place]];
    keep();
    draw();
    focus(to);
    say(`Step ${to + 1} of ${steps.length}: ${steps[to].event || "no event yet"}`);
  }

  function remove(place) {
    steps.splice(place, 1);
    while (steps.length < 2) steps.push({ event: "", conditions: [] });
    keep();
    draw();
    focus(Math.min(place, steps.length - 1));
  }

  function focus(place) {
    list.children[place].querySelector("input").focus();
  }

  /** Ask the server once for each question; without an answer there are no suggestions. */
  async function told(path, parameters = {}) {
    const source = document.getElementById("id_source")?.value ?? document.querySelector("[data-event-source]")?.dataset.eventSource;
    if (!source) return {};
    const asked = address(`/api/v1/event-sources/${source}/${path}/`, parameters);
    if (!known.has(asked)) known.set(asked, send("GET", asked).then(({ data }) => data, () => ({})));
    return known.get(asked);
  }

  async function namesOf() {
    return ((await told("names")).names ?? []).map((value) => ({ value, label: value }));
  }

  async function propertiesOf(event) {
    if (!event) return [];
    const { event: own = [], user = [] } = await told("properties", { event });
    return [...own, ...user.map((name) => `user.${name}`)].map((value) => ({ value, label: value }));
  }

  async function valuesOf(event, property) {
    if (!event || !property) return [];
    const { values = [] } = await told("values", { event, property });
    return values.map(({ value, count }) => ({ value, label: value, hint: count.toLocaleString("en-GB") }));
  }
}

/** Suggest what contains what was typed. Nothing has to be chosen: any word may be typed. */
function suggest(input, source, choose = () => {}) {
  if (!input) return;
  combobox(input, {
    source: async (typed) => {
      const wanted = typed.toLowerCase();
      const found = (await source()).filter(({ label }) => label.toLowerCase().includes(wanted));
      return found.some(({ label }) => label === typed) ? [] : found.slice(0, 12);
    },
    choose: ({ value }) => { input.value = value; choose(value); },
  });
}

function text(label, value, changed) {
  const made = element("input", { type: "text", value, maxLength: 500, spellcheck: false });
  made.setAttribute("aria-label", label);
  made.addEventListener("input", () => changed(made.value));
  return made;
}

function button(name, action, { label = name, disabled = false } = {}) {
  const made = element("button", { type: "button", className: "button plain", textContent: name, disabled });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", action);
  return made;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
