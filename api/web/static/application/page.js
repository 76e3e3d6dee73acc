import { make, part, tell } from "../common/dom.js";
import { request } from "../common/http.js";
import { windowsView } from "../common/windows.js";
import { say, sayTime } from "../common/wording.js";
import { paperView } from "./papers.js";
import { partView } from "./parts.js";

const page = document.getElementById("application");
const form = part(page, "phone-form");
const failure = part(form, "failure");
const { number } = page.dataset;
const address = `/v1/applications/${encodeURIComponent(number)}`;
// The phone goes into a header, never into the address; without one the conversation's cookie opens the application.
let headers = {};

function event({ text, at }) {
  return make("li", {}, make("p", {}, text), make("p", { class: "note" }, sayTime(at)));
}

async function act(verb, policy) {
  show(await request(`${address}/${verb}`, { method: "POST", body: { policy_id: policy }, headers }));
  part(page, "status").focus();
}

function who({ name, id_number: idNumber, on_behalf_of: other }) {
  const applicant = say("application_page.applicant", { name, id_number: idNumber });
  return other ? applicant + say("application_page.on_behalf_of", { name: other }) : applicant;
}

function show(application) {
  form.hidden = true;
  const progress = part(page, "progress");
  const stillOpen = application.parts.some(({ may }) => may.length);
  part(progress, "status").textContent = application.status_text;
  tell(part(progress, "submitted-on"), say("application_page.submitted_on", { day: sayTime(application.submitted_on) }));
  tell(part(progress, "applicant"), who(application.applicant));
  tell(part(progress, "deadline"), application.next_deadline ? say("receipt.deadline", { day: sayTime(application.next_deadline) }) : "");
  tell(part(progress, "deadline-note"), application.deadline_note ? say("application_page.deadline_note", { note: application.deadline_note }) : "");
  part(progress, "parts").replaceChildren(...application.parts.map((one) => partView(one, act)));
  part(progress, "windows").replaceChildren(...application.where_to_go.flatMap(({ name, where_to_go: where }) => [make("p", {}, say("receipt.window", { name })), windowsView(where)]));
  // Whatever was asked for in words can be answered with a file that belongs to no listed paper.
  const papers = [...application.papers, { name: say("application_page.other_paper"), files: 0, promised: false }];
  part(progress, "papers").replaceChildren(...(stillOpen ? papers.map((paper) => paperView(number, paper, headers)) : []));
  part(progress, "papers-section").hidden = !stillOpen;
  part(progress, "history").replaceChildren(...application.history.map(event));
  tell(part(progress, "label"), application.label);
  progress.hidden = false;
}

async function look(phone) {
  headers = phone ? { "X-Phone": phone } : {};
  try {
    show(await request(address, { headers }));
  } catch (problem) {
    form.hidden = false;
    if (phone || !problem.isLockedOut) tell(failure, problem.detail);
    form.elements.phone.focus();
  }
}

/** The receipt as a file; fetched with the key, because a link could not carry the phone. */
async function keepReceipt() {
  const answer = await fetch(`${address}/receipt.pdf`, { headers, credentials: "same-origin" }).catch(() => null);
  tell(part(page, "receipt-failure"), answer?.ok ? "" : say("application_page.no_receipt"));
  if (!answer?.ok) return;
  const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: `${number}.pdf` });
  link.click();
  URL.revokeObjectURL(link.href);
}

form.addEventListener("submit", (submission) => {
  submission.preventDefault();
  tell(failure, "");
  look(form.elements.phone.value.replace(/[\s-]/g, ""));
});
part(page, "keep-receipt").addEventListener("click", keepReceipt);
part(page, "print").addEventListener("click", () => window.print());

look(null);
