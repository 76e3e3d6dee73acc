import { make, tell } from "../common/dom.js";
import { say } from "../common/wording.js";

const NUMERIC = new Set(["integer", "number", "money"]);

// More rows than this would push the question that follows off a phone's screen.
const MOST_AT_ONCE = 2;

let editors = 0;

function numberField(fact, id) {
  const decimal = fact.editable_type !== "integer";
  return make("input", { id, name: "value", type: "number", value: typeof fact.value === "number" ? fact.value : null, min: 0, step: decimal ? "any" : 1, inputmode: decimal ? "decimal" : "numeric", required: true });
}

function choiceField(options, id) {
  // Values are JSON of any type, so that 1, true and "none" go back as they were offered.
  const offered = options.map((option) => make("option", { value: JSON.stringify(option.value) }, option.label));
  return make("select", { id, name: "value", required: true }, make("option", { value: "" }, say("facts.choose")), offered);
}

function optionsOf(fact) {
  if (fact.options.length || fact.editable_type !== "boolean") return fact.options;
  return [{ value: true, label: say("facts.yes") }, { value: false, label: say("facts.no") }];
}

/** The field to correct a fact with, and how to read what was entered; null for a fact that is corrected in words. */
function fieldOf(fact, id) {
  const options = optionsOf(fact);
  if (NUMERIC.has(fact.editable_type)) {
    const field = numberField(fact, id);
    const text = () => (fact.unit ? say("facts.value_with_unit", { value: field.value, unit: fact.unit }) : field.value);
    return { field, value: () => Number(field.value), text };
  }
  if (options.length === 0) return null;
  const field = choiceField(options, id);
  return { field, value: () => JSON.parse(field.value), text: () => field.selectedOptions[0].textContent };
}

function editor(fact, { field, value, text }, { save, close }) {
  const failure = make("p", { class: "failure", role: "alert", hidden: true });
  const attempt = async (corrected, shownAs) => {
    tell(failure, "");
    try {
      await save(corrected, shownAs);
    } catch (problem) {
      tell(failure, problem.detail);
    }
  };
  const onsubmit = (event) => {
    event.preventDefault();
    attempt(value(), text());
  };
  return make(
    "form",
    { class: "fact-editor", onsubmit },
    make("label", { for: field.id }, say(fact.unit ? "facts.new_value_in" : "facts.new_value", { label: fact.label, unit: fact.unit ?? "" })),
    field,
    failure,
    make(
      "div",
      { class: "choices" },
      make("button", { type: "submit" }, say("facts.save")),
      make("button", { type: "button", class: "quiet", onclick: () => attempt(null, say("facts.said_unknown")) }, say("facts.unknown")),
      make("button", { type: "button", class: "quiet", onclick: close }, say("facts.cancel")),
    ),
  );
}

/** One fact with a way to correct it. context: correctFact, correctInWords, showReplies. */
export function factRow(fact, label, context) {
  const row = make("li", { class: "fact" });
  const show = (valueText, note) => {
    const name = say("facts.change_named", { label: fact.label });
    const change = make("button", { type: "button", class: "quiet", "aria-label": name, onclick: () => edit(valueText) }, say("facts.change"));
    const shown = make("span", { class: "fact-value" }, valueText, note ? make("span", { class: "note", role: "status" }, ` ${note}`) : null);
    row.replaceChildren(make("span", { class: "fact-label" }, label), shown, change);
    return change;
  };
  const edit = (valueText) => {
    const entry = fieldOf(fact, `fact-${++editors}`);
    if (!entry) return context.correctInWords(say("facts.in_words", { label: fact.label }));
    const save = async (value, shownAs) => {
      const replies = await context.correctFact(fact.path, value);
      show(shownAs, say("facts.saved")).focus({ preventScroll: replies.length > 0 });
      context.showReplies(replies);
    };
    row.replaceChildren(editor(fact, entry, { save, close: () => show(valueText).focus() }));
    entry.field.focus();
    entry.field.select?.();
  };
  show(fact.value_text);
  return row;
}

/** What was understood, read back with a way to correct each fact; a long list stands folded under the sentence that says it. */
export function factsReadBack({ text, data }, context) {
  const facts = data.facts_readback;
  const isShort = facts.length <= MOST_AT_ONCE;
  const labelOf = ({ label }) => (isShort ? say("facts.noted", { label }) : label);
  const rows = make("ul", {}, facts.map((fact) => factRow(fact, labelOf(fact), context)));
  if (isShort) return [make("section", { class: "card facts", "aria-label": say("facts.title") }, rows)];
  const change = make("summary", {}, make("span", {}, say("facts.change_some", { count: facts.length })));
  return [make("p", { class: "said" }, text), make("details", { class: "card facts", open: true }, change, rows)];
}

/** Folds the long read-backs above, for what comes after them; not the one a resident is just correcting. */
export function foldReadBacks(log) {
  log.querySelectorAll("details.facts[open]").forEach((list) => {
    list.open = list.contains(document.activeElement);
  });
}
