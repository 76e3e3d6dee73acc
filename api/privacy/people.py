"""Finds one person's records by ID number or phone, hands them out and erases them, within the reach of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.applications.personal import lenient_phone, masked_name, normal_id_number, opened
from api.audit import record
from api.core.clock import now, shown, today
from api.core.errors import ConflictError, NotFoundError
from api.core.security import fingerprints
from api.handover.callbacks import opened_content
from api.models import Application, ApplicationPart, Callback, Matter, StaffAccount
from api.privacy import matters
from api.privacy.erasure import erase_record
from api.privacy.schemas import FoundOut, LookUpRequest
from api.privacy.tables import Kind, parts_of, shown_columns, subject
from api.staff.permissions import may
from api.wording import words

AUTOMATIC = frozenset({"bot", "system"})


def look_up(session: Session, account: StaffAccount, asked: LookUpRequest) -> list[FoundOut]:
    """The applications of whoever has this ID number or this phone, then the work orders and visits told with this phone."""
    by_id = fingerprints(normal_id_number(asked.id_number)) if asked.id_number else []
    by_phone = fingerprints(lenient_phone(asked.phone)) if asked.phone else []
    whose = (Application.id_fingerprint.in_(by_id), Application.person_fingerprint.in_(by_id))
    fitting = or_(*whose, Application.phone_fingerprint.in_(by_phone))
    found = session.scalars(select(Application).where(fitting).order_by(Application.created_at.desc()))
    within = [application for application in found if _is_within_reach(session, account, "personal_data.export", application)]
    told = matters.matters_of(session, account, by_phone)
    found_records = [*map(_found, within), *map(matters.found, told)]
    for one in found_records:
        record(session, account.name, "person_looked_up", one.number)
    return found_records


def exported(session: Session, account: StaffAccount, numbers: Sequence[str]) -> dict[str, Any]:
    """Everything kept with these applications and the conversations they were made in. Raises NotFoundError."""
    applications, told = _records(session, account, "personal_data.export", numbers)
    for number in dict.fromkeys(numbers):
        record(session, account.name, "person_exported", number)
    return {
        "label": words("privacy")["label"].format(day=today().isoformat()),
        "made_at": shown(now()),
        "applications": [_application(session, application) for application in applications],
        "matters": [_matter(session, matter) for matter in told],
        "conversations": [_record(session, "conversation", key) for key in _conversations(applications)],
    }


def erase(session: Session, account: StaffAccount, numbers: Sequence[str]) -> list[str]:
    """Erases these applications and the conversations they were made in; gives the conversations' ids.

    Raises NotFoundError, and ConflictError while one of them is still being worked on.
    """
    applications, told = _records(session, account, "personal_data.erase", numbers)
    still_open = [one.number for one in applications if one.closed_at is None]
    still_open += [one.number for one in told if one.closed_at is None]
    if still_open:
        raise ConflictError("application_open", number=still_open[0])
    conversations = _conversations(applications)
    for application in applications:
        erase_record(session, account.name, "person_erased", "application", application.number)
    for matter in told:
        erase_record(session, account.name, "person_erased", "matter", matter.number)
    # A conversation in which something else was applied for belongs to that as well.
    others = set(session.scalars(select(Application.conversation_id).where(Application.conversation_id.in_(conversations))))
    erased = [key for key in conversations if key not in others]
    for key in erased:
        erase_record(session, account.name, "person_erased", "conversation", key)
    return erased


def _records(
    session: Session, account: StaffAccount, action: str, numbers: Sequence[str]
) -> tuple[list[Application], list[Matter]]:
    """The applications and the matters of these numbers. Raises NotFoundError unless each is within reach."""
    applications: list[Application] = []
    told: list[Matter] = []
    for number in dict.fromkeys(numbers):
        application = session.get(Application, number, with_for_update=True)
        matter = session.get(Matter, number, with_for_update=True)
        if application is not None and _is_within_reach(session, account, action, application):
            applications.append(application)
        elif matter is not None and matters.is_within_reach(account, action, matter):
            told.append(matter)
        else:
            raise NotFoundError("application_unknown")
    return applications, told


def _is_within_reach(session: Session, account: StaffAccount, action: str, application: Application) -> bool:
    """Whether the person lives, is registered, or is looked after where this one of the staff works."""
    handling = session.scalars(select(ApplicationPart.place).where(ApplicationPart.number == application.number))
    places = (application.hukou, application.residence, *handling)
    return may(account, action, [place for place in places if place])


def _found(application: Application) -> FoundOut:
    return FoundOut(
        number=application.number,
        name=masked_name(str(opened(application)["applicant"]["name"])),
        status=application.status,
        status_text=words("dialogue")["statuses"][application.status],
        created_at=shown(application.created_at),
        has_conversation=application.conversation_id is not None,
        may_be_erased=application.closed_at is not None,
    )


def _conversations(applications: Sequence[Application]) -> list[str]:
    return list(dict.fromkeys(one.conversation_id for one in applications if one.conversation_id))


def _application(session: Session, application: Application) -> dict[str, Any]:
    return {"person": opened(application), "facts": application.facts, **_record(session, "application", application.number)}


def _matter(session: Session, matter: Matter) -> dict[str, Any]:
    return {"told": matter.document, "notes": matters.notes(session, matter.number), **_record(session, "matter", matter.number)}


def _record(session: Session, kind: Kind, key: str) -> dict[str, Any]:
    """The record and all its rows in other tables, by the names of these; automatic replies bear their label."""
    table, column = subject(kind)
    kept = session.execute(select(*shown_columns(table)).where(column == key)).mappings().one()
    parts = {
        part.name: [_labelled(dict(row)) for row in session.execute(select(*shown_columns(part)).where(by == key)).mappings()]
        for part, by in parts_of(kind).items()
    }
    for row in parts.get(Callback.__tablename__, []):
        row["content"] = opened_content(session.get_one(Callback, row["id"]))
    return {"record": dict(kept), **parts}


def _labelled(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "label": words("dialogue")["automatic"]} if row.get("sender") in AUTOMATIC else row
