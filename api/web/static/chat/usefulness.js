import { make } from "../common/dom.js";
import { say } from "../common/wording.js";

/** Asks whether a reply was useful; answered once. */
export function usefulness(messageId, client) {
  const answer = (useful) => async () => {
    try {
      await client.feedback(messageId, useful);
      line.replaceChildren(make("span", {}, say("usefulness.thanks")));
    } catch (problem) {
      line.append(make("span", { role: "alert" }, problem.detail));
    }
  };
  const line = make(
    "p",
    { class: "usefulness" },
    make("span", {}, say("usefulness.question")),
    make("button", { type: "button", class: "quiet", onclick: answer(true) }, say("usefulness.yes")),
    make("button", { type: "button", class: "quiet", onclick: answer(false) }, say("usefulness.no")),
  );
  return line;
}
