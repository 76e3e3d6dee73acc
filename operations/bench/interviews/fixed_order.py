"""The best order of questions that is the same for everybody, found by search: what the planner has to beat."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import permutations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from operations.bench.interviews.adaptive import ENOUGH

SEED = 7
# All orders of so many questions are tried; of more, only what a search finds.
SMALL = 7
TRIES = 6000

Order = tuple[int, ...]


class Forms:
    """How many questions of a form each household answers until enough is settled, for any order of them.

    ways: for each household and each of its policies, the smallest sets of questions that settle it.
    concerned: for each household, which questions it has to answer at all; the others are passed over and not counted.
    """

    def __init__(self, ways: Sequence[Sequence[Sequence[frozenset[int]]]], concerned: Sequence[Sequence[bool]]) -> None:
        self.questions = len(concerned[0])
        self.concerned = np.array(concerned, dtype=np.int64)
        policies = [(row, sets) for row, household in enumerate(ways) for sets in household]
        sets = [one for _, options in policies for one in options or [frozenset({self.questions})]]
        width = max(max(map(len, sets)), 1)
        # An unused place points behind the last rank, at one that is before all others.
        self.sets = np.array([[*sorted(one), *[self.questions + 1] * (width - len(one))] for one in sets])
        self.starts = np.cumsum([0, *(len(options) or 1 for _, options in policies)])[:-1]
        self.cells = self._cells(policies)
        self.wanted = np.array([ceil(ENOUGH * len(household)) - 1 for household in ways])
        self.most = max(len(household) for household in ways)

    def _cells(self, policies: Iterable[tuple[int, object]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        rows: list[int] = []
        columns: list[int] = []
        for row, _ in policies:
            columns.append(columns[-1] + 1 if rows and rows[-1] == row else 0)
            rows.append(row)
        return np.array(rows), np.array(columns)

    def needed(self, order: Order) -> NDArray[np.int64]:
        """The number of questions each household answers; all that concern it where even they do not settle enough."""
        ranks = np.empty(self.questions + 2, dtype=np.int64)
        ranks[list(order)] = np.arange(self.questions)
        ranks[self.questions], ranks[self.questions + 1] = self.questions, -1
        settled = np.minimum.reduceat(ranks[self.sets].max(axis=1), self.starts)
        table = np.full((len(self.wanted), self.most), self.questions)
        table[self.cells] = settled
        last = np.sort(table, axis=1)[np.arange(len(self.wanted)), self.wanted]
        answered = self.concerned[:, list(order)].cumsum(axis=1)
        # Nothing is settled before the first answer: where no question is needed, none is counted.
        needed: NDArray[np.int64] = answered[np.arange(len(self.wanted)), np.minimum(last, self.questions - 1)]
        return np.where(last < 0, 0, needed)

    def cost(self, order: Order) -> tuple[float, float]:
        """What is made small: the median, and between equals the mean."""
        needed = self.needed(order)
        return float(np.median(needed)), float(needed.mean())


def best_order(forms: Forms, beginnings: Iterable[Order] = (), tries: int = TRIES) -> Order:
    """The best of all orders of a few questions; of more the best that is found.

    The search begins with the given orders and with one made from the back (the question that is missed least goes last), and
    moves one question at a time to another place as long as that helps: a lower bound of nothing, but a strong opponent.
    """
    if forms.questions <= SMALL:
        return min(permutations(range(forms.questions)), key=forms.cost)
    best = min([from_the_back(forms), *beginnings], key=forms.cost)
    return _improved(best, forms, tries)


def from_the_back(forms: Forms) -> Order:
    """The question whose absence costs least is put last, then the next before it."""
    rest, tail = list(range(forms.questions)), list[int]()
    while rest:
        least = min(rest, key=lambda one: forms.cost((*(other for other in rest if other != one), one, *tail))[1])
        rest.remove(least)
        tail.insert(0, least)
    return tuple(tail)


def _improved(order: Order, forms: Forms, tries: int) -> Order:
    draw = random.Random(SEED)
    cost = forms.cost(order)
    for _ in range(tries):
        moved = list(order)
        moved.insert(draw.randrange(len(order)), moved.pop(draw.randrange(len(order))))
        # What is asked behind the last that matters changes nothing: equal cost is taken, so that the search can wander.
        if (tried := forms.cost(tuple(moved))) <= cost:
            order, cost = tuple(moved), tried
    return order
