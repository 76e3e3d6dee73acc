import { make } from "../common/dom.js";
import { filePicker, fileRow } from "../common/files.js";
import { say } from "../common/wording.js";

// A paper with no file yet is left for later, unless the resident says otherwise.
function paperField({ name, policy_ids: policies, clauses }) {
  const later = make("input", { type: "checkbox", name: "later", checked: true });
  const picker = filePicker(say("papers.choose", { name }), (files) => {
    later.checked = files.length === 0;
  });
  const view = make(
    "div",
    { class: "field paper" },
    make("p", {}, make("strong", {}, name)),
    clauses.length ? make("p", { class: "note" }, say("plan.clause", { clause: clauses.join(say("plan.between")) })) : null,
    picker,
    make("label", { class: "tick" }, later, make("span", {}, say("papers.later", { name }))),
  );
  const files = () => [...picker.files].map((file) => ({ file, paper: name }));
  return { view, name, policies, files, isPromised: () => later.checked && picker.files.length === 0 };
}

/** The papers of what is applied for: a photo now, or a line that it comes later. */
export function papersField(papers) {
  const fields = papers.map(paperField);
  const shown = () => fields.filter(({ view }) => !view.hidden);
  return {
    view: papers.length
      ? make("fieldset", { class: "papers" }, make("legend", {}, say("papers.title")), make("p", { class: "note" }, say("papers.hint")), fields.map(({ view }) => view))
      : null,
    /** Shows only what these policies need. */
    showFor(chosen) {
      for (const { view, policies } of fields) view.hidden = !policies.some((policy) => chosen.includes(policy));
    },
    promised: () => shown().filter((field) => field.isPromised()).map(({ name }) => name),
    files: () => shown().flatMap((field) => field.files()),
  };
}

/** The files on their way, below the receipt: what fails here can be tried again, and the application stands all the same. */
export function uploads(number, files) {
  if (files.length === 0) return null;
  const rows = files.map(({ file, paper }) => fileRow(number, file, paper));
  return make("section", { class: "card uploads" }, make("h3", {}, say("files.title")), make("ul", {}, rows), make("p", { class: "note" }, say("files.safe")));
}
