import { part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { answerFor, report, tryQuestion } from "./client.js";
import { Examples } from "./examples.js";
import { showRanking } from "./ranking.js";

const trial = document.getElementById("trial");
const asking = part(trial, "asking");
const reporting = part(trial, "reporting");
const { question: field } = asking.elements;
let asked = null;

/** Runs one exchange with the service; a lost session leads to the sign-in page. */
async function attempt(failure, work) {
  tell(failure, "");
  try {
    await work();
    return true;
  } catch (problem) {
    if (problem.status === 401) location.assign("/staff/sign-in");
    tell(failure, problem.detail ?? say("failure.server"));
    return false;
  }
}

const examples = new Examples(trial, (work) => attempt(part(trial, "examples-failure"), work));

function show(found, answer) {
  const figures = { probability: found.probability.toFixed(2), threshold: found.threshold.toFixed(2) };
  part(trial, "verdict").textContent = say(answer.answerable ? "hit_test.answered" : "hit_test.not_answered");
  part(trial, "line").textContent = say("hit_test.line", figures);
  part(trial, "answer").textContent = answer.answer || answer.elsewhere?.text || say("hit_test.no_answer");
  showRanking(part(trial, "ranking"), found.results);
  reporting.reset();
  tell(part(trial, "reported"), "");
  part(trial, "outcome").hidden = false;
  part(trial, "verdict").focus();
}

asking.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = field.value;
  const locality = asking.elements.locality.value || null;
  attempt(part(trial, "asking-failure"), async () => {
    const [found, answer] = await Promise.all([tryQuestion(question, locality), answerFor(question, locality)]);
    asked = { question, locality };
    show(found, answer);
  });
});

field.addEventListener("keydown", (event) => {
  // While a word is being composed, Enter chooses it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  asking.requestSubmit();
});

/** The policy of that name; undefined when it was not chosen from the list. */
function policyNamed(name) {
  return [...document.getElementById("policies").options].find((option) => option.value === name.trim())?.dataset.id;
}

async function keep(expected) {
  tell(part(trial, "reported"), "");
  const kept = await attempt(part(trial, "reporting-failure"), () => report(asked.question, asked.locality, expected));
  if (!kept) return;
  tell(part(trial, "reported"), say("hit_test.kept"));
  await examples.show();
}

reporting.addEventListener("submit", (event) => {
  event.preventDefault();
  const id = policyNamed(reporting.elements.expected.value);
  if (id) keep([id]);
  else tell(part(trial, "reporting-failure"), say("hit_test.not_in_list"));
});

part(trial, "nothing").addEventListener("click", () => keep([]));

examples.show();
