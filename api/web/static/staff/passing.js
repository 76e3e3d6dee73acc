import { make, part } from "../common/dom.js";
import { say } from "../common/wording.js";
import { colleagues } from "./client.js";

// No account can have this name: it holds a colon.
const SUPERVISOR = ":supervisor";

function choices({ results, supervisor }) {
  const people = results.map(({ name, role }) => make("option", { value: name }, say("staff.colleague", { name, role: say(`staff.roles.${role}`) })));
  const head = supervisor ? make("option", { value: SUPERVISOR }, say("staff.supervisor")) : null;
  const offered = [head, ...people].filter(Boolean);
  return offered.length ? offered : [make("option", { value: "" }, say("staff.nobody_there"))];
}

/** Passes a resident on to whoever is at their desk; who that is, is asked when the choice is opened. */
export class Passing {
  #box;
  #form;
  #id = null;

  constructor(desk, pass) {
    this.#box = part(desk, "passing");
    this.#form = part(desk, "transfer");
    this.#box.addEventListener("toggle", () => this.#box.open && this.#ask());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { to, note } = this.#form.elements;
      const whom = to.value === SUPERVISOR ? { supervisor: true } : { to: to.value };
      pass(note.value ? { ...whom, note: note.value } : whom);
    });
  }

  /** Whose turn it is; the choice closes when another resident is looked at. */
  of(id, isMine) {
    if (this.#id === id && isMine) return;
    this.#id = isMine ? id : null;
    this.#box.open = false;
    this.#form.reset();
  }

  async #ask() {
    const there = await colleagues(this.#id).catch(() => ({ results: [], supervisor: false }));
    this.#form.elements.to.replaceChildren(...choices(there));
  }
}
