import { make } from "../common/dom.js";
import { windowsView } from "../common/windows.js";
import { say, sayNumber } from "../common/wording.js";

const OUTCOMES = new Map([[true, "yes"], [false, "no"], [null, "unknown"]]);

function list(items) {
  return make("ul", {}, items.map((item) => make("li", {}, item)));
}

/** A heading that unfolds its content; closed unless said otherwise. */
export function unfolding(properties, title, ...content) {
  return make("details", properties, make("summary", {}, make("span", {}, title)), ...content);
}

function sayAmount({ min, max }, unit) {
  const values = { min: sayNumber(min ?? 0), max: sayNumber(max ?? 0), unit };
  if (min !== null && min === max) return say("benefit.exact", values);
  if (min === null) return say("benefit.at_most", values);
  if (max === null) return say("benefit.at_least", values);
  return say("benefit.between", values);
}

/** What it gives, or would give: the amount with its arithmetic, the sentence of the policy, and what keeps the amount open. */
export function benefitView({ verdict, benefit: { text, amount, formula, unit, missing = [], note } }) {
  // A formula of one number is the amount over again.
  const arithmetic = formula && /\D/.test(formula) ? make("p", { class: "formula" }, say("benefit.formula", { formula })) : null;
  const shown = amount ? say(`benefit.${verdict}`, { amount: sayAmount(amount, unit ?? "") }) : null;
  const vague = verdict === "eligible" && missing.length ? say("benefit.missing", { facts: missing.join(say("plan.between")) }) : note;
  return make(
    "div",
    { class: "benefit" },
    shown ? make("p", { class: "amount" }, shown) : null,
    arithmetic,
    make("p", {}, text),
    vague ? make("p", { class: "note" }, vague) : null,
  );
}

/** The clause by its name; its words unfold where the catalogue has them. */
function clauseView({ clause, clause_text: text }) {
  const named = say("plan.clause", { clause });
  return text ? unfolding({ class: "source" }, named, make("p", { class: "clause" }, text)) : make("p", { class: "source" }, named);
}

function reasonView(reason) {
  const outcome = OUTCOMES.get(reason.outcome);
  return make(
    "li",
    { class: `reason reason-${outcome}` },
    make("span", { class: "outcome" }, say(`outcome.${outcome}`)),
    make(
      "div",
      {},
      make("p", {}, reason.label),
      reason.note ? make("p", { class: "note" }, reason.note) : null,
      clauseView(reason),
    ),
  );
}

/** Every condition with its outcome and its clause. */
export function reasonsView(reasons) {
  return make("ul", { class: "reasons" }, reasons.map(reasonView));
}

/** What must still be known before it is decided; null when it is decided or only a number is missing. */
export function missingView({ verdict, missing_labels: labels }) {
  if (verdict !== "undetermined" || labels.length === 0) return null;
  return make("p", { class: "missing" }, say("plan.missing", { facts: labels.join(say("plan.between")) }));
}

/** What would have to be otherwise; null when nothing would change the verdict. */
export function wouldChangeView(changes) {
  return changes.length ? make("div", {}, make("p", { class: "note" }, say("plan.would_change")), list(changes)) : null;
}

/** What happens to an application, one after the other, and how long all of it may take; null where no text says. */
export function workflowView({ steps, days }) {
  if (!(steps?.length > 1)) return null;
  const limit = days ? make("p", { class: "source" }, say("workflow.limit", { limit: say(`days.${days.unit}`, { count: days.count }), clause: days.clause })) : null;
  return unfolding({ class: "workflow" }, say("workflow.title", { count: steps.length }), make("ol", {}, steps.map((step) => make("li", {}, say(`workflow.${step}`)))), limit);
}

/** Where to go, with the windows where they were looked up; how long it takes and what to bring. */
export function wayToApply({ channel, where, days, papers }, windows = null) {
  return [
    make("p", {}, say(`channel.${channel}`, { where })),
    windowsView(windows),
    days ? make("p", {}, say(`days.${days.unit}`, { count: days.count }), days.note ? make("span", { class: "note" }, say("days.note", { note: days.note })) : null) : null,
    papers.length ? make("div", {}, make("p", {}, say("plan.papers")), list(papers)) : null,
  ];
}
