import { make } from "../common/dom.js";
import { say } from "../common/wording.js";
import { benefitView, missingView, reasonsView, unfolding, wayToApply, workflowView, wouldChangeView } from "./verdict.js";

// So many steps are read at a glance; the others unfold.
const AT_ONCE = 5;

function titleOf(result) {
  return result.person_name ? say("plan.for_person", { name: result.name, person: result.person_name }) : result.name;
}

/** Whom a step is about: those who fit, or else those of whom the least is still unknown. */
function concerned(step, results) {
  const candidates = results.filter((result) => result.policy_id === step.policy_id && result.verdict !== "ineligible");
  const eligible = candidates.filter((result) => result.verdict === "eligible");
  if (eligible.length) return eligible;
  const least = Math.min(...candidates.map((result) => result.missing.length));
  return candidates.filter((result) => result.missing.length === least);
}

/** Other policies and how they stand to a step; the title says which of the two kinds they are. */
function besideView(kind, others) {
  if (!others?.length) return null;
  const items = others.map(({ name, text }) => make("li", {}, name ? say("plan.beside", { name, text }) : text));
  return unfolding({ class: "beside" }, say(`plan.${kind}`, { count: items.length }), make("ul", {}, items));
}

/** What the household just misses: how far off it is, and by which clause. */
function nearestMissView(missed, review) {
  if (!missed) return null;
  return make(
    "section",
    { class: `card nearest verdict-${missed.verdict}` },
    make("h4", {}, say("plan.nearest", { name: missed.name })),
    make("p", { class: "verdict" }, say(`verdict.${missed.verdict}`)),
    make("p", {}, missed.why),
    unfolding({ class: "conditions" }, say("plan.against", { count: missed.against.length }), reasonsView(missed.against)),
    reviewButton(missed.policy_id, review),
  );
}

/** Has a person look at a verdict again. */
function reviewButton(policy, review) {
  const press = ({ target }) => {
    target.disabled = true;
    review(policy).catch(() => {
      target.disabled = false;
    });
  };
  return make("button", { type: "button", class: "quiet review", onclick: press }, say("review.ask"));
}

function stepCard(result, step, why, review) {
  const eligible = result.verdict === "eligible";
  return make(
    "section",
    { class: `card verdict-${result.verdict}` },
    make("h4", {}, say("plan.step", { step: step.step, name: titleOf(result) })),
    make("p", { class: "verdict" }, say(`verdict.${result.verdict}`)),
    why ? make("p", { class: "why" }, why) : null,
    benefitView(result),
    missingView(result),
    unfolding({ class: "conditions" }, say("plan.reasons", { count: result.reasons.length }), reasonsView(result.reasons), wouldChangeView(result.would_change)),
    unfolding({ open: eligible }, say("plan.way"), ...wayToApply(result.apply, step.where_to_go)),
    workflowView(result.apply),
    besideView("follows", step.follows),
    besideView("instead_of", step.instead_of),
    reviewButton(result.policy_id, review),
  );
}

// The same reason in a row is said once, above the first of them.
function stepCards(step, before, results, review) {
  const why = step.why === before?.why ? null : step.why;
  return results.map((result, place) => stepCard(result, step, place ? null : why, review));
}

/** The steps one reads first, and the later ones folded, with how many of them one may be entitled to. */
function stepsView(plan, steps, review) {
  const cards = steps.map((people, place) => stepCards(plan[place], place === AT_ONCE ? null : plan[place - 1], people, review));
  const later = cards.slice(AT_ONCE);
  if (later.length === 0) return cards.flat();
  const count = steps.slice(AT_ONCE).filter(([first]) => first.verdict === "eligible").length;
  const title = say(count ? "plan.later_some_eligible" : "plan.later", { steps: later.length, count });
  return [...cards.slice(0, AT_ONCE).flat(), unfolding({ class: "later" }, title, later.flat())];
}

function personPart(result) {
  return make(
    "div",
    { class: "person-part" },
    result.person_name ? make("h5", {}, result.person_name) : null,
    missingView(result),
    reasonsView(result.reasons),
    wouldChangeView(result.would_change),
  );
}

/** One policy outside the steps, with everybody it was looked at for. */
function policyEntry(results, review) {
  const [first] = results;
  const people = results.map((result) => result.person_name).filter(Boolean).join(say("plan.between"));
  return unfolding(
    { class: "entry" },
    people ? say("plan.for_person", { name: first.name, person: people }) : first.name,
    first.verdict === "ineligible" ? null : [benefitView(first), ...wayToApply(first.apply)],
    results.map(personPart),
    reviewButton(first.policy_id, review),
  );
}

function rest(results, verdict, review) {
  const policies = new Map();
  for (const result of results.filter((one) => one.verdict === verdict)) {
    policies.set(result.policy_id, [...(policies.get(result.policy_id) ?? []), result]);
  }
  if (policies.size === 0) return null;
  return unfolding({ class: "rest" }, say(`plan.rest_${verdict}`, { count: policies.size }), [...policies.values()].map((people) => policyEntry(people, review)));
}

// On paper nothing unfolds any more.
function printSteps(view) {
  view.querySelectorAll(".card details, details.later").forEach((folded) => {
    folded.open = true;
  });
  window.print();
}

/** The assessment of the contract: the steps in order, what is just missed, then what is still open, then what does not fit. */
export function planView({ plan, results, nearest_miss: missed, disclaimer }, { review }) {
  const steps = plan.map((step) => concerned(step, results));
  const inSteps = new Set(steps.flat());
  const others = results.filter((result) => !inSteps.has(result));
  const view = make(
    "div",
    { class: "plan" },
    stepsView(plan, steps, review),
    nearestMissView(missed, review),
    rest(others, "eligible", review),
    rest(others, "undetermined", review),
    rest(others, "ineligible", review),
    make("p", { class: "disclaimer" }, disclaimer),
    make("button", { type: "button", class: "quiet print", onclick: () => printSteps(view) }, say("plan.print")),
  );
  return view;
}
