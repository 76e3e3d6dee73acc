"""What the page of a case shows besides the case itself: the moves that are open, what stands in their way, and the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from api.applications.personal import opened
from api.attachments.service import attachments_of
from api.cases.clocks import notice_ends
from api.cases.dispatch import colleagues, departments, may_assign
from api.cases.events import events_of, notices, of_part
from api.cases.moves import SENT, SENT_BACK, check_visible, obstacle, possible, status_text
from api.cases.parts import parts_of
from api.cases.placing import all_places, policy_of, step_places
from api.cases.showing import show_case
from api.cases.states import states
from api.core.errors import ServiceError
from api.dialogue.facts import readback_of
from api.grants.listing import row_of
from api.grants.service import granted_to
from api.models import Application, ApplicationEvent, ApplicationPart, StaffAccount
from api.staff.permissions import may, reach
from api.wording import words
from knowledge.places import place_name, place_names
from knowledge.policy import Policy, Step


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A step that may be done. needs: what has to be said with it. obstacle: why not yet; None when nothing is in the way."""

    to: Step
    label: str
    needs: list[str]
    obstacle: str | None
    places: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the policy. state: done, now or next. places: where it is done, by name."""

    text: str
    state: str
    places: str


def case_page(session: Session, account: StaffAccount, application: Application) -> dict[str, Any]:
    """All that the page shows. Raises NotFoundError for what is another's, NotAllowedError."""
    detail = show_case(session, account, application, in_clear=False)
    events, parts = events_of(session, application.number), parts_of(session, application.number)
    said = words("staff")["cases"]
    return {
        "case": detail,
        "facts": readback_of(application.facts, None),
        "parts": [
            (shown, _acts(session, account, application, part, events)) for shown, part in zip(detail.parts, parts, strict=True)
        ],
        "held": _held(session, application),
        "files": attachments_of(session, application.number),
        "names": {part.policy_id: part.name for part in detail.parts},
        "said": said,
        "statuses": words("dialogue")["statuses"],
        "departments": sorted(departments()),
        "places": sorted(place_names().items()),
        "place_names": place_names(),
        "conversation": application.conversation_id if reach(account, "conversation.see") else None,
        "may_see_applicant": any(may(account, "applicant.see", all_places(part), part.department) for part in parts),
    }


def is_visible(account: StaffAccount, parts: list[ApplicationPart]) -> bool:
    """Whether a case is still within this person's reach, after what they have just done with it."""
    try:
        check_visible(account, parts)
    except ServiceError:
        return False
    return True


def sentence(refusal: ServiceError) -> str:
    """A refusal as people read it."""
    return str(words("errors")[refusal.key]["detail"].format(**refusal.values))


def _held(session: Session, application: Application) -> list[dict[str, Any]]:
    """What the person concerned has been granted elsewhere already; `again`: it is applied for here as well."""
    personal = opened(application)
    person = personal["on_behalf_of"] or personal["applicant"]
    found = granted_to(session, person.get("id_number"), but=application.number)
    return [row_of(grant) | {"again": grant.policy_id in application.policy_ids} for grant in found]


def _acts(
    session: Session, account: StaffAccount, application: Application, part: ApplicationPart, events: list[ApplicationEvent]
) -> dict[str, Any]:
    """What may be done with a part, what is its way, and until when its notice runs."""
    policy = policy_of(application, part)
    works = part.closed_at is None and may(account, "case.work", all_places(part), part.department)
    dispatches = part.closed_at is None and may(account, "case.dispatch", all_places(part), part.department)
    in_hand = works and part.dispatch != SENT_BACK
    gives = in_hand and may_assign(account, part)
    return {
        "steps": _steps(application, part, policy),
        "moves": [_move(account, application, part, policy, events, to) for to in possible(account, application, part)],
        "notice_until": _notice_until(policy, part, events),
        "may_take": in_hand and part.dispatch == SENT,
        "may_send_back": in_hand,
        "may_dispatch": dispatches,
        "colleagues": [name for name in colleagues(session, part) if name != part.assigned_to] if gives else [],
    }


def _steps(application: Application, part: ApplicationPart, policy: Policy | None) -> list[StepShown]:
    steps = list(policy.apply.steps) if policy else []
    # Returned, it stands before the first step again; refused or withdrawn, nothing follows.
    reached = steps.index(part.status) if part.status in steps else 0 if part.status == "returned" else None
    return [
        StepShown(
            status_text(step),
            "other" if reached is None else "done" if place < reached else "now" if place == reached else "next",
            words("cases")["between"].join(map(place_name, step_places(application, part, policy, step))) if policy else "",
        )
        for place, step in enumerate(steps)
    ]


def _move(
    account: StaffAccount,
    application: Application,
    part: ApplicationPart,
    policy: Policy | None,
    events: list[ApplicationEvent],
    to: Step,
) -> MoveShown:
    refusal = obstacle(account, application, part, events, to)
    places = step_places(application, part, policy, to) if policy else []
    choice = [{"code": place, "name": place_name(place)} for place in places] if len(places) > 1 else []
    needs: list[str] = list(states().moves[to].needs)
    return MoveShown(to, words("staff")["cases"]["moves"][to], needs, sentence(refusal) if refusal else None, choice)


def _notice_until(policy: Policy | None, part: ApplicationPart, events: list[ApplicationEvent]) -> date | None:
    """The last day of the notice that hangs; None where none does, or the day is not known."""
    if policy is None or part.status != "noticed":
        return None
    ends = [notice_ends(begun, policy) for _, begun in notices(of_part(events, part))]
    known = [day for day in ends if day is not None]
    return max(known) if known and len(known) == len(ends) else None
