import { make } from "../common/dom.js";
import { say, sayNumber } from "../common/wording.js";

const OUTCOMES = new Map([[true, "yes"], [false, "no"], [null, "unknown"]]);

function list(items) {
  return make("ul", {}, items.map((item) => make("li", {}, item)));
}

function unfolding(title, ...content) {
  return make("details", {}, make("summary", {}, title), ...content);
}

function sayAmount({ min, max }, unit) {
  const values = { min: sayNumber(min ?? 0), max: sayNumber(max ?? 0), unit };
  if (min !== undefined && min === max) return say("benefit.exact", values);
  if (min === undefined || min === null) return say("benefit.at_most", values);
  if (max === undefined || max === null) return say("benefit.at_least", values);
  return say("benefit.between", values);
}

function benefitView(benefit) {
  if (!benefit) return null;
  const { text, amount, formula, unit } = benefit;
  return make(
    "div",
    { class: "benefit" },
    amount ? make("p", { class: "amount" }, sayAmount(amount, unit ?? "")) : null,
    formula ? make("p", { class: "formula" }, say("benefit.formula", { formula })) : null,
    text ? make("p", {}, text) : null,
  );
}

function reasonView(reason) {
  const outcome = OUTCOMES.get(reason.outcome) ?? "unknown";
  return make(
    "li",
    { class: `reason reason-${outcome}` },
    make("span", { class: "outcome" }, say(`outcome.${outcome}`)),
    make(
      "div",
      {},
      make("p", {}, reason.label),
      reason.note ? make("p", { class: "note" }, reason.note) : null,
      make("p", { class: "source" }, say("plan.clause", { clause: reason.clause })),
    ),
  );
}

function missingView(result) {
  const labels = result.missing_labels ?? [];
  if (result.verdict !== "undetermined" || labels.length === 0) return null;
  return make("p", { class: "missing" }, say("plan.missing", { facts: labels.join(say("plan.between")) }));
}

function wayToApply(apply) {
  if (!apply) return null;
  const days = apply.days ? say(`days.${apply.days.unit}`, { count: apply.days.count }) : null;
  return make(
    "div",
    { class: "apply" },
    make("p", {}, say(`channel.${apply.channel}`, { where: apply.where ?? "" })),
    days ? make("p", {}, days) : null,
    apply.papers?.length ? unfolding(say("plan.papers"), list(apply.papers)) : null,
  );
}

/** The verdict on one policy: what it gives, why, what is missing, and how to apply. */
function resultCard(result, step) {
  const title = result.person_name ? say("plan.for_person", { name: result.name, person: result.person_name }) : result.name;
  const open = result.verdict !== "ineligible";
  return make(
    "section",
    { class: `card verdict-${result.verdict}` },
    make("h4", {}, step ? say("plan.step", { step: step.step, name: title }) : title),
    make("p", { class: "verdict" }, say(`verdict.${result.verdict}`)),
    step?.why ? make("p", {}, step.why) : null,
    open ? benefitView(result.benefit) : null,
    missingView(result),
    unfolding(say("plan.reasons", { count: result.reasons.length }), make("ul", { class: "reasons" }, result.reasons.map(reasonView))),
    result.would_change?.length ? unfolding(say("plan.would_change"), list(result.would_change)) : null,
    open ? wayToApply(result.apply) : null,
  );
}

function steps(assessment) {
  return assessment.plan.flatMap((step) =>
    assessment.results
      .filter((result) => result.policy_id === step.policy_id && result.verdict !== "ineligible")
      .map((result) => resultCard(result, step)),
  );
}

function rest(assessment, verdict) {
  const planned = new Set(assessment.plan.map((step) => step.policy_id));
  const results = assessment.results.filter((result) => result.verdict === verdict && !planned.has(result.policy_id));
  if (results.length === 0) return null;
  return unfolding(say(`plan.rest_${verdict}`, { count: results.length }), ...results.map((result) => resultCard(result)));
}

/** The assessment of the contract: the steps in order, then what is still open, then what does not fit. */
export function planView(assessment) {
  const planned = steps(assessment);
  return make(
    "div",
    { class: "plan" },
    planned.length ? make("h3", {}, say("plan.title")) : make("p", {}, say("plan.nothing")),
    planned,
    rest(assessment, "eligible"),
    rest(assessment, "undetermined"),
    rest(assessment, "ineligible"),
    make("p", { class: "disclaimer" }, assessment.disclaimer),
    make("button", { type: "button", class: "quiet print", onclick: () => window.print() }, say("plan.print")),
  );
}
