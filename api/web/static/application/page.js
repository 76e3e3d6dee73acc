import { make, part, tell } from "../common/dom.js";
import { request } from "../common/http.js";
import { windowsView } from "../common/windows.js";
import { nameOf, say, sayTime } from "../common/wording.js";

const page = document.getElementById("application");
const form = part(page, "phone-form");
const failure = part(form, "failure");
const address = `/v1/applications/${encodeURIComponent(page.dataset.number)}`;

function event({ status, at, why }) {
  return make("li", {}, make("p", {}, nameOf("statuses", status)), make("p", { class: "note" }, sayTime(at)), why ? make("p", {}, why) : null);
}

function show(application) {
  form.hidden = true;
  const progress = part(page, "progress");
  part(progress, "status").textContent = application.status_text;
  tell(part(progress, "deadline"), application.next_deadline ? say("receipt.deadline", { day: sayTime(application.next_deadline) }) : "");
  tell(part(progress, "handled-by"), application.handled_by ? say("application_page.handled_by", { name: application.handled_by }) : "");
  tell(part(progress, "deadline-note"), application.deadline_note ? say("application_page.deadline_note", { note: application.deadline_note }) : "");
  part(progress, "policies").replaceChildren(...application.policies.map((policy) => make("li", {}, policy.name)));
  part(progress, "windows").replaceChildren(...application.where_to_go.flatMap(({ name, where_to_go: where }) => [make("p", {}, say("receipt.window", { name })), windowsView(where)]));
  part(progress, "history").replaceChildren(...application.history.map(event));
  progress.hidden = false;
}

/** Looks with the conversation's cookie, or with a phone; the phone goes into a header, never into the address. */
async function look(phone) {
  try {
    show(await request(address, { headers: phone ? { "X-Phone": phone } : {} }));
  } catch (problem) {
    form.hidden = false;
    if (phone || !problem.isLockedOut) tell(failure, problem.detail);
    form.elements.phone.focus();
  }
}

form.addEventListener("submit", (submission) => {
  submission.preventDefault();
  tell(failure, "");
  look(form.elements.phone.value.replace(/[\s-]/g, ""));
});

look(null);
