"""Matters as staff see them: lists within one's reach, one matter whole, a caller's earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from api.applications.personal import lenient_phone
from api.assessment.schemas import Facts
from api.audit import record
from api.core.clock import shown, today
from api.core.security import fingerprints
from api.dialogue.facts import readback
from api.matters.acting import acts_now
from api.matters.events import events_of
from api.matters.kinds import KindName, kinds
from api.matters.schemas import Caller, EventOut, FactOut, MatterDetail, MatterOut, MattersOut, PolicyName
from api.models import Conversation, Matter, MatterEvent, StaffAccount
from api.search.service import policies_by_id
from api.staff.permissions import within
from api.wording import words
from knowledge.places import place_name

PAGE = 50
MOST_EARLIER = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """Which matters are wanted: of a state, urgent, overdue, one's own."""

    state: str | None = None
    urgent: bool = False
    overdue: bool = False
    mine: bool = False


def matters(
    session: Session, kind: KindName, account: StaffAccount, filters: Filters, before: str | None = None, limit: int = PAGE
) -> MattersOut:
    """Those within this person's reach, the newest first; before: a cursor of the page before. Raises NotAllowedError."""
    query = select(Matter).where(Matter.kind == kind, _reached(kind, account), *_conditions(kind, account, filters))
    last = session.get(Matter, before) if before else None
    if last is not None:
        same_moment = and_(Matter.created_at == last.created_at, Matter.number < last.number)
        query = query.where((Matter.created_at < last.created_at) | same_moment)
    found = list(session.scalars(query.order_by(Matter.created_at.desc(), Matter.number.desc()).limit(limit + 1)))
    return MattersOut(
        results=[as_row(matter) for matter in found[:limit]], next_cursor=found[limit - 1].number if len(found) > limit else None
    )


def earlier(session: Session, account: StaffAccount, phone: str) -> list[MatterOut]:
    """Earlier work orders of whoever calls from this number, wherever they are handled; that they were seen is recorded."""
    marks = fingerprints(lenient_phone(phone))
    query = select(Matter).where(Matter.kind == "ticket", Matter.phone_fingerprint.in_(marks))
    found = list(session.scalars(query.order_by(Matter.created_at.desc()).limit(MOST_EARLIER)))
    for matter in found:
        record(session, account.name, "ticket_seen_as_earlier", matter.number)
    return [as_row(matter) for matter in found]


def detail(session: Session, matter: Matter, account: StaffAccount) -> MatterDetail:
    """One matter whole; that it was looked at is recorded."""
    record(session, account.name, f"{matter.kind}_viewed", matter.number)
    return whole(session, matter, account)


def whole(session: Session, matter: Matter, account: StaffAccount) -> MatterDetail:
    """One matter with its history and what this person may do with it now."""
    told = matter.document
    names = policies_by_id(told["policies"])
    return MatterDetail(
        **as_row(matter, told).model_dump(),
        content=told["content"],
        caller=Caller.model_validate(told["caller"]),
        facts=Facts.model_validate(told["facts"]),
        understood=understood(told["facts"]),
        policies=[PolicyName(policy_id=policy, name=name) for policy, name in zip(told["policies"], names, strict=True)],
        conversation_id=matter.conversation_id,
        events=[_event(event) for event in events_of(session, matter.number)],
        acts=acts_now(matter, account),
        label=str(words("dialogue")["automatic"]),
    )


def understood(facts: dict[str, Any]) -> list[FactOut]:
    """The facts as a person reads them."""
    told = Conversation(facts=facts, provenance={})
    return [FactOut(label=row["label"], value_text=row["value_text"]) for row in readback(told)]


def as_row(matter: Matter, told: dict[str, Any] | None = None) -> MatterOut:
    """A matter as it stands in a list."""
    document = told or matter.document
    return MatterOut(
        number=matter.number,
        kind=matter.kind,  # type: ignore[arg-type]
        state=matter.state,
        state_text=words("matters")["states"][matter.state],
        subject=document["subject"],
        urgent=matter.urgent,
        place=matter.place,
        place_name=place_name(matter.place) if matter.place else None,
        department=matter.department,
        filed_by=matter.filed_by,
        handled_by=matter.handled_by,
        due=matter.due,
        overdue=_is_overdue(matter),
        created_at=shown(matter.created_at),
    )


def _is_overdue(matter: Matter) -> bool:
    return matter.due is not None and matter.due < today() and matter.state in _unfinished(matter.kind)


def _unfinished(kind: str) -> list[str]:
    """The states in which the office has still to do something."""
    acts = kinds()[kind].acts  # type: ignore[index]
    return list(dict.fromkeys(state for act in acts.values() if "due" in act.takes for state in act.from_))


def _reached(kind: KindName, account: StaffAccount) -> ColumnElement[bool]:
    return within(account, kinds()[kind].see, Matter.place, Matter.department, Matter.filed_by)


def _conditions(kind: KindName, account: StaffAccount, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.state:
        conditions.append(Matter.state == filters.state)
    if filters.urgent:
        conditions.append(Matter.urgent.is_(True))
    if filters.overdue:
        conditions += [Matter.due < today(), Matter.state.in_(_unfinished(kind))]
    if filters.mine:
        conditions.append((Matter.handled_by == account.name) | (Matter.filed_by == account.name))
    return conditions


def _event(event: MatterEvent) -> EventOut:
    return EventOut(
        act=event.act,
        act_text=words("matters")["acts"][event.act],
        state=event.state,
        by=event.by,
        note=event.note,
        place=event.place,
        place_name=place_name(event.place) if event.place else None,
        department=event.department,
        due=event.due,
        at=shown(event.at),
    )
