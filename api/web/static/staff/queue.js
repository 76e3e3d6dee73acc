import { make, part } from "../common/dom.js";
import { say, sayTime } from "../common/wording.js";

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
        waiting.for_supervisor ? make("span", { class: "mark" }, say("staff.for_supervisor")) : null,
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

function callbackEntry(row, chosen, choose) {
  const when = row.is_due ? say("staff.callback_due") : say("staff.callback_later", { time: sayTime(row.due) });
  const properties = { type: "button", class: "quiet", "data-id": row.id, "aria-current": String(row.id === chosen), onclick: () => choose(row) };
  const person = row.claimed_by ? say("staff.claimed_by", { name: row.claimed_by }) : say("staff.free");
  return make(
    "li",
    {},
    make("button", properties, make("strong", {}, say("staff.callback_left", { time: sayTime(row.left_at) })), make("span", {}, when), make("span", {}, person)),
  );
}

/** Draws a list again and keeps the keyboard focus where it was. */
function redraw(list, entries) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  list.replaceChildren(...entries);
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

/** The list of waiting residents; keeps the keyboard focus where it was when it is drawn again. */
export class Queue {
  #desk;
  #choose;
  #onArrival;
  #known = new Set();
  #looked = false;

  constructor(desk, choose, onArrival) {
    this.#desk = desk;
    this.#choose = choose;
    this.#onArrival = onArrival;
  }

  show(results, chosen) {
    redraw(part(this.#desk, "queue"), results.map((waiting) => entry(waiting, chosen, this.#choose)));
    part(this.#desk, "queue-empty").hidden = results.length > 0;
    this.#announce(results);
  }

  /** Messages left while nobody was there, the longest left first. */
  showCallbacks(callbacks, chosen, choose) {
    redraw(part(this.#desk, "callbacks"), callbacks.map((row) => callbackEntry(row, chosen, choose)));
    part(this.#desk, "callbacks-box").hidden = callbacks.length === 0;
  }

  // A newcomer is announced once, also in the title of a tab nobody is looking at.
  #announce(results) {
    const newcomers = results.filter((waiting) => !this.#known.has(waiting.conversation_id));
    this.#known = new Set(results.map((waiting) => waiting.conversation_id));
    if (this.#looked && newcomers.some((waiting) => !waiting.claimed_by)) this.#onArrival();
    this.#looked = true;
    if (newcomers.length) part(this.#desk, "queue-news").textContent = say("staff.newcomers", { count: newcomers.length });
    const free = results.filter((waiting) => !waiting.claimed_by).length;
    document.title = say(free ? "staff.title_waiting" : "staff.title", { count: free });
  }
}
