"""The tables of the benchmark, and whether what has to be reached was."""

from __future__ import annotations

import pytest

from operations.bench.figures import NOT_MEASURED, Cell, Figure, Row
from operations.bench.reaches import RULES, SERVICE, Reach, high, median, times_the_peer
from operations.bench.report import figure_table, reach_table, rules_report, service_report
from operations.environment import ROOT


def one(value: float) -> Figure:
    return Figure(value, value, value, 1)


def row(key: str, ours: Cell, peer: Cell = NOT_MEASURED) -> Row:
    return Row(key, f"what {key} is", "ms", ours, peer)


@pytest.mark.parametrize(
    ("side", "bound", "ours", "met"),
    [("≤", 5, 4.99, True), ("≤", 5, 5.0, True), ("≤", 5, 5.01, False), ("≥", 5, 5.0, True), ("≥", 5, 4.99, False)],
)
def test_a_bound_holds_up_to_the_bound_itself(side: str, bound: float, ours: float, met: bool) -> None:
    reach = Reach("", "key", median, "≥" if side == "≥" else "≤", bound, "ms")
    assert reach.met({"key": row("key", one(ours))}) is met


@pytest.mark.parametrize("rows", [{}, {"key": row("key", one(1.0))}, {"key": row("key", "no turn was answered", one(1.0))}])
def test_what_was_not_measured_is_neither_met_nor_missed(rows: dict[str, Row]) -> None:
    assert Reach("", "key", times_the_peer, "≤", 0.5, "×").met(rows) is None


def test_a_ratio_is_of_our_median_to_the_peers() -> None:
    assert times_the_peer(row("rate", one(30.0), one(12.0))) == 2.5


def test_a_95th_percentile_is_the_upper_end_of_the_spread() -> None:
    assert high(row("question", Figure(10.0, 8.0, 21.0, 60))) == 21.0


def test_every_reach_has_a_line_even_when_nothing_was_measured() -> None:
    lines = reach_table([], [*RULES, *SERVICE]).splitlines()[2:]
    assert len(lines) == len(RULES) + len(SERVICE)
    assert all("not measured | not measured" in line for line in lines)


def test_a_missed_reach_stands_out() -> None:
    assert "| 41.00 s | **no** |" in reach_table([row("warm", one(41.0))], SERVICE)


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (Figure(12.345, 10.0, 20.0, 60), "12.35 (10.00 – 20.00)"),
        (Figure(1234.5, 1000.0, 2000.0, 5), "1234 (1000 – 2000)"),
        (Figure(7.0, 7.0, 7.0, 1), "7.00"),
        ("no turn was answered", "no turn was answered"),
    ],
)
def test_a_cell_shows_the_median_and_its_spread(cell: Cell, printed: str) -> None:
    assert f"| {printed} |" in figure_table([row("key", cell)])


@pytest.mark.parametrize(("peer", "values"), [(NOT_MEASURED, "60"), (Figure(1.0, 1.0, 1.0, 60), "60"), (one(1.0), "60 / 1")])
def test_how_many_values_stand_behind_a_line_is_said_for_each_where_it_differs(peer: Cell, values: str) -> None:
    assert figure_table([row("key", Figure(1.0, 1.0, 1.0, 60), peer)]).endswith(f"| {values} |")


def test_the_report_does_not_say_where_the_clone_stands() -> None:
    assert "**The stock bot was not measured:** see var/stock/logs" in service_report(
        [], "a machine", f"see {ROOT}/var/stock/logs"
    )


def test_the_report_says_why_there_was_no_peer() -> None:
    assert "**The stock bot was not measured:** no package index" in service_report([], "a machine", "no package index")
    assert "was not measured:" not in service_report([], "a machine", None)


def test_each_report_shows_what_its_part_has_to_reach() -> None:
    rules, service = rules_report([], "a machine", ["a section"]), service_report([], "a machine", None)
    assert all(reach.what in rules and reach.what not in service for reach in RULES)
    assert all(reach.what in service and reach.what not in rules for reach in SERVICE)
    assert rules.endswith("a section\n")
