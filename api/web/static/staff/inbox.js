import { part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { CannedReplies } from "./canned.js";
import { callbackView, CaseView } from "./case.js";
import { act, actOnCallback, openCase, waiting } from "./client.js";
import { Passing } from "./passing.js";
import { Queue } from "./queue.js";
import { Chime } from "./sound.js";

// The stream tells what is new at once; this is for what it missed.
const LOOK_AGAIN_MS = 10_000;
const REOPEN_MS = 3_000;

const desk = document.getElementById("desk");
const status = document.getElementById("desk-status");
const caseTitle = document.getElementById("case-title");
const replyForm = part(desk, "reply");
const closingForm = part(desk, "closing");
const view = new CaseView(desk);
const noteForm = part(desk, "note");
const callbackForm = part(desk, "callback-closing");
const chime = new Chime(part(desk, "sound"));
const queue = new Queue(desk, choose, () => chime.ring());
const passing = new Passing(desk, (body) => finish("transfer", body, say("staff.transferred")));
let chosen = null;
let callback = null;
let looked = false;

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
  const { results, callbacks } = await waiting();
  tell(status, "");
  queue.show(results, callback ? null : chosen);
  queue.showCallbacks(callbacks, callback, chooseCallback);
  const mine = looked ? null : results.find(({ claimed_by: name }) => name === desk.dataset.me);
  looked = true;
  // After a reload one goes on where one was.
  if (mine) await choose(mine);
  else if (chosen) await showCase(chosen);
}

async function showCase(id) {
  const opened = await openCase(id);
  if (id !== chosen) return;
  view.show(opened);
  view.showTurn(opened.claimed_by_me, opened.mode === "waiting");
  passing.of(id, opened.claimed_by_me);
}

/** As long as this is open, the service knows that somebody is at the desk. */
function follow() {
  const stream = new EventSource("/v1/staff/events");
  const again = () => attempt(look, (text) => tell(status, text));
  stream.addEventListener("queue", again);
  stream.addEventListener("message", again);
  stream.addEventListener("gone", () => {
    stream.close();
    leave();
  });
  stream.addEventListener("error", () => {
    // A browser gives up after an answer such as 502.
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, REOPEN_MS);
  });
}

async function keepLooking() {
  await attempt(look, (text) => tell(status, text));
  setTimeout(keepLooking, LOOK_AGAIN_MS);
}

async function choose({ conversation_id: id, reason_text: reason }) {
  chosen = id;
  callback = null;
  view.clear();
  view.fail("");
  replyForm.reset();
  closingForm.reset();
  noteForm.reset();
  caseTitle.textContent = reason || say("staff.case");
  await attempt(look, view.fail.bind(view));
  caseTitle.focus();
}

/** Takes a message that was left, and shows whom to call beside what was said before. */
async function chooseCallback({ id, conversation_id: conversation }) {
  await choose({ conversation_id: conversation, reason_text: say("staff.callback_opened") });
  callback = id;
  await attempt(async () => {
    const taken = await actOnCallback(id, "claim");
    part(desk, "callback").replaceChildren(...callbackView(taken));
    part(desk, "callback").hidden = false;
    callbackForm.hidden = false;
    await look();
  }, view.fail.bind(view));
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

replyForm.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) replyForm.requestSubmit();
});

noteForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await perform("notes", { text: noteForm.elements.text.value })) noteForm.reset();
});

callbackForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { outcome } = callbackForm.elements;
  const done = await attempt(() => actOnCallback(callback, "close", { outcome: outcome.value }), view.fail.bind(view));
  if (!done) return;
  callbackForm.reset();
  chosen = null;
  callback = null;
  view.clear();
  caseTitle.textContent = say("staff.callback_done");
  await attempt(look, (text) => tell(status, text));
});

new CannedReplies(desk, replyForm.elements.text);
follow();
keepLooking();
