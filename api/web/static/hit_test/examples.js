import { make, part } from "../common/dom.js";
import { say, sayTime } from "../common/wording.js";
import { examples, judge } from "./client.js";

const VERDICTS = { open: ["accepted", "rejected"], accepted: ["rejected", "open"], rejected: ["accepted", "open"] };

function names(policies) {
  return policies.length ? policies.map((policy) => policy.name).join(say("hit_test.between")) : say("hit_test.nothing");
}

/** What was reported, with the buttons of those who may judge. */
export class Examples {
  #scope;
  #attempt;
  #cursor = null;

  constructor(scope, attempt) {
    this.#scope = scope;
    this.#attempt = attempt;
    part(scope, "state").addEventListener("change", () => this.show());
    part(scope, "more").addEventListener("click", () => this.#load(this.#cursor));
  }

  /** The newest, again from the beginning. */
  async show() {
    await this.#load(null);
  }

  async #load(cursor) {
    await this.#attempt(async () => {
      const page = await examples(part(this.#scope, "state").value, cursor);
      const list = part(this.#scope, "examples");
      const rows = page.results.map((example) => this.#view(example, page.may_judge));
      if (cursor) list.append(...rows);
      else list.replaceChildren(...rows);
      this.#cursor = page.next_cursor;
      part(this.#scope, "more").hidden = !page.next_cursor;
      part(this.#scope, "examples-empty").hidden = list.childElementCount > 0;
    });
  }

  #view(example, mayJudge) {
    const said = say("hit_test.reported", { name: example.reported_by, time: sayTime(example.reported_at) });
    const found = example.answered ? names(example.found.slice(0, 1)) : say("hit_test.refused");
    return make(
      "li",
      { class: "card", "data-id": example.id, tabindex: "-1" },
      make("p", {}, make("strong", {}, say("hit_test.quoted", { question: example.question }))),
      make("p", {}, say("hit_test.expected", { names: names(example.expected) })),
      make("p", { class: "note" }, say("hit_test.then", { names: found })),
      make("p", { class: "note" }, say(`hit_test.state_${example.state}`, { name: example.judged_by ?? "" }), " ", said),
      mayJudge ? make("div", { class: "choices" }, VERDICTS[example.state].map((state) => this.#button(example, state))) : null,
    );
  }

  #button(example, state) {
    const label = say(`hit_test.judge_${state}`);
    const judged = async () => {
      const list = part(this.#scope, "examples");
      const place = [...list.children].findIndex((row) => row.dataset.id === String(example.id));
      if (!(await this.#attempt(() => judge(example.id, state)))) return;
      await this.show();
      // The keyboard stays where it was in the list, on the same example or the next one.
      (list.children[Math.min(place, list.childElementCount - 1)] ?? part(this.#scope, "state")).focus();
    };
    return make("button", { type: "button", class: "quiet", "aria-label": say("hit_test.judge_named", { label, question: example.question }), onclick: judged }, label);
  }
}
