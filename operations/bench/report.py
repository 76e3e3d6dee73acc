"""The report in Markdown: what was reached, the figures, and how they were taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from operations.bench.figures import Cell, Figure, Row
from operations.bench.load import ROUNDS
from operations.bench.reaches import REACHES, Reach
from operations.bench.talks import workload
from operations.environment import ROOT

# From here on a decimal says nothing.
LARGE = 100
HOW = """
## How it was measured

A cell is the median and, in brackets, the spread: of 20 values or more the 5th to 95th percentile, of fewer the lowest to the
highest. Turn figures are taken round by round, {rounds} rounds a bot, the two bots by turns; compare within one run only.

Workload: whole conversations of {turns} messages without pauses, an opening and the answers to an interview's questions, through
our `POST /v1/conversations/{{id}}/messages` and the stock bot's REST channel; conversations are opened before the clock starts.
Ours chooses each question and judges all policies in every turn; the stock bot's form asks seven fixed questions, runs its
validation action in every turn, and in the last one an action that asks the same eligibility service over HTTP.

The stock bot is Rasa 3.6's default pipeline (DIET, TED, UnexpecTED, default epochs) with Jieba as its tokenizer, trained on our
examples of every intent; it keeps its conversations in memory, as is Rasa's default, ours are kept on disk.
"""


def report(rows: Iterable[Row], machine: str, peer_is_missing: str | None, sections: Iterable[str] = ()) -> str:
    """The whole report; where there was no stock bot to stand beside, it says why. `sections` follow at the end."""
    table = list(rows)
    head = f"# Benchmarks\n\nMeasured {date.today()} by `make bench` on {machine}."
    # What went wrong may name a file; where this clone stands is nobody's business.
    why = (peer_is_missing or "").replace(f"{ROOT}/", "")
    missing = [f"**The stock bot was not measured:** {why}"] if why else []
    how = HOW.format(rounds=ROUNDS, turns=workload()["turns"]).strip()
    besides = [section.replace(f"{ROOT}/", "") for section in sections]
    return "\n\n".join([head, *missing, reach_table(table), "## Figures", figure_table(table), how, *besides]) + "\n"


def reach_table(rows: Iterable[Row]) -> str:
    """What has to be reached, each with what was measured."""
    by_key = {row.key: row for row in rows}
    lines = [reach_line(reach, by_key) for reach in REACHES]
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
