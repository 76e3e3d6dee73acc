import { make } from "../common/dom.js";

function cell({ cited }) {
  return make("p", {}, cited);
}

// The roles are those of a table: laid out otherwise, its elements would lose them. On a telephone each cell says whose it is.
function row({ label, cells }, names) {
  const sides = cells.map((side, position) =>
    make("td", { role: "cell" }, make("p", { class: "side" }, names[position]), side.map(cell)),
  );
  return make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, label), sides);
}

function heading(names) {
  const columns = names.map((name) => make("th", { scope: "col", role: "columnheader" }, name));
  return make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, make("td", { role: "cell" }), columns));
}

/** Two policies side by side, every cell with the clause it rests on. */
export function comparisonView({ names, rows }) {
  return make(
    "div",
    // On a telephone one below the other; where large type makes it too wide, it scrolls by itself, by keyboard too.
    { class: "comparison", role: "region", tabindex: 0, "aria-label": names.join(" / ") },
    make(
      "table",
      { role: "table" },
      heading(names),
      make("tbody", { role: "rowgroup" }, rows.map((each) => row(each, names))),
    ),
  );
}
