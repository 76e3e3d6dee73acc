import { make } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { namesOf, say } from "../common/wording.js";
import { looksLikeIdNumber, looksLikePhone } from "./identity.js";
import { papersField, uploads } from "./papers.js";
import { receiptView } from "./receipt.js";

const KEY_MEMORY = "jiuzhu.application_key";

let fields = 0;

function field(name, properties = {}) {
  const id = `application-${name}-${++fields}`;
  const control = make("input", { id, name, type: "text", required: true, "aria-describedby": `${id}-hint`, ...properties });
  return make(
    "div",
    { class: "field" },
    make("label", { for: id }, say(`application.${name}`)),
    control,
    make("p", { class: "failure", id: `${id}-hint`, hidden: true }),
  );
}

function placeField(name, chosen) {
  const id = `application-${name}-${++fields}`;
  const offered = namesOf("places").map((place) => make("option", { value: place.value, selected: place.value === chosen }, place.label));
  return make(
    "div",
    { class: "field" },
    make("label", { for: id }, say(`application.${name}`)),
    make("select", { id, name, required: true }, make("option", { value: "" }, say("facts.choose")), offered),
  );
}

function tick(name, text, properties = {}) {
  return make("label", { class: "tick" }, make("input", { type: "checkbox", name, ...properties }), make("span", {}, text));
}

// Ticked beforehand is what fits; where nothing is decided yet, everything that may.
function policyTicks(policies) {
  const decided = policies.some((policy) => policy.eligible);
  const ticks = policies.map(({ policy_id: value, name, eligible }) =>
    tick("policy", eligible ? name : say("application.undecided", { name }), { value, checked: eligible || !decided }),
  );
  return make("fieldset", {}, make("legend", {}, say("application.policies")), ticks);
}

/** What is submitted as facts, shown once more for a yes. Facts that have changed meanwhile are shown and asked about again. */
function statedFacts(client) {
  const list = make("ul", { class: "said" });
  const yes = make("input", { type: "checkbox", name: "facts_right", required: true });
  let stated = null;
  const show = ({ facts, readback }) => {
    stated = JSON.stringify(facts);
    const rows = readback.map(({ label, value_text: value }) => make("li", {}, say("application.fact", { label, value })));
    list.replaceChildren(...(rows.length ? rows : [make("li", {}, say("application.no_facts"))]));
    yes.checked = false;
  };
  client.facts().then(show, (problem) => list.replaceChildren(make("li", {}, problem.detail)));
  const view = make("fieldset", {}, make("legend", {}, say("application.facts_title")), list, make("label", { class: "tick" }, yes, make("span", {}, say("application.facts_right"))));
  const confirmed = async () => {
    const now = await client.facts();
    if (JSON.stringify(now.facts) === stated) return now.facts;
    show(now);
    throw Object.assign(new Error(), { detail: say("application.facts_changed") });
  };
  return { view, confirmed };
}

/** What is being worked on already, and the way to send the rest. */
function inProgressView(rows, leaveOut) {
  const lines = rows.map(({ text, number }) =>
    make("li", {}, text, number ? make("a", { href: `/applications/${encodeURIComponent(number)}` }, say("receipt.look")) : null),
  );
  const rest = leaveOut ? make("button", { type: "button", class: "quiet", onclick: leaveOut }, say("application.send_rest")) : null;
  return make("div", { class: "warning", role: "alert", tabindex: -1 }, make("ul", {}, lines), rest);
}

function otherPerson() {
  return make(
    "details",
    {},
    make("summary", {}, say("application.on_behalf_of")),
    field("other_name", { required: false, maxlength: 40 }),
    field("other_relation", { required: false, maxlength: 20 }),
    field("other_id_number", { required: false, maxlength: 20, autocomplete: "off" }),
  );
}

function declaration(name, text) {
  return make("fieldset", {}, make("legend", {}, say(`application.${name}_title`)), make("p", { class: "said" }, text), tick(name, say(`application.${name}`), { required: true }));
}

/** Marks a field the resident should look at again; gives whether it is fine. */
function checked(form, name, fine) {
  const control = form.elements[name];
  const hint = control.parentElement.querySelector(".failure");
  hint.textContent = fine ? "" : say(`application.${name}_wrong`);
  hint.hidden = fine;
  control.setAttribute("aria-invalid", String(!fine));
  return fine;
}

