import { make, part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { factRow } from "../chat/facts.js";

const MOST_PICKED_BY_KEY = 9;

/** What cannot wait, with the numbers to give. */
export function showDanger(call, danger) {
  const place = part(call, "danger");
  place.hidden = !danger;
  if (!danger) return place.replaceChildren();
  place.classList.toggle("hint", danger.level === "hint");
  const numbers = danger.numbers.map(({ number, name }) => make("li", {}, make("strong", {}, number), ` ${name}`));
  // The same alarm is not announced again with every letter.
  if (place.dataset.shown === danger.kind + danger.level && place.childElementCount) return undefined;
  place.dataset.shown = danger.kind + danger.level;
  return place.replaceChildren(make("h2", {}, say(`hotline.level.${danger.level}`, { name: danger.name })), make("ul", {}, numbers));
}

/** What to read out now, and the answers that can be picked. */
export function showQuestion(call, { script, next_question: question }, { pick, skip }) {
  const spoken = part(call, "script");
  if (spoken.textContent !== script) spoken.textContent = script;
  const besides = question && question.text !== script ? say("hotline.then", { question: question.text }) : "";
  tell(part(call, "then"), besides);
  tell(part(call, "why"), question?.why);
  const answers = question?.answers ?? [];
  const buttons = answers.map((answer, place) => {
    const key = place < MOST_PICKED_BY_KEY ? make("kbd", {}, `Alt+${place + 1}`) : null;
    return make("button", { type: "button", class: "quick", onclick: () => pick(answer) }, answer.label, key);
  });
  const next = question ? make("button", { type: "button", class: "quiet aside", onclick: skip }, say("hotline.skip"), make("kbd", {}, "F2")) : null;
  part(call, "answers").replaceChildren(...buttons, ...(next ? [next] : []));
}

/** The facts, each with a way to correct it. A fact that is being corrected is left alone; only what changed is drawn again. */
export class FactsPanel {
  #list;
  #context;
  #shown = new Map();

  constructor(call, context) {
    this.#list = part(call, "facts");
    this.#context = context;
  }

  show(rows) {
    const kept = new Map();
    for (const row of rows) {
      const text = JSON.stringify(row);
      const known = this.#shown.get(row.path);
      const stays = known && (known.text === text || known.element.querySelector("form"));
      kept.set(row.path, stays ? known : { text, element: this.#row(row) });
      if (known && !stays) kept.get(row.path).element.classList.add("fresh");
    }
    this.#shown.forEach(({ element }, path) => !kept.has(path) && element.querySelector("form") && kept.set(path, this.#shown.get(path)));
    this.#shown = kept;
    const wanted = [...kept.values()].map(({ element }) => element);
    const there = [...this.#list.children];
    // Moving an element takes the focus off it, so nothing is moved that stands where it should.
    if (wanted.length !== there.length || wanted.some((element, place) => element !== there[place])) this.#list.replaceChildren(...wanted);
    this.#list.hidden = wanted.length === 0;
  }

  clear() {
    this.#shown.clear();
    this.show([]);
  }

  #row(row) {
    const correctFact = async (path, value) => this.#context.correct(path, value, row.relation);
    return factRow(row, row.label, { correctFact, correctInWords: this.#context.inWords, showReplies: () => {} });
  }
}

function policyView(policy) {
  const { name, person_name: person, verdict, sentence, clause, clause_text: words, where, papers, source } = policy;
  const title = person ? say("hotline.for_person", { name, person }) : name;
  const basis = clause ? make("p", { class: "source" }, say("hotline.basis", { clause })) : null;
  const unfolded = [words ? make("blockquote", {}, words) : null, make("p", {}, say("hotline.where", { where }))];
  if (papers.length) unfolded.push(make("p", {}, say("hotline.papers", { papers: papers.join(say("hotline.between")) })));
  return make(
    "li",
    { class: `card verdict-${verdict}`, "data-policy": policy.policy_id },
    make("h3", {}, title),
    make("p", { class: "note" }, make("span", { class: "verdict" }, say(`verdict.${verdict}`)), ` ${say(`hotline.source.${source}`)}`),
    make("p", { class: "read-out" }, sentence),
    basis,
    make("details", {}, make("summary", {}, say("hotline.more")), unfolded),
  );
}

/** The policies; those that are unfolded stay unfolded. */
export function showPolicies(call, policies, elsewhere) {
  const list = part(call, "policies");
  const text = JSON.stringify(policies);
  if (list.dataset.shown !== text) {
    const open = new Set([...list.querySelectorAll("li:has(details[open])")].map((item) => item.dataset.policy));
    list.replaceChildren(...policies.map(policyView));
    list.querySelectorAll("li").forEach((item) => (item.querySelector("details").open = open.has(item.dataset.policy)));
    list.dataset.shown = text;
  }
  part(call, "no-policies").hidden = policies.length > 0 || Boolean(elsewhere);
  tell(part(call, "elsewhere"), elsewhere);
}
