import { make } from "../common/dom.js";
import { windowsView } from "../common/windows.js";
import { say, sayTime } from "../common/wording.js";

/** The receipt of a submitted application: its number, the next deadline, where to look. */
export function receiptView(receipt) {
  const deadline = receipt.next_deadline ? make("p", {}, say("receipt.deadline", { day: sayTime(receipt.next_deadline) })) : null;
  return make(
    "section",
    { class: "card receipt", tabindex: -1 },
    make("h3", {}, say("receipt.done")),
    make("p", {}, say("receipt.number")),
    make("p", { class: "number" }, receipt.number),
    deadline,
    receipt.deadline_note ? make("p", { class: "note" }, say("receipt.limits", { note: receipt.deadline_note })) : null,
    receipt.where_to_go?.map(({ name, where_to_go: where }) => [make("p", {}, say("receipt.window", { name })), windowsView(where)]).flat(),
    make("a", { class: "button", href: `/applications/${encodeURIComponent(receipt.number)}` }, say("receipt.look")),
  );
}
