"""Keeps figures from saying something of a few people (docs/decisions/0026).

One to four are shown as fewer than five, everything else rounded down to a multiple of five, and no sum is shown. What whoever
calculates can find out is looked at for all figures of one population together: a cell that could be
worked out takes others with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a count, and what it then can be. value: None where no number is shown."""

    value: int | None
    low: float
    high: float

    @property
    def small(self) -> bool:
        """Whether it is shown as fewer than five."""
        return self.value is None and self.high < FEWEST


WITHHELD = Cell(None, 0, inf)
Partition = Sequence[int | None]
Cells = list[Cell]


def rounded(count: int | None) -> Cell:
    """A count by itself as it is shown. None stands for people who are counted nowhere: nothing is shown of them."""
    if count is None:
        return WITHHELD
    if 0 < count < FEWEST:
        return Cell(None, 1, FEWEST - 1)
    low = count - count % FEWEST
    return Cell(low, low, low + FEWEST - 1 if count else 0)


def protected(partitions: Sequence[Partition]) -> list[Cells]:
    """The cells of several divisions of the same people, so that no small one can be worked out from all of them.

    The smallest figure that is still shown is withheld until at least two counts stay possible for each small cell.
    """
    shown = [[rounded(count) for count in partition] for partition in partitions]
    while any(_is_given_away(shown, row, cell) for row in range(len(shown)) for cell in range(len(shown[row]))):
        row, cell = min(
            ((row, cell) for row in range(len(shown)) for cell in range(len(shown[row])) if shown[row][cell] is not WITHHELD),
            key=lambda place: _worth(shown[place[0]][place[1]]),
        )
        shown[row][cell] = WITHHELD
    return shown


def _worth(cell: Cell) -> tuple[bool, float]:
    """What is withheld first: the smallest number; what is small already, last."""
    return cell.small, cell.low


def _is_given_away(shown: list[Cells], row: int, place: int) -> bool:
    cell = shown[row][place]
    return cell.small and possible(shown, row, place)[0] == possible(shown, row, place)[1]


def possible(shown: Sequence[Cells], row: int, place: int) -> tuple[float, float]:
    """The least and the most a cell can be, for whoever knows that all divisions have one sum."""
    least = max(sum(cell.low for cell in cells) for cells in shown)
    most = min(sum(cell.high for cell in cells) for cells in shown)
    cell, others = shown[row][place], [other for number, other in enumerate(shown[row]) if number != place]
    return (
        max(cell.low, least - sum(other.high for other in others)),
        min(cell.high, most - sum(other.low for other in others)),
    )
