"""转办: a part is sent to a department at a place, which takes it or sends it back; a supervisor then sends it elsewhere."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.cases.events import Act, events_of
from api.cases.moves import SENT, SENT_BACK, TAKEN, check_seen, check_visible, part_of
from api.cases.parts import parts_of
from api.cases.placing import all_places, are_one
from api.cases.schemas import AssignRequest, DispatchRequest, SendBackRequest, TakeRequest
from api.chat.text import has_words
from api.core.clock import now
from api.core.errors import ConflictError, InvalidInputError
from api.models import Application, ApplicationEvent, ApplicationPart, StaffAccount
from api.staff.permissions import may, require
from knowledge.catalogue import load_catalogue


def dispatch(session: Session, account: StaffAccount, application: Application, asked: DispatchRequest) -> None:
    """Sends a part to another department or place. Raises NotFoundError, NotAllowedError, ConflictError, InvalidInputError."""
    part = _part(session, account, application, asked.policy_id, asked.seen, "case.dispatch")
    if asked.department not in departments():
        raise InvalidInputError("department_unknown", field="department", department=asked.department)
    same = (part.department, part.place) == (asked.department, asked.place)
    if same and part.dispatch != SENT_BACK:
        raise ConflictError("dispatched_there")
    part.department, part.place = asked.department, asked.place
    if part.other_place is not None and are_one(part.other_place, asked.place):
        part.other_place = None
    part.dispatch, part.assigned_to = SENT, None
    _note(session, account, application, part, "dispatched", asked.why)


def take(session: Session, account: StaffAccount, application: Application, asked: TakeRequest) -> None:
    """Takes a part that was sent here; once more by the same person changes nothing. Raises ConflictError when another has it."""
    part = _part(session, account, application, asked.policy_id, asked.seen, "case.work")
    if part.dispatch == TAKEN and part.assigned_to == account.name:
        return
    if part.dispatch == TAKEN:
        raise ConflictError("taken_by_other", name=part.assigned_to)
    if part.dispatch == SENT_BACK:
        raise ConflictError("dispatch_open")
    part.dispatch, part.assigned_to = TAKEN, account.name
    _note(session, account, application, part, "taken", None)


def assign(session: Session, account: StaffAccount, application: Application, asked: AssignRequest) -> None:
    """Gives a part to a colleague who works on such parts: by whoever has it in hand, or by the supervisor.

    Raises NotFoundError, NotAllowedError, InvalidInputError for who cannot have it, ConflictError.
    """
    part = _part(session, account, application, asked.policy_id, asked.seen, "case.work")
    if part.dispatch == SENT_BACK:
        raise ConflictError("dispatch_open")
    if not may_assign(account, part):
        raise ConflictError("taken_by_other", name=part.assigned_to)
    if asked.to not in colleagues(session, part):
        raise InvalidInputError("colleague_unfit", field="to", name=asked.to)
    if part.dispatch == TAKEN and part.assigned_to == asked.to:
        return
    part.dispatch, part.assigned_to = TAKEN, asked.to
    _note(session, account, application, part, "assigned", None)


def may_assign(account: StaffAccount, part: ApplicationPart) -> bool:
    """Whether this person may say who has a part."""
    return part.assigned_to in (None, account.name) or may(account, "case.dispatch", all_places(part), part.department)


def colleagues(session: Session, part: ApplicationPart) -> list[str]:
    """Who may work on a part, by name."""
    there = session.scalars(select(StaffAccount).where(StaffAccount.active).order_by(StaffAccount.name))
    return [one.name for one in there if may(one, "case.work", all_places(part), part.department)]


def send_back(session: Session, account: StaffAccount, application: Application, asked: SendBackRequest) -> None:
    """Gives a part back to the supervisor, with the reason. Raises ConflictError when it was given back already."""
    part = _part(session, account, application, asked.policy_id, asked.seen, "case.work")
    if not has_words(asked.why):
        raise InvalidInputError("why_needed", field="why")
    if part.dispatch == SENT_BACK:
        raise ConflictError("dispatch_open")
    part.dispatch, part.assigned_to = SENT_BACK, None
    _note(session, account, application, part, "sent_back", asked.why)


def departments() -> frozenset[str]:
    """Every department a policy names."""
    return frozenset(policy.department for policy in load_catalogue().policies.values())


def _part(
    session: Session, account: StaffAccount, application: Application, policy_id: str, seen: int | None, action: str
) -> ApplicationPart:
    parts = parts_of(session, application.number)
    check_visible(account, parts)
    check_seen(events_of(session, application.number), seen)
    part = part_of(parts, policy_id)
    require(account, action, all_places(part), part.department)
    return part


def _note(
    session: Session, account: StaffAccount, application: Application, part: ApplicationPart, act: Act, why: str | None
) -> None:
    session.add(
        ApplicationEvent(
            number=application.number,
            policy_id=part.policy_id,
            act=act,
            status=part.status,
            by=account.name,
            why=why or None,
            department=part.department,
            place=part.place,
            at=now(),
        )
    )
    record(session, account.name, f"dispatch_{act}", application.number)
    session.flush()
