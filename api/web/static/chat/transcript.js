import { make, tell } from "../common/dom.js";
import { say, sayClock } from "../common/wording.js";
import { foldReadBacks } from "./facts.js";
import { renderReply } from "./replies.js";
import { usefulness } from "./usefulness.js";

const JUDGED = new Set(["policies", "plan"]);

/** The messages on the page: each shown once, in order, with the quick replies of the newest. */
export class Transcript {
  #log;
  #typing;
  #context;
  #shown = new Set();
  #newest = null;

  constructor(log, typing, context) {
    this.#log = log;
    this.#typing = typing;
    this.#context = context;
  }

  /** The id of the newest message that came from the service. */
  get newest() {
    return this.#newest;
  }

  /** Empties the page. */
  clear() {
    this.#log.replaceChildren();
    this.#shown.clear();
    this.#newest = null;
  }

  /** Shows what the resident just sent; gives the element, so that it can be taken back. */
  showOwn(text) {
    this.#dropQuickReplies();
    return this.#append("resident", [make("p", { class: "said" }, text)]);
  }

  /** Shows messages of the service that are not on the page yet and moves to the first of them. */
  show(messages) {
    const added = messages.filter((message) => !this.#shown.has(message.id)).map((message) => this.#add(message));
    return added[0] ?? null;
  }

  /** Brings a message to the top of what is seen, so that a long answer is read from its beginning. */
  moveTo(element) {
    element?.scrollIntoView({ block: "start" });
  }

  /** Shows what was said and its answer; where they do not fit, a question at their end goes before their beginning. */
  moveToAnswer(own) {
    const last = this.#log.lastElementChild;
    const room = this.#log.parentElement.clientHeight;
    const fits = last.offsetTop + last.offsetHeight - own.offsetTop <= room;
    if (fits || !last.matches(".message-question")) this.moveTo(own);
    else last.scrollIntoView({ block: last.offsetHeight > room ? "start" : "end" });
  }

  /** Says that an answer is on its way, or that it no longer is. */
  setTyping(typing) {
    this.#log.setAttribute("aria-busy", String(typing));
    tell(this.#typing, typing ? say("typing") : "");
  }

  #add(message) {
    this.#shown.add(message.id);
    this.#newest = message.id;
    this.#dropQuickReplies();
    foldReadBacks(this.#log);
    if (message.type === "application") this.#dropForms();
    const sender = message.type === "notice" ? "system" : (message.sender ?? "bot");
    const body = sender === "resident" ? [make("p", { class: "said" }, message.text)] : renderReply(message, this.#context);
    if (JUDGED.has(message.type)) {
      this.#log.querySelector(".message-policies:last-child > .usefulness")?.remove();
      body.push(usefulness(message.id, this.#context.client));
    }
    // What is read back here is corrected in its place.
    const buttons = message.buttons?.filter(({ value }) => !value.startsWith("change:")) ?? [];
    if (buttons.length) body.push(this.#quickReplies({ ...message, buttons }));
    return this.#append(sender, body, message);
  }

  #append(sender, body, { type = "text", at } = {}) {
    const time = at ? make("time", { datetime: at }, sayClock(at)) : null;
    const label = make("p", { class: "sender" }, make("span", {}, say(`sender.${sender}`)), time);
    const article = make("article", { class: `message message-${sender} message-${type}`, tabindex: -1 }, label, body);
    this.#log.append(article);
    return article;
  }

  // Beside the answers of a question, what is no answer to it stands back.
  #quickReplies({ type, buttons }) {
    const isAside = ({ value }) => type === "question" && !value.startsWith("answer:");
    const quick = (button) =>
      make("button", { type: "button", class: isAside(button) ? "quick aside" : "quick", onclick: () => this.#context.choose(button) }, button.title);
    return make("div", { class: "quick-replies", role: "group", "aria-label": say("quick_replies") }, buttons.map(quick));
  }

  // Only the newest form can be filled in; once there is a receipt, none.
  #dropForms() {
    this.#log.querySelectorAll("form.application, .application-place").forEach((form) => form.remove());
  }

  #dropQuickReplies() {
    this.#log.querySelectorAll(".quick-replies").forEach((group) => group.remove());
  }
}