function firstWrong(form) {
  const checks = [
    ["id_number", looksLikeIdNumber(form.elements.id_number.value)],
    ["phone", looksLikePhone(form.elements.phone.value)],
    ["other_id_number", form.elements.other_id_number.value.trim() === "" || looksLikeIdNumber(form.elements.other_id_number.value)],
  ];
  return checks.filter(([name, fine]) => !checked(form, name, fine)).map(([name]) => form.elements[name])[0];
}

function writtenOther(content) {
  const name = content.get("other_name").trim();
  const idNumber = content.get("other_id_number").trim().toUpperCase();
  return name ? { name, relation: content.get("other_relation").trim() || null, id_number: idNumber || null } : null;
}

function written(form, facts, promised) {
  const content = new FormData(form);
  return {
    policy_ids: content.getAll("policy"),
    facts,
    applicant: { name: content.get("name").trim(), id_number: content.get("id_number").trim().toUpperCase(), phone: content.get("phone").trim() },
    on_behalf_of: writtenOther(content),
    residence: content.get("residence"),
    hukou: content.get("hukou"),
    consent: content.has("consent"),
    commitment: content.has("commitment"),
    promised,
  };
}

// The key lives until the submission is answered, so that sending again after a cut line or a reload makes no second record.
async function submit(application, context) {
  const key = sessionStorage.getItem(KEY_MEMORY) ?? newKey();
  sessionStorage.setItem(KEY_MEMORY, key);
  try {
    const receipt = await context.client.apply(application, key);
    sessionStorage.removeItem(KEY_MEMORY);
    return receipt;
  } catch (problem) {
    if (!problem.worthRetrying) sessionStorage.removeItem(KEY_MEMORY);
    throw problem;
  }
}

/** The form of an application; what the resident wrote stays in it until it is accepted. */
export function applicationForm(data, context) {
  const failure = make("p", { class: "failure", role: "alert", hidden: true });
  const send = make("button", { type: "submit" }, say("application.submit"));
  const stated = statedFacts(context.client);
  const papers = papersField(data.papers_needed ?? []);
  const already = make("div", {});
  const ticked = () => [...form.querySelectorAll("[name=policy]:checked")];
  const leaveOut = (rows) => () => {
    for (const tick of ticked()) tick.checked = !rows.some(({ policy_id: policy }) => policy === tick.value);
    papers.showFor(ticked().map(({ value }) => value));
    form.requestSubmit();
  };
  const showInProgress = (rows) => {
    const others = ticked().some(({ value }) => rows.every(({ policy_id: policy }) => policy !== value));
    const view = inProgressView(rows, others ? leaveOut(rows) : null);
    already.replaceChildren(view);
    view.focus();
  };
  const onsubmit = async (event) => {
    event.preventDefault();
    already.replaceChildren();
    const wrong = firstWrong(form);
    if (wrong) return wrong.focus();
    send.disabled = true;
    failure.hidden = true;
    try {
      const application = written(form, await stated.confirmed(), papers.promised());
      const submitted = await submit(application, context);
      const receipt = receiptView(submitted);
      const sending = uploads(submitted.number, papers.files());
      form.replaceWith(...[receipt, sending].filter(Boolean));
      receipt.focus();
    } catch (problem) {
      if (problem.inProgress) return showInProgress(problem.inProgress);
      failure.textContent = problem.worthRetrying ? say("application.not_sent", { why: problem.detail }) : problem.detail;
      failure.hidden = false;
    } finally {
      send.disabled = false;
    }
  };
  const form = make(
    "form",
    { class: "card application", onsubmit },
    make("h3", {}, say("application.title")),
    policyTicks(data.policies),
    field("name", { autocomplete: "name", maxlength: 40 }),
    field("id_number", { autocomplete: "off", maxlength: 20 }),
    field("phone", { type: "tel", autocomplete: "tel", maxlength: 20 }),
    otherPerson(),
    placeField("residence", data.residence),
    placeField("hukou", data.hukou),
    stated.view,
    papers.view,
    declaration("consent", data.consent_text),
    declaration("commitment", data.commitment_text),
    failure,
    already,
    send,
  );
  form.addEventListener("change", ({ target }) => target.name === "policy" && papers.showFor(ticked().map(({ value }) => value)));
  papers.showFor(ticked().map(({ value }) => value));
  return form;
}
