import { part } from "../common/dom.js";

const keys = document.getElementById("keys");

function isTyping(target) {
  return target.matches("textarea, input, select");
}

/** The focus goes to the first thing that can be done in a section, else to its heading. */
function goTo(call, name, heading) {
  const target = part(call, name).querySelector("button, summary") ?? document.getElementById(heading);
  target.focus();
}

/** Everything an operator does without a mouse; `keys` of the wording says the same in words. */
export function bindKeys(call, { pick, skip, newCall, file }) {
  const withAlt = {
    KeyT: () => part(call, "said").focus(),
    KeyM: () => goTo(call, "facts", "facts-title"),
    KeyP: () => goTo(call, "policies", "policies-title"),
    KeyN: newCall,
  };
  const alone = { F1: () => keys.showModal(), F2: skip };
  document.addEventListener("keydown", (event) => {
    if (keys.open || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      file();
      return;
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const act = event.altKey ? (digit ? () => pick(Number(digit[1]) - 1) : withAlt[event.code]) : alone[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key === "?" && !isTyping(event.target)) {
      event.preventDefault();
      keys.showModal();
    } else if (event.key === "Escape") {
      // What was being corrected stays as it was.
      event.target.closest?.(".fact-editor")?.querySelector("button:last-child")?.click();
    }
  });
  part(call, "keys-open").addEventListener("click", () => keys.showModal());
}
