import { make, part } from "../common/dom.js";
import { say } from "../common/wording.js";

function sayWait(seconds) {
  return seconds < 60 ? say("staff.seconds", { count: seconds }) : say("staff.minutes", { count: Math.floor(seconds / 60) });
}

function entry(waiting, chosen, choose) {
  const person = waiting.claimed_by ? say("staff.claimed_by", { name: waiting.claimed_by }) : say("staff.free");
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "quiet", "data-id": waiting.conversation_id, "aria-current": String(waiting.conversation_id === chosen), onclick: () => choose(waiting) },
      make(
        "span",
        {},
        waiting.priority > 0 ? make("span", { class: "urgent" }, say("staff.urgent")) : null,
        " ",
        say("staff.waited", { time: sayWait(waiting.waiting_seconds) }),
      ),
      waiting.reason_text ? make("strong", {}, waiting.reason_text) : null,
      waiting.last_text ? make("span", { class: "last-text" }, say("staff.last_text", { text: waiting.last_text })) : null,
      make("span", {}, person),
    ),
  );
}

/** The list of waiting residents; keeps the keyboard focus where it was when it is drawn again. */
export class Queue {
  #desk;
  #choose;
  #known = new Set();

  constructor(desk, choose) {
    this.#desk = desk;
    this.#choose = choose;
  }

  show(results, chosen) {
    const list = part(this.#desk, "queue");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    list.replaceChildren(...results.map((waiting) => entry(waiting, chosen, this.#choose)));
    if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
    part(this.#desk, "queue-empty").hidden = results.length > 0;
    this.#announce(results);
  }

  // A newcomer is announced once, also in the title of a tab nobody is looking at.
  #announce(results) {
    const newcomers = results.filter((waiting) => !this.#known.has(waiting.conversation_id));
    this.#known = new Set(results.map((waiting) => waiting.conversation_id));
    if (newcomers.length) part(this.#desk, "queue-news").textContent = say("staff.newcomers", { count: newcomers.length });
    const free = results.filter((waiting) => !waiting.claimed_by).length;
    document.title = say(free ? "staff.title_waiting" : "staff.title", { count: free });
  }
}
