import { make } from "../common/dom.js";
import { say } from "../common/wording.js";

const NUMERIC = new Set(["integer", "number", "money"]);

function numberField(fact, id) {
  const decimal = fact.editable_type !== "integer";
  return make("input", { id, name: "value", type: "number", min: 0, step: decimal ? "any" : 1, inputmode: decimal ? "decimal" : "numeric", required: true });
}

function choiceField(options, id) {
  // Values are JSON of any type, so that 1, true and "none" come back as they were offered.
  const offered = options.map((option) => make("option", { value: JSON.stringify(option.value) }, option.label));
  return make("select", { id, name: "value", required: true }, make("option", { value: "" }, say("facts.choose")), offered);
}

function optionsOf(fact) {
  if (fact.options?.length) return fact.options;
  return [{ value: true, label: say("facts.yes") }, { value: false, label: say("facts.no") }];
}

function editor(fact, { save, close }) {
  const id = `fact-${fact.path}`;
  const numeric = NUMERIC.has(fact.editable_type);
  const field = numeric ? numberField(fact, id) : choiceField(optionsOf(fact), id);
  const failure = make("p", { class: "failure", role: "alert", hidden: true });
  const attempt = async (value) => {
    failure.hidden = true;
    try {
      await save(fact.path, value);
    } catch (problem) {
      failure.textContent = problem.detail ?? say("failure.server");
      failure.hidden = false;
    }
  };
  const submit = (event) => {
    event.preventDefault();
    attempt(numeric ? Number(field.value) : JSON.parse(field.value));
  };
  return make(
    "form",
    { class: "fact-editor", onsubmit: submit },
    make("label", { for: id }, say(fact.unit ? "facts.new_value_in" : "facts.new_value", { label: fact.label, unit: fact.unit ?? "" })),
    field,
    failure,
    make(
      "div",
      { class: "choices" },
      make("button", { type: "submit" }, say("facts.save")),
      make("button", { type: "button", class: "quiet", onclick: () => attempt(null) }, say("facts.unknown")),
      make("button", { type: "button", class: "quiet", onclick: close }, say("facts.cancel")),
    ),
  );
}

function factRow(fact, context) {
  const row = make("li", { class: "fact" });
  const showValue = (focus) => {
    const change = make("button", { type: "button", class: "quiet", "aria-label": say("facts.change_named", { label: fact.label }), onclick: showEditor }, say("facts.change"));
    row.replaceChildren(make("span", { class: "fact-label" }, fact.label), make("span", { class: "fact-value" }, fact.value_text), change);
    if (focus) change.focus();
  };
  const showEditor = () => {
    const form = editor(fact, { save: context.correctFact, close: () => showValue(true) });
    row.replaceChildren(form);
    form.elements.value.focus();
  };
  showValue(false);
  return row;
}

/** What was understood, read back with a way to correct each fact; nothing when there is nothing to read back. */
export function factsReadBack(data, context) {
  const facts = data.facts_readback ?? [];
  if (facts.length === 0) return null;
  return make(
    "section",
    { class: "card facts" },
    make("h3", {}, say("facts.title")),
    make("ul", {}, facts.map((fact) => factRow(fact, context))),
  );
}
