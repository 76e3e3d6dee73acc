import { make } from "./dom.js";
import { RequestError, request } from "./http.js";
import { say } from "./wording.js";

const UPLOAD_LIMIT_MS = 180_000;
/** What the service takes; phones offer their camera for it. */
export const KINDS = "image/jpeg,image/png,application/pdf";

function send(path, file, paper, headers, progressed) {
  const content = new FormData();
  content.append("file", file);
  if (paper) content.append("paper", paper);
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", path);
    call.responseType = "json";
    call.timeout = UPLOAD_LIMIT_MS;
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.upload.onprogress = ({ loaded, total }) => progressed(Math.round((100 * loaded) / total));
    call.onload = () => (call.status < 300 ? resolve(call.response) : reject(new RequestError(call.status, call.response?.detail ?? say("failure.server"))));
    call.onerror = call.ontimeout = () => reject(new RequestError(0, say(navigator.onLine ? "failure.unreachable" : "failure.offline")));
    call.send(content);
  });
}

/** A file on its way to an application: how far it is, once more when it failed, and taking it back. */
export function fileRow(number, file, paper, headers = {}, changed = () => {}) {
  const path = `/v1/applications/${encodeURIComponent(number)}/attachments`;
  const { name } = file;
  const said = make("span", { role: "status" });
  let kept = null;
  const attempt = async () => {
    retry.hidden = true;
    remove.disabled = true;
    try {
      kept = await send(path, file, paper, headers, (share) => (said.textContent = say("files.sending", { name, share })));
      said.textContent = say("files.sent", { name });
      changed();
    } catch (problem) {
      said.textContent = say("files.failed", { name, why: problem.detail });
      retry.hidden = false;
    } finally {
      remove.disabled = false;
    }
  };
  const takeBack = async () => {
    try {
      if (kept) await request(`${path}/${encodeURIComponent(kept.id)}`, { method: "DELETE", headers });
      row.remove();
      changed();
    } catch (problem) {
      said.textContent = problem.detail;
    }
  };
  const retry = make("button", { type: "button", class: "quiet", hidden: true, onclick: attempt, "aria-label": say("files.retry_named", { name }) }, say("files.retry"));
  const remove = make("button", { type: "button", class: "quiet", onclick: takeBack, "aria-label": say("files.remove_named", { name }) }, say("files.remove"));
  const row = make("li", { class: "file" }, said, retry, remove);
  attempt();
  return row;
}

/** Where files of one paper are chosen; `chosen` gets them. */
export function filePicker(label, chosen) {
  const input = make("input", { type: "file", accept: KINDS, multiple: true, "aria-label": label });
  input.addEventListener("change", () => chosen([...input.files], input));
  return input;
}
