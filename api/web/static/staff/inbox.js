import { part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { CaseView } from "./case.js";
import { act, openCase, waiting } from "./client.js";
import { Queue } from "./queue.js";

const LOOK_AGAIN_MS = 3_000;

const desk = document.getElementById("desk");
const status = document.getElementById("desk-status");
const caseTitle = document.getElementById("case-title");
const replyForm = part(desk, "reply");
const closingForm = part(desk, "closing");
const view = new CaseView(desk);
const queue = new Queue(desk, choose);
let chosen = null;

function leave() {
  location.assign("/staff/sign-in");
}

/** Runs one exchange with the service; a lost session leads to the sign-in page. */
async function attempt(work, fail) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (problem.status === 401) leave();
    fail(problem.detail ?? say("failure.server"));
    return false;
  }
}

async function look() {
  const { results } = await waiting();
  tell(status, "");
  queue.show(results, chosen);
  if (chosen) await showCase(chosen);
}

async function showCase(id) {
  const opened = await openCase(id);
  if (id !== chosen) return;
  view.show(opened);
  view.showTurn(opened.claimed_by_me, opened.mode === "waiting");
}

async function keepLooking() {
  await attempt(look, (text) => tell(status, text));
  setTimeout(keepLooking, LOOK_AGAIN_MS);
}

async function choose({ conversation_id: id, reason_text: reason }) {
  chosen = id;
  view.clear();
  view.fail("");
  replyForm.reset();
  closingForm.reset();
  caseTitle.textContent = reason || say("staff.case");
  await attempt(look, view.fail.bind(view));
  caseTitle.focus();
}

async function perform(verb, body) {
  view.fail("");
  return attempt(async () => {
    await act(chosen, verb, body);
    await look();
  }, view.fail.bind(view));
}

/** Gives the conversation out of hand, then says so. */
async function finish(verb, body, sentence) {
  view.fail("");
  const finished = await attempt(() => act(chosen, verb, body), view.fail.bind(view));
  if (!finished) return;
  chosen = null;
  view.clear();
  caseTitle.textContent = sentence;
  await attempt(look, (text) => tell(status, text));
}

part(desk, "claim").addEventListener("click", async () => {
  if (await perform("claim")) replyForm.elements.text.focus();
});

replyForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { text } = replyForm.elements;
  if (await perform("reply", { text: text.value })) text.value = "";
  text.focus();
});

closingForm.addEventListener("submit", (event) => {
  event.preventDefault();
  finish("close", { outcome: closingForm.elements.outcome.value }, say("staff.closed"));
});

part(desk, "return").addEventListener("click", () => finish("return", {}, say("staff.returned")));

keepLooking();
