import { make } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { namesOf, say } from "../common/wording.js";
import { looksLikeIdNumber, looksLikePhone } from "./identity.js";
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

function papersView(papers) {
  if (!papers?.length) return null;
  const items = papers.map((paper) => make("li", {}, paper));
  return make("details", {}, make("summary", {}, say("application.papers")), make("ul", {}, items));
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

function written(form, facts) {
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
  };
}

// The key lives until the submission is answered, so that sending again after a cut line or a reload makes no second record.
async function submit(form, context) {
  const key = sessionStorage.getItem(KEY_MEMORY) ?? newKey();
  sessionStorage.setItem(KEY_MEMORY, key);
  try {
    const receipt = await context.client.apply(written(form, (await context.client.facts()).facts), key);
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
  const onsubmit = async (event) => {
    event.preventDefault();
    const wrong = firstWrong(form);
    if (wrong) return wrong.focus();
    send.disabled = true;
    failure.hidden = true;
    try {
      const receipt = receiptView(await submit(form, context));
      form.replaceWith(receipt);
      receipt.focus();
    } catch (problem) {
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
    papersView(data.papers),
    field("name", { autocomplete: "name", maxlength: 40 }),
    field("id_number", { autocomplete: "off", maxlength: 20 }),
    field("phone", { type: "tel", autocomplete: "tel", maxlength: 20 }),
    otherPerson(),
    placeField("residence", data.residence),
    placeField("hukou", data.hukou),
    declaration("consent", data.consent_text),
    declaration("commitment", data.commitment_text),
    failure,
    send,
  );
  return form;
}
