"""What has to hold for a move besides the state it comes from: the guards that `states.yaml` names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.cases.clocks import notice_ends
from api.cases.events import notice_at, notices
from api.cases.placing import step_places
from api.cases.schemas import MoveRequest
from api.cases.states import Guard
from api.core.clock import today
from api.core.errors import ConflictError, InvalidInputError
from api.models import Application, ApplicationEvent, ApplicationPart
from api.staff.permissions import covers
from knowledge.places import place_name
from knowledge.policy import Policy

NOTICED = "noticed"


@dataclass(frozen=True, slots=True)
class Case:
    """One part and what is asked of it. events: what happened to it. place: where the step is done."""

    application: Application
    part: ApplicationPart
    policy: Policy | None
    events: list[ApplicationEvent]
    asked: MoveRequest
    place: str | None


def never_returned(case: Case) -> None:
    """A part is returned once, with everything at once. Raises ConflictError."""
    if case.part.returned_times:
        raise ConflictError("returned_before")


def notice_is_over(case: Case) -> None:
    """Nothing follows a public notice before it has run its days in every place. Raises ConflictError."""
    if case.part.status != NOTICED or case.policy is None:
        return
    lacking = places_without_notice(case.application, case.part, case.policy, case.events)
    if lacking:
        raise ConflictError("notice_lacking", place="、".join(map(place_name, lacking)))
    ends = [notice_ends(begun, case.policy) for _, begun in notices(case.events)]
    known = [day for day in ends if day is not None]
    if len(known) < len(ends):
        raise ConflictError("notice_end_unknown")
    if known and today() <= max(known):
        raise ConflictError("notice_runs", day=max(known).isoformat())


def notice_is_new_here(case: Case) -> None:
    """A notice hangs once in a place. Raises ConflictError."""
    if case.part.status == NOTICED and not (case.place and any(covers(place, case.place) for place in _bare_places(case))):
        raise ConflictError("noticed_before")


def not_what_was_supplied(case: Case) -> None:
    """What was asked for once and has been supplied is no reason to refuse. Raises InvalidInputError."""
    asked_for = [event for event in case.events if event.status == "returned" and event.act == "status"]
    reasons = {_plain(text) for event in asked_for for text in (*(event.missing or []), event.why or "") if text}
    if _plain(case.asked.why or "") in reasons:
        raise InvalidInputError("refused_for_the_same", field="why")


def places_without_notice(
    application: Application, part: ApplicationPart, policy: Policy, events: list[ApplicationEvent]
) -> list[str]:
    """Where a notice of a part that two places share still has to be put up."""
    places = step_places(application, part, policy, NOTICED) if part.other_place else []
    return [place for place in places if notice_at(events, place) is None]


def _bare_places(case: Case) -> list[str]:
    return places_without_notice(case.application, case.part, case.policy, case.events) if case.policy else []


GUARDS: dict[Guard, Callable[[Case], None]] = {
    "never_returned": never_returned,
    "notice_is_over": notice_is_over,
    "notice_is_new_here": notice_is_new_here,
    "not_what_was_supplied": not_what_was_supplied,
}


def _plain(text: str) -> str:
    """A reason without what does not change it: blanks, and the mark at its end."""
    return "".join(character for character in text if character.isalnum()).casefold()
