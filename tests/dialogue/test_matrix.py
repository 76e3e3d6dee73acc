"""Plays every cell of the interruption matrix, each in a conversation of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.expectations import WORDS, check
from tests.dialogue.talk import Talk

TABLE = yaml.safe_load(Path(__file__).with_name("matrix.yaml").read_text("utf-8"))
SMALLEST_MATRIX = 120
Cell = dict[str, Any]


def states_of(cell: Cell) -> Iterator[str]:
    """The states a row stands for; a group stands for its members."""
    for name in cell["in"]:
        yield from TABLE["groups"].get(name, [name])


def name_of(cell: Cell, state: str) -> str:
    """A cell as it is read in a report."""
    return f"{state}: {cell['do']}"


CELLS = [(state, cell) for cell in TABLE["cells"] for state in states_of(cell)]


def enter(talk: Talk, state: dict[str, Any]) -> None:
    """Leads a conversation into a state, and makes sure that it is there."""
    if "all_but" in state:
        talk.enter({path: value for path, value in TABLE["household"].items() if path not in state["all_but"]})
    for step in state["steps"]:
        talk.take(step)
    assert "asks" not in state or talk.asked == state["asks"], talk.turns[-1].words


def test_the_matrix_is_as_large_as_was_promised() -> None:
    assert len({name_of(cell, state) for state, cell in CELLS}) == len(CELLS) >= SMALLEST_MATRIX


def test_the_matrix_says_nothing_that_is_not_looked_at() -> None:
    assert {word for cell in TABLE["cells"] for word in cell} <= WORDS | {"do", "in"}


@pytest.mark.parametrize(("state", "cell"), CELLS, ids=[name_of(cell, state) for state, cell in CELLS])
def test_whatever_is_done_in_a_state_has_its_outcome(talk: Talk, state: str, cell: Cell) -> None:
    enter(talk, TABLE["states"][state])
    for step in cell["do"] if isinstance(cell["do"], list) else [str(cell["do"])]:
        talk.take(step)
    check(talk.turns[-1], {"learns": {}, **cell})
