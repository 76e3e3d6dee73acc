import { part, tell } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { say } from "../common/wording.js";

const LIMIT = 2_000;
const COUNT_FROM = 1_800;

/** Characters as people and the service count them. */
function lengthOf(text) {
  return [...text].length;
}

/** The box the resident writes in. What could not be sent stays in it, under the same key, until it is sent. */
export class Composer {
  #form;
  #box;
  #counter;
  #failure;
  #button;
  #unsent = null;

  constructor(form, send) {
    this.#form = form;
    this.#box = form.elements.text;
    this.#counter = part(form, "counter");
    this.#failure = part(form, "failure");
    this.#button = part(form, "send");
    form.addEventListener("submit", (event) => this.#submit(event, send));
    this.#box.addEventListener("input", () => this.#measure());
    this.#box.addEventListener("keydown", (event) => this.#enter(event));
  }

  focus() {
    this.#box.focus();
  }

  /** Begins a sentence for the resident to finish, in front of what is already written. */
  begin(text) {
    this.#write(text + this.#box.value);
    this.#box.focus();
    this.#box.setSelectionRange(text.length, text.length);
  }

  /** Shows why something did not go through; an empty text takes the sentence away. */
  fail(text) {
    tell(this.#failure, text);
  }

  setBusy(busy) {
    // Not `disabled`: that would throw the keyboard focus out of the form.
    this.#form.setAttribute("aria-busy", String(busy));
    this.#button.setAttribute("aria-disabled", String(busy));
  }

  get #isBusy() {
    return this.#form.getAttribute("aria-busy") === "true";
  }

  async #submit(event, send) {
    event.preventDefault();
    const text = this.#box.value;
    if (this.#isBusy || text.trim() === "") return;
    if (lengthOf(text) > LIMIT) {
      this.fail(say("composer.too_long", { limit: LIMIT, over: lengthOf(text) - LIMIT }));
      return;
    }
    if (this.#unsent?.text !== text) this.#unsent = { text, key: newKey() };
    this.#write("");
    try {
      await send(text, this.#unsent.key);
      this.#unsent = null;
    } catch (problem) {
      this.#giveBack(text);
      this.fail(problem.worthRetrying ? say("composer.not_sent", { why: problem.detail }) : problem.detail);
    }
  }

  // What the resident began to write meanwhile is kept behind what could not be sent.
  #giveBack(text) {
    this.#write(this.#box.value ? `${text}\n${this.#box.value}` : text);
  }

  #write(text) {
    this.#box.value = text;
    this.#measure();
  }

  #measure() {
    const length = lengthOf(this.#box.value);
    const over = length > LIMIT;
    this.#box.setAttribute("aria-invalid", String(over));
    this.#counter.classList.toggle("over", over);
    const values = { left: LIMIT - length, over: length - LIMIT, limit: LIMIT };
    tell(this.#counter, length < COUNT_FROM ? "" : say(over ? "composer.over" : "composer.left", values));
    this.fail("");
    this.#box.style.height = "auto";
    if (length > 0) this.#box.style.height = `${this.#box.scrollHeight}px`;
    this.#button.textContent = say(this.#unsent?.text === this.#box.value ? "composer.retry" : "composer.send");
  }

  // Enter also picks a word in a Chinese input method; that must not send the message.
  #enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }
}
