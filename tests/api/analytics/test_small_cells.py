"""No small figure is shown or can be worked out: every assignment that fits what is shown is tried."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.analytics.small_cells import FEWEST, WITHHELD, Cell, protected, rounded

# A withheld cell may be anything; in these examples nobody is counted more often than this.
ENOUGH = 60


def possible_counts(cell: Cell) -> set[int]:
    """Every count that a reader of the rules can think of behind what is shown."""
    if cell is WITHHELD:
        return set(range(ENOUGH))
    return {count for count in range(ENOUGH) if rounded(count) == cell}


def sums(cells: list[Cell]) -> set[int]:
    """Every sum that so many cells can have."""
    found = {0}
    for cell in cells:
        found = {one + more for one, more in product(found, possible_counts(cell)) if one + more < ENOUGH * 3}
    return found


def divided(total: int, cuts: list[int]) -> list[int]:
    """People divided at some places."""
    edges = [0, *sorted(min(cut, total) for cut in cuts), total]
    return [high - low for low, high in pairwise(edges)]


@st.composite
def divisions(draw: st.DrawFn) -> list[list[int]]:
    """Up to three divisions of the same people."""
    total = draw(st.integers(0, 30))
    cuts = st.lists(st.integers(0, 30), max_size=5)
    return [divided(total, draw(cuts)) for _ in range(draw(st.integers(1, 3)))]


@settings(max_examples=300, deadline=None)
@given(divisions())
@example([[4], [1, 1, 1, 1]])
@example([[4, 4, 4, 4, 4], [20]])
@example([[9, 9, 9, 9, 4], [40]])
@example([[3, 7], [10]])
def test_a_small_cell_can_never_be_worked_out_from_all_that_is_shown(counts: list[list[int]]) -> None:
    shown = protected(counts)
    totals = set.intersection(*(sums(cells) for cells in shown))
    for row, cells in zip(counts, shown, strict=True):
        for place, (count, cell) in enumerate(zip(row, cells, strict=True)):
            if 0 < count < FEWEST:
                others = sums([*cells[:place], *cells[place + 1 :]])
                fitting = {guess for guess in possible_counts(cell) if any(total - guess in others for total in totals)}
                assert count in fitting
                assert len(fitting) > 1, (counts, shown)


@given(divisions())
def test_no_number_from_one_to_four_is_shown(counts: list[list[int]]) -> None:
    values = {cell.value for cells in protected(counts) for cell in cells}
    assert not values & set(range(1, FEWEST))


def test_figures_far_from_small_are_shown_rounded_down() -> None:
    assert [cell.value for cell in protected([[0, 12, 108], [120]])[0]] == [0, 10, 105]


def test_who_is_counted_nowhere_keeps_a_division_from_telling_anything() -> None:
    assert [cell.value for cell in protected([[20], [4, 4, 4, 4, None]])[0]] == [20]
