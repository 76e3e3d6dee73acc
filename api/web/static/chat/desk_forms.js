import { make, part, tell } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { say } from "../common/wording.js";

function field(label, control) {
  return make("label", { class: "field" }, make("span", {}, label), control);
}

function failure() {
  return make("p", { class: "failure", "data-part": "failure", role: "alert", hidden: true });
}

/** Outside office hours: a message and a number to call. What was written stays until it is kept. */
export function messageForm({ client, present }) {
  const key = newKey();
  const phone = make("input", { name: "phone", type: "tel", autocomplete: "tel", required: true, maxlength: 32 });
  const text = make("textarea", { name: "text", rows: 2, required: true, maxlength: 2000 });
  const send = make("button", { type: "submit" }, say("handover.leave"));
  const form = make("form", { class: "card" }, field(say("handover.message"), text), field(say("handover.phone"), phone), failure(), send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      present(await client.leaveMessage(phone.value, text.value, key));
      form.remove();
    } catch (problem) {
      tell(part(form, "failure"), say("handover.not_left", { why: problem.detail }));
      send.disabled = false;
    }
  });
  return form;
}

/** After a score: a word more, for who wants to say one. */
export function wordForm(attendance, { client }) {
  const word = make("input", { name: "word", type: "text", maxlength: 500, required: true });
  const form = make("form", { class: "card" }, field(say("satisfaction.word"), word), failure(), make("button", { type: "submit", class: "quiet" }, say("satisfaction.send")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await client.judge(attendance, word.value);
      form.replaceWith(make("p", { role: "status" }, say("satisfaction.thanks")));
    } catch (problem) {
      tell(part(form, "failure"), problem.detail);
    }
  });
  return form;
}
