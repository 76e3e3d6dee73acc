import { part, tell } from "../common/dom.js";

/** The notice of the first visit: asks whether facts may be kept; the chat works whatever the answer. */
export function askConsent(notice, client, answered) {
  notice.hidden = false;
  const failure = part(notice, "failure");
  const answer = async (granted) => {
    try {
      await client.consent(granted);
    } catch (problem) {
      tell(failure, problem.detail);
      return;
    }
    tell(failure, "");
    notice.hidden = true;
    answered();
  };
  part(notice, "agree").onclick = () => answer(true);
  part(notice, "decline").onclick = () => answer(false);
}

/** The dialog that erases the conversation after a confirmation. */
export function offerErasure(button, dialog, client, erased) {
  const failure = part(dialog, "failure");
  button.addEventListener("click", () => {
    tell(failure, "");
    dialog.showModal();
  });
  part(dialog, "keep").addEventListener("click", () => dialog.close());
  part(dialog, "erase").addEventListener("click", async () => {
    try {
      await client.erase();
    } catch (problem) {
      tell(failure, problem.detail);
      return;
    }
    dialog.close();
    erased();
  });
}
