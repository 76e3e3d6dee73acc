/** The list is walked with j and k, its search is reached with "/"; after an act the heading of the case is read out. */
const STEP = { j: 1, k: -1 };

function walk(step) {
  const rows = [...document.querySelectorAll("a[data-row]")];
  const next = Math.min(Math.max(rows.indexOf(document.activeElement) + step, 0), rows.length - 1);
  rows[next]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/") {
    const search = document.getElementById("text");
    search?.focus();
    if (search) event.preventDefault();
  } else if (event.key in STEP) walk(STEP[event.key]);
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "case") document.querySelector("#case [data-focus]")?.focus();
});
