import { part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { assist } from "./client.js";
import { bindKeys } from "./keys.js";
import { FactsPanel, showDanger, showPolicies, showQuestion } from "./panels.js";
import { CallState } from "./state.js";
import { TicketForm } from "./ticket.js";

// So long a pause of the keys counts as one.
const PAUSE_MS = 60;
// What could not be asked because something was away is asked again.
const AGAIN_MS = 3000;
const call = document.getElementById("call");
const said = part(call, "said");
const state = new CallState(call.dataset.account);
const ticket = new TicketForm(call, state);
let asked = null;
let shown = null;
let timer = null;

function askSoon(wait = PAUSE_MS) {
  clearTimeout(timer);
  timer = setTimeout(ask, wait);
}

/** Asks for what was told so far; an older question that is still under way is given up. */
async function ask() {
  asked?.abort();
  clearTimeout(timer);
  const over = state.text.length - Number(call.dataset.limit);
  if (over > 0) return tell(part(call, "failure"), say("hotline.over", { over }));
  const mine = (asked = new AbortController());
  try {
    show(await assist(state.told(), mine.signal));
    tell(part(call, "failure"), "");
  } catch (problem) {
    if (mine.signal.aborted) return undefined;
    if (problem.status === 401) return location.assign("/staff/sign-in?next=/hotline");
    if (problem.status === undefined) throw problem;
    tell(part(call, "failure"), say("hotline.failed", { why: problem.detail }));
    if (problem.worthRetrying) askSoon(AGAIN_MS);
  }
  return undefined;
}

function show(found) {
  shown = found;
  showDanger(call, found.danger);
  showQuestion(call, found, { pick, skip });
  facts.show(found.rows);
  part(call, "no-facts").hidden = found.rows.length > 0;
  showPolicies(call, found.policies, found.elsewhere);
  tell(part(call, "degraded"), found.degraded.map(({ text }) => text).join("\n"));
  tell(part(call, "unplaced"), found.unplaced.length ? say("hotline.unplaced", { labels: found.unplaced.join(say("hotline.between")) }) : "");
  tell(part(call, "label"), found.policies.length ? found.label : "");
  if (found.degraded.length) askSoon(AGAIN_MS);
  call.dispatchEvent(new CustomEvent("assisted", { detail: found }));
}

/** Writes a line of the caller's, and goes on writing after it. */
function writeLine(line, fact) {
  const text = state.text ? `${state.text.replace(/\n+$/, "")}\n${line}` : line;
  state.write(text, fact);
  said.value = text;
  said.focus();
  said.setSelectionRange(text.length, text.length);
}

function pick(answer) {
  if (answer.say !== null) writeLine(answer.say, answer.fact);
  else state.correct(answer.fact, answer.value, relationOf(answer.fact));
  said.focus();
  ask();
}

function skip() {
  if (!shown?.next_question) return;
  state.putAside(shown.next_question.facts);
  said.focus();
  ask();
}

/** Whose fact it is, as far as it is a person's. */
function relationOf(fact) {
  const [kind, id] = fact.split(".");
  return kind === "people" ? (shown.facts.people.find((person) => person.id === id)?.relation ?? null) : null;
}

const facts = new FactsPanel(call, {
  correct: async (fact, value, relation) => {
    state.correct(fact, value, relation);
    await ask();
    return [];
  },
  inWords: (line) => {
    writeLine(line, null);
    ask();
  },
});

function newCall() {
  if (state.begun && !confirm(say("hotline.new_call_sure"))) return;
  state.clear();
  facts.clear();
  fill();
  said.focus();
  ask();
}

function fill() {
  said.value = state.text;
  part(call, "about").value = state.about;
  part(call, "locality").value = state.locality;
  ticket.fill();
}

said.addEventListener("input", (event) => {
  state.write(said.value, shown?.next_question?.fact ?? null);
  // While a word is being composed nothing is said yet.
  if (!event.isComposing) askSoon();
});
said.addEventListener("compositionend", () => askSoon());
for (const name of ["about", "locality"]) {
  part(call, name).addEventListener("change", ({ target }) => {
    state[name] = target.value;
    state.keep();
    ask();
  });
}
part(call, "new-call").addEventListener("click", newCall);
// Whoever leaves takes the call along: the next person at this screen has not heard it.
document.getElementById("sign-out").addEventListener("click", () => state.clear(), { capture: true });

bindKeys(call, {
  pick: (place) => part(call, "answers").querySelectorAll("button.quick")[place]?.click(),
  skip,
  newCall,
  file: () => ticket.file(),
});
fill();
ask();
