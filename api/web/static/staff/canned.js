import { make, part, tell } from "../common/dom.js";
import { say } from "../common/wording.js";
import { cannedReplies, dropCanned, keepCanned } from "./client.js";

const OPENING_KEY = "/";
const DIGITS = 9;

/** Ready sentences, put where the cursor is; a digit, or the arrows and Enter, choose one. */
export class CannedReplies {
  #list;
  #text;
  #button;
  #replies = [];
  #editor = document.getElementById("own-canned");

  constructor(desk, text) {
    this.#list = part(desk, "canned");
    this.#button = part(desk, "canned-open");
    this.#text = text;
    this.#button.addEventListener("click", () => this.#toggle(this.#list.hidden));
    text.addEventListener("keydown", (event) => {
      if (event.key !== OPENING_KEY || text.value) return;
      event.preventDefault();
      this.#toggle(true);
    });
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    part(this.#editor, "edit").addEventListener("submit", (event) => this.#keep(event));
    this.#load();
  }

  async #load() {
    const { results, editable } = await cannedReplies().catch(() => ({ results: [], editable: false }));
    this.#replies = results;
    this.#list.replaceChildren(...results.map((reply, place) => this.#option(reply, place)));
    this.#editor.hidden = !editable;
    part(this.#editor, "own").replaceChildren(...results.filter(({ id }) => id).map((reply) => this.#own(reply)));
  }

  #option(reply, place) {
    const title = place < DIGITS ? say("staff.canned_key", { key: place + 1, title: reply.title }) : reply.title;
    const properties = { role: "option", tabindex: -1, "aria-selected": "false", onclick: () => this.#insert(reply) };
    return make("li", properties, make("strong", {}, title), make("span", {}, reply.text));
  }

  #toggle(open) {
    this.#list.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) this.#list.firstElementChild?.focus();
    else this.#text.focus();
  }

  #pressed(event) {
    const options = [...this.#list.children];
    const at = options.indexOf(document.activeElement);
    const digit = Number(event.key);
    const keys = {
      ArrowDown: () => options[Math.min(at + 1, options.length - 1)].focus(),
      ArrowUp: () => options[Math.max(at - 1, 0)].focus(),
      Enter: () => this.#replies[at] && this.#insert(this.#replies[at]),
      Escape: () => this.#toggle(false),
    };
    const act = digit >= 1 && digit <= DIGITS && this.#replies[digit - 1] ? () => this.#insert(this.#replies[digit - 1]) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #insert({ text }) {
    this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, "end");
    this.#toggle(false);
  }

  #own(reply) {
    const form = part(this.#editor, "edit");
    const edit = () => {
      form.elements.id.value = reply.id;
      form.elements.title.value = reply.title;
      form.elements.text.value = reply.text;
      form.elements.title.focus();
    };
    const drop = () => this.#attempt(() => dropCanned(reply.id), say("staff.canned_dropped"));
    return make(
      "li",
      {},
      make("strong", {}, reply.title),
      make("p", {}, reply.text),
      make("button", { type: "button", class: "quiet", onclick: edit }, say("staff.canned_edit", { title: reply.title })),
      make("button", { type: "button", class: "quiet", onclick: drop }, say("staff.canned_drop", { title: reply.title })),
    );
  }

  async #keep(event) {
    event.preventDefault();
    const form = event.target;
    const { id, title, text } = form.elements;
    const kept = await this.#attempt(() => keepCanned(id.value, { title: title.value, text: text.value }), say("staff.canned_kept"));
    if (!kept) return;
    form.reset();
    id.value = "";
  }

  async #attempt(work, done) {
    tell(part(this.#editor, "failure"), "");
    tell(part(this.#editor, "done"), "");
    try {
      await work();
    } catch (problem) {
      tell(part(this.#editor, "failure"), problem.detail);
      return false;
    }
    tell(part(this.#editor, "done"), done);
    await this.#load();
    return true;
  }
}
