import { make } from "../common/dom.js";
import { say } from "../common/wording.js";

const KNOWN_PARTS = ["bm25", "encoder", "classifier", "name"];

function partName(part) {
  return KNOWN_PARTS.includes(part) ? say(`hit_test.parts.${part}`) : part;
}

function clauseView(passages) {
  if (!passages.length) return say("hit_test.no_clause");
  const [{ ref, text }, ...others] = passages;
  const quotes = [{ ref, text }, ...others].map((passage) => make("blockquote", {}, make("cite", {}, passage.ref), make("br"), passage.text));
  return make("details", {}, make("summary", {}, say("hit_test.clause", { ref })), quotes);
}

function rows(found, place, parts) {
  const figures = make(
    "tr",
    {},
    make("td", { class: "figure" }, String(place)),
    make("th", { scope: "row" }, found.name, make("span", { class: "note" }, `${found.department} · ${found.policy_id}`)),
    make("td", { class: "figure" }, found.score.toFixed(2)),
    parts.map((part) => make("td", { class: "figure" }, found.parts[part].toFixed(2))),
  );
  return [figures, make("tr", { class: "clauses" }, make("td"), make("td", { colspan: parts.length + 2 }, clauseView(found.passages)))];
}

/** The ranked policies, a column for each part of the search, the clauses that won below each. */
export function showRanking(table, results) {
  const parts = Object.keys(results[0]?.parts ?? {});
  const heads = [say("hit_test.place"), say("hit_test.policy"), say("hit_test.score"), ...parts.map(partName)];
  table.replaceChildren(
    make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, results.flatMap((found, position) => rows(found, position + 1, parts))),
  );
}
