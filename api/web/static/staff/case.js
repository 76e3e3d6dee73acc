import { make, part, tell } from "../common/dom.js";
import { windowsView } from "../common/windows.js";
import { say, sayClock, sayTime } from "../common/wording.js";
import { reasonsView } from "../chat/verdict.js";
import { showRegister } from "./register.js";

function messageView(message) {
  const sender = message.type === "notice" ? "system" : (message.sender ?? "bot");
  const label = make("p", { class: "sender" }, make("span", {}, say(`staff.sender_${sender}`)), make("time", { datetime: message.at }, sayClock(message.at)));
  return make("article", { class: `message message-${sender}` }, label, make("p", { class: "said" }, message.text));
}

function factView(fact) {
  const origin = fact.origin ? make("span", { class: "note" }, say(`staff.origin_${fact.origin}`)) : null;
  return [make("dt", {}, fact.label), make("dd", {}, fact.value_text, " ", origin)];
}

function clausesView(clauses) {
  if (!clauses.length) return null;
  const rows = clauses.flatMap(({ ref, text }) => [make("dt", {}, ref), text ? make("dd", {}, text) : null]).filter(Boolean);
  return make("details", {}, make("summary", {}, say("staff.clauses", { count: clauses.length })), make("dl", {}, rows));
}

/** Another household the resident told of, with what is known of it. */
function householdView({ name, readback }) {
  return [make("h4", {}, say("staff.other_household", { name })), make("dl", {}, readback.flatMap(factView))];
}

/** A policy the resident was shown, with its clauses and what to tell them when they ask where to go. */
function policyView({ name, clauses, where, where_to_go: windows }) {
  if (!where) return make("li", {}, name, clausesView(clauses));
  const place = windows.place_needed ? say("staff.ask_place") : null;
  const unfolded = [make("p", {}, where), place ? make("p", { class: "note" }, place) : null, windowsView(windows), clausesView(clauses)];
  return make("li", {}, make("details", {}, make("summary", {}, name), unfolded));
}

/** A verdict the resident wants looked at again, with every condition as it stood. */
function reviewView({ name, person_name: person, verdict, reasons }) {
  const title = say("staff.review", { name: person ? say("plan.for_person", { name, person }) : name, verdict: say(`verdict.${verdict}`) });
  return make("li", {}, make("details", {}, make("summary", {}, title), reasonsView(reasons)));
}

function noteView({ by, text, at }) {
  return make("li", {}, make("p", {}, text), make("p", { class: "note" }, say("staff.noted", { name: by, time: sayTime(at) })));
}

function ratingView({ by: name, score, word }) {
  if (score === null) return make("li", {}, say("staff.word_only", { name, word }));
  return make("li", {}, say(word ? "staff.rated_word" : "staff.rated", { name, score, word }));
}

/** A message left while nobody was there, with the number to call. */
export function callbackView({ phone, text, readable, left_at: left }) {
  if (!readable) return [make("p", { class: "warning" }, say("staff.callback_unreadable"))];
  return [
    make("p", {}, say("staff.callback_left", { time: sayTime(left) })),
    make("p", {}, make("a", { href: `tel:${phone}` }, phone)),
    make("p", { class: "said" }, text),
  ];
}

function orSay(rows, key) {
  return rows.length ? rows : [make("li", {}, say(key))];
}

function sayConsent(consent) {
  if (consent === null || consent === undefined) return say("staff.consent_open");
  return say(consent ? "staff.consent_given" : "staff.consent_refused");
}

/** One opened conversation: transcript and packet. Only what changed is drawn again. */
export class CaseView {
  #desk;
  #shown = new Set();
  #packet = "";

  constructor(desk) {
    this.#desk = desk;
  }

  clear() {
    part(this.#desk, "callback").hidden = true;
    part(this.#desk, "callback-closing").hidden = true;
    this.#shown.clear();
    this.#packet = "";
    part(this.#desk, "log").replaceChildren();
    part(this.#desk, "case").hidden = true;
  }

  show(opened) {
    part(this.#desk, "case").hidden = false;
    this.#showMessages(opened.messages);
    part(this.#desk, "print").href = `/staff/conversations/${encodeURIComponent(opened.conversation_id)}/packet`;
    part(this.#desk, "notes").replaceChildren(...orSay(opened.notes.map(noteView), "staff.no_notes"));
    const rated = opened.attendances.filter(({ score, word }) => score !== null || word);
    part(this.#desk, "ratings").replaceChildren(...orSay(rated.map(ratingView), "staff.not_rated"));
    const packet = JSON.stringify(opened.packet);
    if (packet !== this.#packet) this.#showPacket(opened.packet);
    this.#packet = packet;
  }

  /** The controls for who answers now. */
  showTurn(isMine, claimable) {
    part(this.#desk, "claim").hidden = !claimable;
    part(this.#desk, "reply").hidden = !isMine;
    part(this.#desk, "closing").hidden = !isMine;
    part(this.#desk, "passing").hidden = !isMine;
  }

  fail(text) {
    tell(part(this.#desk, "failure"), text);
  }

  #showMessages(messages) {
    const log = part(this.#desk, "log");
    const fresh = messages.filter((message) => !this.#shown.has(message.id));
    fresh.forEach((message) => this.#shown.add(message.id));
    log.append(...fresh.map(messageView));
    if (fresh.length) log.scrollTop = log.scrollHeight;
  }

  #showPacket({ readback, unknown, policies_shown: policies, consent, review, about_name: about, others, ...register }) {
    part(this.#desk, "consent").textContent = sayConsent(consent);
    tell(part(this.#desk, "about"), about ? say("staff.about", { name: about }) : "");
    part(this.#desk, "others").replaceChildren(...others.flatMap(householdView));
    part(this.#desk, "others").hidden = !others.length;
    const facts = readback.length ? readback.flatMap(factView) : [make("dd", {}, say("staff.no_facts"))];
    part(this.#desk, "facts").replaceChildren(...facts);
    const open = unknown.map(({ label, why }) => make("li", {}, label, " ", make("span", { class: "note" }, say(`staff.unknown_${why}`))));
    part(this.#desk, "unknown").replaceChildren(...open);
    part(this.#desk, "unknown-box").hidden = open.length === 0;
    showRegister(this.#desk, register);
    const shown = policies.length ? policies.map(policyView) : [make("li", {}, say("staff.nothing_shown"))];
    part(this.#desk, "policies").replaceChildren(...review.map(reviewView), ...shown);
  }
}
