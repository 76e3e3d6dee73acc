"""A danger in what a caller says, with the right numbers and what to read out; needs no other part of the service."""

from __future__ import annotations

from typing import Any

from api.hotline.schemas import DangerOut, LineOut
from api.wording import words
from emergencies import alarm_in, is_child_writing

CHILD = "child"


def danger_in(text: str) -> DangerOut | None:
    """What cannot wait in a text; None when there is nothing of the kind."""
    alarm = alarm_in(text)
    if alarm.emergency:
        return _danger(alarm.emergency, happening=True)
    if is_child_writing(text):
        return _danger(CHILD, happening=False)
    return _danger(alarm.concern, happening=False) if alarm.concern else None


def policies_for(danger: DangerOut | None) -> list[str]:
    """The policies to think of in a danger that is happening."""
    if danger is None or danger.level != "now":
        return []
    return list(words("emergencies").get(danger.kind, {}).get("policies", []))


def _danger(kind: str, *, happening: bool) -> DangerOut:
    wording = words("hotline")["danger"]
    entry: dict[str, Any] = wording["kinds"][kind]
    return DangerOut(
        kind=kind,
        name=entry["name"],
        level="now" if happening else "hint",
        numbers=[LineOut(number=number, name=wording["lines"][number]) for number in entry["numbers"]],
        script=entry["now" if happening else "hint"] if kind != CHILD else entry["hint"],
        hand_over=wording["hand_over"],
    )
