import { make, tell } from "../common/dom.js";
import { waysThere } from "../common/windows.js";
import { say } from "../common/wording.js";
import { comparisonView } from "./comparison.js";
import { messageForm, wordForm } from "./desk_forms.js";
import { factsReadBack } from "./facts.js";
import { planView } from "./plan.js";
import { receiptView } from "./receipt.js";

const POINT = /^([^：]{2,6})：(.+)$/;
const NUMBER_TO_CALL = /(\d{3,5})/;

function paragraph(text) {
  return text ? make("p", { class: "said" }, text) : null;
}

/** A text whose lines each begin with what they are about: one point a line, its beginning marked. */
function points(text) {
  const lines = text.split("\n").map((line) => {
    const [, about, content] = line.match(POINT) ?? [];
    return about ? make("p", { class: "point" }, make("strong", {}, about), make("span", {}, content)) : make("p", {}, line);
  });
  return make("div", { class: "said" }, lines);
}

/** What an answer says: of two policies a table in place of the lines below the first, which it would only repeat. */
function answerText({ text, data }) {
  return data.comparison ? [paragraph(text.split("\n")[0]), comparisonView(data.comparison)] : points(text);
}

/** What to do in an emergency, with every number ready to be called. */
function urgent(text) {
  const parts = text.split(NUMBER_TO_CALL).map((part) => (NUMBER_TO_CALL.test(part) ? make("a", { href: `tel:${part}` }, part) : part));
  return make("p", { class: "said urgent" }, parts);
}

function clause({ ref, text }) {
  return make(
    "details",
    { class: "clause" },
    make("summary", {}, ref),
    make("blockquote", {}, text),
  );
}

function policyCard(policy) {
  return make(
    "section",
    { class: "card" },
    make("h3", {}, policy.name),
    policy.in_force === false ? make("p", { class: "warning" }, say("policies.expired")) : null,
    policy.clauses.map(clause),
  );
}

function wayToAPerson(data) {
  return make(
    "section",
    { class: "card" },
    data.office_hours_text ? make("p", {}, data.office_hours_text) : null,
    data.phone ? make("a", { class: "button", href: `tel:${data.phone}` }, say("handover.call", { phone: data.phone })) : null,
  );
}

/** The form, whose script is only loaded by who opens one. */
function applicationForm(data, context) {
  const place = make("p", { class: "application-place", role: "status", "aria-busy": "true" }, say("application.opening"));
  import("./application_form.js").then(
    (script) => place.replaceWith(script.applicationForm(data, context)),
    () => tell(place, say("failure.unreachable")),
  );
  return place;
}

const renderers = {
  text: (reply, context) => {
    if (reply.data.facts_readback?.length) return factsReadBack(reply, context);
    if (reply.data.where_to_go) return [points(reply.text), waysThere(reply.data.where_to_go)];
    return [reply.data.emergency ? urgent(reply.text) : paragraph(reply.text)];
  },
  question: (reply) => [
    paragraph(reply.text),
    reply.data.why ? make("p", { class: "why" }, say("question.why", { why: reply.data.why })) : null,
  ],
  policies: (reply) => [answerText(reply), waysThere(reply.data.where_to_go), reply.data.policies.map(policyCard)],
  plan: (reply, context) => [paragraph(reply.text), planView(reply.data, context)],
  application: (reply, context) => [
    paragraph(reply.text),
    reply.data.number ? receiptView(reply.data) : applicationForm(reply.data, context),
  ],
  handover: (reply, context) => [
    paragraph(reply.text),
    wayToAPerson(reply.data),
    reply.data.message_form ? messageForm(context) : null,
  ],
  notice: (reply, context) => [
    reply.data.concern ? urgent(reply.text) : paragraph(reply.text),
    reply.data.word_for ? wordForm(reply.data.word_for, context) : null,
  ],
};

/** The body of one reply; a type this page does not know is shown by its text. */
export function renderReply(reply, context) {
  const render = renderers[reply.type] ?? renderers.text;
  return render({ ...reply, data: reply.data ?? {} }, context).flat().filter(Boolean);
}
