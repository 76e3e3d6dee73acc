import { make } from "../common/dom.js";
import { filePicker, fileRow } from "../common/files.js";
import { say } from "../common/wording.js";

function stateOf({ files, promised }) {
  if (files) return say("application_page.paper_came", { files });
  return say(promised ? "application_page.paper_promised" : "application_page.paper_open");
}

/** One paper: where it stands, its clause, and a way to add a photo of it. */
export function paperView(number, paper, headers) {
  const rows = make("ul", { class: "files" });
  const add = (files, input) => {
    rows.append(...files.map((file) => fileRow(number, file, paper.name, headers)));
    input.value = "";
  };
  return make(
    "li",
    { class: "paper" },
    make("p", {}, make("strong", {}, paper.name), say("application_page.state", { state: stateOf(paper) })),
    paper.clauses?.length ? make("p", { class: "note" }, say("plan.clause", { clause: paper.clauses.join(say("plan.between")) })) : null,
    filePicker(say("papers.choose", { name: paper.name }), add),
    rows,
  );
}
