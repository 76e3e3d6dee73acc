"""One application as staff see it: the parts with their limits and next steps, what happened, and who applies, masked."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.applications.papers import paper_states
from api.applications.personal import HIDDEN, masked_name, opened
from api.audit import record
from api.cases.clocks import Limit
from api.cases.events import RESIDENT, events_of, of_part
from api.cases.listing import is_overdue
from api.cases.moves import check_visible, possible, status_text
from api.cases.parts import limits_of, parts_of
from api.cases.placing import all_places, policy_of
from api.cases.schemas import ApplicantOut, CaseDetail, CaseState, EventOut, LimitOut, PartOut, PartState
from api.core.clock import shown, today
from api.core.errors import NotFoundError
from api.models import Application, ApplicationEvent, ApplicationPart, StaffAccount
from api.search.service import policies_by_id
from api.staff.permissions import may, require_role
from api.wording import words
from knowledge.identity import masked
from knowledge.places import place_name

LAST_DIGITS = 4


def show_case(session: Session, account: StaffAccount, application: Application, in_clear: bool) -> CaseDetail:
    """The whole of it. in_clear: name, ID number and phone unmasked, for who may, which is recorded.

    Raises NotFoundError for what is another's, NotAllowedError.
    """
    parts, events = parts_of(session, application.number), events_of(session, application.number)
    check_visible(account, parts)
    if in_clear:
        _check_may_see_applicant(account, parts)
    record(session, account.name, "applicant_seen" if in_clear else "application_seen", application.number)
    return CaseDetail(
        number=application.number,
        status=application.status,
        status_text=status_text(application.status),
        created_at=shown(application.created_at),
        closed_at=shown(application.closed_at) if application.closed_at else None,
        hukou=application.hukou,
        residence=application.residence,
        next_deadline=application.next_deadline,
        facts=application.facts,
        applicant=_applicant(application, in_clear),
        papers=paper_states(session, application),
        parts=[_part(account, application, part, events) for part in parts],
        events=[_event(event) for event in events],
        seen=events[-1].id if events else 0,
    )


def after_acting(session: Session, application: Application) -> CaseState:
    """What an act has made of an application; also for who may not see it any longer."""
    parts, events = parts_of(session, application.number), events_of(session, application.number)
    states = [
        PartState(
            policy_id=part.policy_id,
            status=part.status,
            status_text=status_text(part.status),
            dispatch=part.dispatch,
            department=part.department,
            place=part.place,
            assigned_to=part.assigned_to,
            due=part.due,
        )
        for part in parts
    ]
    return CaseState(number=application.number, status=application.status, parts=states, seen=events[-1].id)


def limit_out(limit: Limit, part: ApplicationPart) -> LimitOut:
    """A time limit with the words for it, and why it has no day."""
    notes = words("cases")["limits"]
    note = None if limit.day is not None else notes["stands"] if part.status == "returned" else notes["calendar"]
    return LimitOut(
        step=limit.step,
        step_text=notes["whole"] if limit.total else words("cases")["steps"][limit.step],
        count=limit.count,
        unit="working" if limit.unit == "working" else "calendar",
        clause=limit.clause,
        total=limit.total,
        day=limit.day,
        met=limit.met,
        overdue=not limit.met and limit.day is not None and limit.day < today(),
        note=note,
    )


def _check_may_see_applicant(account: StaffAccount, parts: list[ApplicationPart]) -> None:
    require_role(account, "applicant.see")
    if not any(may(account, "applicant.see", all_places(part), part.department) for part in parts):
        raise NotFoundError("record_unknown")


def _applicant(application: Application, in_clear: bool) -> ApplicantOut:
    personal = opened(application)
    applicant, other = personal["applicant"], personal["on_behalf_of"]
    if in_clear:
        return ApplicantOut(**applicant, on_behalf_of=other, masked=False)
    return ApplicantOut(
        name=masked_name(applicant["name"]),
        id_number=masked(applicant["id_number"]),
        phone=_masked_phone(applicant["phone"]),
        on_behalf_of=_masked_other(other) if other else None,
        masked=True,
    )


def _masked_other(other: dict[str, Any]) -> dict[str, Any]:
    number = other.get("id_number")
    return {**other, "name": masked_name(other["name"]), "id_number": masked(number) if number else None}


def _masked_phone(phone: str) -> str:
    return HIDDEN * max(len(phone) - LAST_DIGITS, 0) + phone[-LAST_DIGITS:]


def _part(account: StaffAccount, application: Application, part: ApplicationPart, events: list[ApplicationEvent]) -> PartOut:
    policy = policy_of(application, part)
    return PartOut(
        policy_id=part.policy_id,
        name=policies_by_id([part.policy_id])[0],
        department=part.department,
        place=part.place,
        place_name=place_name(part.place) if part.place else None,
        other_place=part.other_place,
        status=part.status,
        status_text=status_text(part.status),
        dispatch=part.dispatch,
        assigned_to=part.assigned_to,
        due=part.due,
        due_total=part.due_total,
        overdue=is_overdue(part),
        returned_times=part.returned_times,
        steps=list(policy.apply.steps) if policy else [],
        next_steps=[str(step) for step in possible(account, application, part)],
        limits=[limit_out(limit, part) for limit in limits_of(application, part, of_part(events, part))],
        closed_at=shown(part.closed_at) if part.closed_at else None,
    )


def _event(event: ApplicationEvent) -> EventOut:
    return EventOut(
        id=event.id,
        policy_id=event.policy_id,
        act=event.act,
        status=event.status,
        by=words("cases")["resident"] if event.by == RESIDENT else event.by,
        why=event.why,
        clause=event.clause,
        missing=event.missing,
        department=event.department,
        place=event.place,
        at=shown(event.at),
    )
