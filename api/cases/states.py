"""The states of a part and what leads from one to the next, as `states.yaml` lists them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.policy import Days, Step

STEP_BEFORE = "step_before"
Need = Literal["missing", "why", "clause"]
Guard = Literal["never_returned", "notice_is_over", "notice_is_new_here", "not_what_was_supplied"]


class Move(BaseModel):
    """What leads to a state: where from, who may, what is said with it, what has to hold besides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: list[str] = Field(alias="from")
    action: str
    resident: bool = False
    needs: list[Need] = []
    guards: list[Guard] = []


class States(BaseModel):
    """The whole of `states.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open: list[Step]
    closed: list[Step]
    moves: dict[Step, Move]
    besides_the_steps: list[Step]
    notice: Days


@cache
def states() -> States:
    """The states and their moves, read once."""
    return States.model_validate(yaml.safe_load(Path(__file__).with_name("states.yaml").read_text("utf-8")))


def status_of_whole(parts: Iterable[tuple[str, bool]]) -> str:
    """Where an application stands, from its parts' (status, is closed): the least advanced open one, else how they ended."""
    listed = list(parts)
    still_open = [status for status, closed in listed if not closed]
    order, among = (states().open, still_open) if still_open else (states().closed, [status for status, _ in listed])
    return min(among, key=[str(state) for state in order].index)


def leads(status: str, to: str, steps: list[Step]) -> bool:
    """Whether a part in one state may come to another, for a policy with these steps; guards and people are another matter."""
    move = states().moves.get(to)  # type: ignore[call-overload]
    if move is None or (to not in steps and to not in states().besides_the_steps):
        return False
    return any(_before(to, steps) == status if origin == STEP_BEFORE else origin == status for origin in move.from_)


def is_end(status: str, steps: list[Step]) -> bool:
    """Whether nothing follows this state for a policy with these steps."""
    return status in ("refused", "withdrawn") or bool(steps and status == steps[-1])


def step_after(status: str, steps: list[Step]) -> Step | None:
    """The step that comes next for a part in this state; None at the end or beside the steps."""
    following = [after for before, after in pairwise(steps) if before == status]
    return following[0] if following else None


def has_reached(status: str, step: Step, steps: list[Step]) -> bool:
    """Whether a part in this state has come to a step, or past it."""
    return status in steps and step in steps and steps.index(status) >= steps.index(step)


def _before(step: str, steps: list[Step]) -> str | None:
    place = [str(each) for each in steps].index(step) if step in steps else 0
    return steps[place - 1] if place else None
