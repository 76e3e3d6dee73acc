"""Work orders and visits of one person: found by the phone they gave, handed out and erased like what they applied for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.personal import masked_name
from api.core.clock import shown
from api.models import Matter, MatterEvent, StaffAccount
from api.privacy.schemas import FoundOut
from api.staff.permissions import may
from api.wording import words


def matters_of(session: Session, account: StaffAccount, by_phone: Sequence[str]) -> list[Matter]:
    """The matters told with this phone, within this person's reach, the newest first."""
    query = select(Matter).where(Matter.phone_fingerprint.in_(by_phone)).order_by(Matter.created_at.desc())
    return [matter for matter in session.scalars(query) if is_within_reach(account, "personal_data.export", matter)]


def is_within_reach(account: StaffAccount, action: str, matter: Matter) -> bool:
    """Whether the matter is looked after where this one of the staff works."""
    return may(account, action, [matter.place] if matter.place else [])


def found(matter: Matter) -> FoundOut:
    """A matter as it is listed, with the name masked."""
    name = str(matter.document["caller"].get("name") or "")
    return FoundOut(
        number=matter.number,
        kind=matter.kind,  # type: ignore[arg-type]
        name=masked_name(name) if name else "",
        status=matter.state,
        status_text=words("matters")["states"][matter.state],
        created_at=shown(matter.created_at),
        has_conversation=matter.conversation_id is not None,
        may_be_erased=matter.closed_at is not None,
    )


def notes(session: Session, number: str) -> list[dict[str, Any]]:
    """What was noted of a matter, in clear, in order."""
    events = session.scalars(select(MatterEvent).where(MatterEvent.number == number).order_by(MatterEvent.id))
    return [{"at": shown(event.at), "act": event.act, "note": event.note} for event in events if event.note]
