/* The steps of a funnel as lines of text and as a list: what the server's form takes, and what the editor shows. */

export const OPERATORS = ["is", "is not", "contains", ">", "<", "is set", "is not set"];
export const WITHOUT_VALUE = new Set(["is set", "is not set"]);

const CONDITION = /^(.+?)\s+(is not set|is set|is not|is|contains|>|<)(?:\s+(.+))?$/;

/** Lines → `[{event, conditions: [{property, operator, value}]}]`. A line that says nothing is kept as a property. */
export function read(text) {
  const steps = [];
  for (const line of text.split("\n").map((one) => one.trim()).filter(Boolean)) {
    if (!line.startsWith("-") || !steps.length) steps.push({ event: line, conditions: [] });
    else steps.at(-1).conditions.push(condition(line.slice(1).trim()));
  }
  return steps;
}

/** Steps → lines. Steps without an event and conditions without a property are left out. */
export function written(steps) {
  return steps
    .filter(({ event }) => event.trim())
    .flatMap(({ event, conditions }) => [event.trim(), ...conditions.filter(({ property }) => property.trim()).map(said)])
    .join("\n");
}

function condition(text) {
  const [, property = text, operator = "is", value = ""] = CONDITION.exec(text) ?? [];
  return { property, operator, value };
}

function said({ property, operator, value }) {
  return `- ${property.trim()} ${operator} ${WITHOUT_VALUE.has(operator) ? "" : value.trim()}`.trimEnd();
}
