import { make, part, tell } from "../common/dom.js";
import { newKey } from "../common/http.js";
import { say } from "../common/wording.js";
import { earlierTickets, fileTicket } from "./client.js";

// Shorter is no number yet.
const SHORTEST_PHONE = 7;
const TAKEN_IN = 409;
const FIELDS = ["name", "phone", "subject", "department"];

/** The work order of a call: filed with one key, once, and found again by the caller's number. */
export class TicketForm {
  #call;
  #form;
  #state;
  #found = null;
  #asked = "";
  #filing = false;

  constructor(call, state) {
    this.#call = call;
    this.#form = part(call, "ticket");
    this.#state = state;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.file();
    });
    this.#form.addEventListener("input", () => this.#keep());
    this.#form.elements.phone.addEventListener("change", () => this.#showEarlier());
    call.addEventListener("assisted", ({ detail }) => (this.#found = detail));
  }

  /** Shows what is kept of it. */
  fill() {
    FIELDS.forEach((name) => (this.#form.elements[name].value = this.#state.ticket[name] ?? ""));
    ["ticket-failure", "ticket-filed"].forEach((name) => tell(part(this.#call, name), ""));
    this.#asked = "";
    this.#showEarlier();
  }

  async file() {
    const failure = part(this.#call, "ticket-failure");
    if (this.#filing) return;
    if (!this.#state.text.trim()) return tell(failure, say("hotline.ticket.empty"));
    // The key stays with the call: pressed twice, or again after a failure, it is one work order.
    this.#state.key ||= newKey();
    this.#state.keep();
    this.#filing = true;
    tell(failure, "");
    this.#tellFiled(say("hotline.ticket.filing"));
    try {
      const filed = await fileTicket(this.#ticket(), this.#state.key);
      this.#tellFiled(say("hotline.ticket.filed", { number: filed.number }), `/staff/tickets/${filed.number}`);
    } catch (problem) {
      if (problem.status === undefined) throw problem;
      // What was taken in already or was refused is changed before it is sent again, and then is another work order.
      if (!problem.worthRetrying) this.#state.key = "";
      this.#state.keep();
      this.#tellFiled("");
      tell(failure, problem.status === TAKEN_IN ? say("hotline.ticket.again") : say("hotline.ticket.not_filed", { why: problem.detail }));
    } finally {
      this.#filing = false;
    }
  }

  #ticket() {
    const { name, phone, subject, department } = this.#state.ticket;
    return {
      subject: subject || "",
      content: this.#state.text,
      caller: { name: name || null, phone: phone || null },
      facts: this.#found?.facts ?? {},
      policies: (this.#found?.policies ?? []).map((policy) => policy.policy_id),
      place: this.#state.locality || null,
      department: department || null,
    };
  }

  #keep() {
    this.#state.ticket = Object.fromEntries(FIELDS.map((name) => [name, this.#form.elements[name].value]));
    this.#state.keep();
  }

  #tellFiled(text, address) {
    const place = part(this.#call, "ticket-filed");
    place.replaceChildren(address ? make("a", { href: address, target: "_blank", rel: "noopener" }, text) : text);
    place.hidden = !text;
  }

  async #showEarlier() {
    const phone = this.#form.elements.phone.value.trim();
    const place = part(this.#call, "earlier");
    if (phone === this.#asked) return;
    this.#asked = phone;
    place.hidden = true;
    if (phone.length < SHORTEST_PHONE) return;
    const { results } = await earlierTickets(phone).catch(() => ({ results: [] }));
    if (phone !== this.#asked) return;
    const rows = results.map(({ number, state_text: state, subject }) =>
      make("li", {}, make("a", { href: `/staff/tickets/${number}`, target: "_blank", rel: "noopener" }, say("hotline.ticket.row", { number, state, subject }))),
    );
    place.replaceChildren(make("p", { class: "note" }, say("hotline.ticket.earlier")), make("ul", {}, rows));
    place.hidden = rows.length === 0;
  }
}
