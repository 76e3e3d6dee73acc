import { make, part, tell } from "../common/dom.js";
import { request } from "../common/http.js";
import { say } from "../common/wording.js";
import { Drafts } from "./drafts.js";

const PAUSE_MS = 400;
const AGAIN_MS = 5000;
const UNSENT = "visit-unsent";
const SUBJECT_CHARACTERS = 20;
const visit = document.getElementById("visit");
const form = part(visit, "form");
const drafts = new Drafts(visit.dataset.account);
const fields = ["content", "place", "name", "phone"];
let asked = null;
let shown = null;
let timer = null;
let sending = false;

/** What stands in the form survives a reload and a phone that forgets the page. */
function keepForm() {
  const written = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
  if (fields.some((name) => written[name])) localStorage.setItem(UNSENT, JSON.stringify({ account: visit.dataset.account, written }));
  else localStorage.removeItem(UNSENT);
}

function fillForm(written) {
  fields.forEach((name) => (form.elements[name].value = written[name] ?? ""));
  form.querySelector("details").open = Boolean(written.name || written.phone);
}

/** What fits, as soon as there is a connection; the visit can be written down without. */
async function help() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const { content, place } = form.elements;
  shown = null;
  if (!content.value.trim()) return show(null);
  const told = { text: content.value.slice(0, Number(visit.dataset.limit)), about: "other", locality: place.value || null };
  try {
    show(await request("/v1/hotline/assist", { method: "POST", body: told, signal: mine.signal }));
  } catch (problem) {
    if (mine.signal.aborted) return undefined;
    if (problem.status === undefined) throw problem;
    show(null);
    part(visit, "lead").textContent = problem.status === 401 ? say("visits.signed_out") : say("visits.no_help");
  }
  return undefined;
}

function policyView({ name, verdict, sentence, clause, where }) {
  const basis = clause ? make("p", { class: "source" }, say("visits.basis", { clause })) : null;
  return make("li", { class: `card verdict-${verdict}` }, make("h3", {}, name), make("p", {}, sentence), basis, make("p", { class: "note" }, where));
}

function show(found) {
  shown = found;
  const policies = (found?.policies ?? []).filter(({ verdict }) => verdict !== "ineligible");
  if (found) part(visit, "lead").textContent = say(policies.length ? "visits.fits" : "visits.nothing");
  part(visit, "policies").replaceChildren(...policies.map(policyView));
  part(visit, "facts").replaceChildren(...(found?.rows ?? []).map((row) => make("li", {}, `${row.label} ${row.value_text}`)));
  tell(part(visit, "next"), found?.next_question ? say("visits.next", { question: found.next_question.text }) : "");
  tell(part(visit, "danger"), found?.danger?.script);
  tell(part(visit, "label"), policies.length ? found.label : "");
}

form.addEventListener("input", () => {
  keepForm();
  clearTimeout(timer);
  timer = setTimeout(help, PAUSE_MS);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { content, place, name, phone } = Object.fromEntries(fields.map((each) => [each, form.elements[each].value.trim()]));
  if (!content) return tell(part(visit, "failure"), say("visits.empty"));
  const caller = { name: name || null, phone: phone || null };
  const policies = (shown?.policies ?? []).map((policy) => policy.policy_id);
  // Kept first, then sent: whatever happens in between, it is not lost.
  drafts.add({ content, caller, place: place || null, facts: shown?.facts ?? {}, policies });
  clearTimeout(timer);
  form.reset();
  keepForm();
  show(null);
  tell(part(visit, "failure"), "");
  tell(part(visit, "state"), say("visits.saved_here"));
  showWaiting();
  send();
  return undefined;
});

/** Sends what waits, one after the other; what was refused waits for a person. */
async function send() {
  if (sending) return;
  sending = true;
  for (const { key, visit: told, why } of drafts.all) {
    if (why) continue;
    tell(part(visit, "state"), say("visits.sending"));
    try {
      const filed = await request("/v1/visits", { method: "POST", body: told, headers: { "Idempotency-Key": key } });
      drafts.remove(key);
      tell(part(visit, "state"), say("visits.filed", { number: filed.number }));
    } catch (problem) {
      if (problem.status === undefined) throw problem;
      if (problem.status === 401 || problem.worthRetrying) {
        tell(part(visit, "state"), problem.status === 401 ? say("visits.signed_out") : say("visits.saved_here"));
        break;
      }
      drafts.refuse(key, problem.detail);
      tell(part(visit, "state"), "");
    }
  }
  sending = false;
  showWaiting();
}

function waitingView({ key, visit: told, why }) {
  const subject = told.content.slice(0, SUBJECT_CHARACTERS);
  const drop = () => {
    if (!confirm(say("visits.drop_sure"))) return;
    drafts.remove(key);
    showWaiting();
  };
  const edit = () => {
    drafts.remove(key);
    fillForm({ content: told.content, place: told.place ?? "", name: told.caller.name ?? "", phone: told.caller.phone ?? "" });
    keepForm();
    showWaiting();
    help();
    form.elements.content.focus();
  };
  const choices = make(
    "div",
    { class: "choices" },
    make("button", { type: "button", class: "quiet", onclick: edit }, say("visits.edit")),
    make("button", { type: "button", class: "quiet", onclick: drop }, say("visits.drop")),
  );
  return make("li", { class: "card" }, why ? make("p", { class: "failure" }, say("visits.refused", { subject, why })) : make("p", {}, subject), choices);
}

function showWaiting() {
  const waiting = drafts.all;
  const count = waiting.length;
  const heading = count ? [make("li", {}, make("p", { class: "warning" }, say("visits.waiting", { count })))] : [];
  part(visit, "waiting").replaceChildren(...heading, ...waiting.map(waitingView));
}

const kept = JSON.parse(localStorage.getItem(UNSENT) ?? "null");
if (kept?.account === visit.dataset.account) fillForm(kept.written);
addEventListener("online", send);
setInterval(() => drafts.all.some(({ why }) => !why) && send(), AGAIN_MS);
showWaiting();
help();
send();
