import { make, tell } from "../common/dom.js";
import { say } from "../common/wording.js";

/** A button that asks once more before it does something that cannot be undone. */
function askedTwice(words, act) {
  const yes = make("button", { type: "button", class: "danger", onclick: act }, words.yes);
  const no = make("button", { type: "button", class: "quiet", onclick: () => ask(false) }, say("application_page.keep"));
  const question = make("div", { role: "group", "aria-label": words.question, hidden: true }, make("p", {}, words.question), make("div", { class: "choices" }, yes, no));
  const open = make("button", { type: "button", class: "quiet", onclick: () => ask(true) }, words.ask);
  const ask = (asking) => {
    question.hidden = !asking;
    open.hidden = asking;
    (asking ? no : open).focus();
  };
  return make("div", { class: "acts" }, open, question);
}

function missingView(missing) {
  if (!missing.length) return null;
  return [make("p", {}, say("application_page.missing")), make("ul", {}, missing.map((text) => make("li", {}, text)))];
}

/** One policy's share: where it stands, what comes next, and what the applicant may do. `act` sends it and shows what came of it. */
export function partView({ policy_id: policy, name, status_text: status, handled_by: office, next_text: next, missing, may }, act) {
  const failure = make("p", { class: "failure", role: "alert", hidden: true });
  const does = (verb) => () => act(verb, policy).catch((problem) => tell(failure, problem.detail));
  const withdraw = { ask: say("application_page.withdraw", { name }), question: say("application_page.withdraw_sure", { name }), yes: say("application_page.withdraw_yes") };
  return make(
    "li",
    { class: "part" },
    make("p", {}, make("strong", {}, name), say("application_page.state", { state: status })),
    office ? make("p", { class: "note" }, say("application_page.handled_by", { name: office })) : null,
    next ? make("p", { class: "note" }, next) : null,
    missingView(missing),
    may.includes("submitted") ? make("button", { type: "button", onclick: does("supplied") }, say("application_page.supplied")) : null,
    may.includes("withdrawn") ? askedTwice(withdraw, does("withdraw")) : null,
    failure,
  );
}
