import { make } from "../common/dom.js";

function cell({ cited }) {
  return make("p", {}, cited);
}

function row({ label, cells }) {
  return make("tr", {}, make("th", { scope: "row" }, label), cells.map((side) => make("td", {}, side.map(cell))));
}

/** Two policies side by side, every cell with the clause it rests on. */
export function comparisonView({ names, rows }) {
  return make(
    "div",
    // Wider than a telephone: it scrolls by itself, by keyboard too.
    { class: "comparison", role: "region", tabindex: 0, "aria-label": names.join(" / ") },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, make("td", {}), names.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, rows.map(row)),
    ),
  );
}
