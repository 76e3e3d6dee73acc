"""The report in Markdown: what was reached, the figures, and how they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from operations.bench.figures import Cell, Figure, Row
from operations.bench.load import ROUNDS
from operations.bench.reaches import RULES, SERVICE, Reach
from operations.bench.talks import workload
from operations.environment import ROOT

# From here on a decimal says nothing.
LARGE = 100
CELLS = """
## How it was measured

A cell is the median and, in brackets, the spread: of 20 values or more the 5th to 95th percentile, of fewer the lowest to the
highest. Compare within one run only.
"""
TURNS = """
Turn figures are taken round by round, {rounds} rounds a bot, the two bots by turns.

Workload: whole conversations of {turns} messages without pauses, an opening and the answers to an interview's questions, through
our `POST /v1/conversations/{{id}}/messages` and the stock bot's REST channel; conversations are opened before the clock starts.
Ours chooses each question and judges all policies in every turn; the stock bot's form asks seven fixed questions, runs its
validation action in every turn, and in the last one an action that asks the same eligibility service over HTTP.

The stock bot is Rasa 3.6's default pipeline (DIET, TED, UnexpecTED, default epochs) with Jieba as its tokenizer, trained on our
examples of every intent; it keeps its conversations in memory, as is Rasa's default, ours are kept on disk.
"""


def rules_report(rows: Iterable[Row], machine: str, sections: Iterable[str] = ()) -> str:
    """What is measured without a server; `sections` follow at the end."""
    return _report("Benchmarks of the rules and the search", "make bench PART=rules", list(rows), RULES, machine, sections)


def service_report(rows: Iterable[Row], machine: str, peer_is_missing: str | None) -> str:
    """What is measured of the running service; where there was no stock bot to stand beside, it says why."""
    # What went wrong may name a file; where this clone stands is nobody's business.
    missing = f"**The stock bot was not measured:** {peer_is_missing}" if peer_is_missing else ""
    turns = TURNS.format(rounds=ROUNDS, turns=workload()["turns"]).strip()
    sections = [turns, *([missing] if missing else [])]
    return _report("Benchmarks of the service", "make bench PART=service", list(rows), SERVICE, machine, sections)


def _report(title: str, command: str, rows: list[Row], reaches: Iterable[Reach], machine: str, sections: Iterable[str]) -> str:
    head = f"# {title}\n\nMeasured {date.today()} by `{command}` on {machine}."
    parts = [head, reach_table(rows, reaches), "## Figures", figure_table(rows), CELLS.strip(), *sections]
    return "\n\n".join(part.replace(f"{ROOT}/", "") for part in parts) + "\n"


def reach_table(rows: Iterable[Row], reaches: Iterable[Reach]) -> str:
    """What has to be reached, each with what was measured."""
    by_key = {row.key: row for row in rows}
    lines = [reach_line(reach, by_key) for reach in reaches]
    return "\n".join(["| what | wanted | measured | reached |", "|---|---|---|---|", *lines])


def reach_line(reach: Reach, rows: dict[str, Row]) -> str:
    """One line of it."""
    value = reach.measured(rows)
    shown = "not measured" if value is None else f"{number(value)} {reach.unit}"
    verdict = {True: "yes", False: "**no**", None: "not measured"}[reach.met(rows)]
    return f"| {reach.what} | {reach.side} {reach.bound:g} {reach.unit} | {shown} | {verdict} |"


def figure_table(rows: Iterable[Row]) -> str:
    """Every figure, the peer's beside ours."""
    return "\n".join(["| what | unit | this service | peer | values |", "|---|---|---|---|---|", *figure_lines(rows)])


def figure_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of it."""
    for row in rows:
        counts = dict.fromkeys(str(cell.count) for cell in (row.ours, row.peer) if isinstance(cell, Figure))
        yield f"| {row.what} | {row.unit} | {text(row.ours)} | {text(row.peer)} | {' / '.join(counts)} |"


def text(cell: Cell) -> str:
    """A cell as it is printed."""
    if isinstance(cell, str):
        return cell
    spread = f" ({number(cell.low)} – {number(cell.high)})" if cell.count > 1 else ""
    return f"{number(cell.median)}{spread}"


def number(value: float) -> str:
    """A number with as many digits as mean something."""
    return f"{value:.0f}" if value >= LARGE else f"{value:.2f}"
