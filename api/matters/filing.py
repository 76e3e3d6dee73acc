"""Takes a matter in: once, however often it is sent, encrypted, at the place that handles it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.personal import lenient_phone, normal_phone
from api.audit import record
from api.chat.text import has_words
from api.core.clock import now, today
from api.core.errors import ConflictError, InvalidInputError
from api.core.security import fingerprint, same
from api.matters.events import add_event
from api.matters.kinds import KindName, due_on, kinds
from api.matters.schemas import MatterRequest
from api.models import Matter, StaffAccount
from api.staff.accounts import departments
from emergencies import emergency_in
from knowledge.catalogue import load_catalogue
from knowledge.situation import check_facts

FILED = "filed"
# So much of the content stands for a subject that was not written.
SUBJECT_CHARACTERS = 40


def file_matter(session: Session, kind: KindName, key: str, request: MatterRequest, account: StaffAccount) -> Matter:
    """Stores a matter with its first event. The same key again is the same matter, with other content a refusal.

    Raises InvalidInputError, ConflictError, FactError.
    """
    check_facts(request.facts.model_dump(), load_catalogue().dictionary)
    digest = hashlib.sha256(f"{kind}:{account.name}:{request.model_dump_json()}".encode()).hexdigest()
    known = session.scalar(select(Matter).where(Matter.idempotency_key == key))
    if known is not None:
        if not same(known.content_digest, digest):
            raise ConflictError("key_reused")
        return known
    _check(request)
    matter = _matter(kind, key, digest, request, account)
    session.add(matter)
    session.flush()
    add_event(session, matter, FILED, account.name)
    record(session, account.name, f"{kind}_filed", matter.number)
    return matter


def seal_again(matter: Matter) -> None:
    """Puts what was told and the fingerprint under today's key. Raises NotOpenedError, and then nothing of it has changed."""
    document = matter.document
    matter.document = document
    matter.phone_fingerprint = _fingerprint(document["caller"].get("phone"))


def _check(request: MatterRequest) -> None:
    if not has_words(request.content):
        raise InvalidInputError("matter_empty", field="content")
    if request.caller and request.caller.phone:
        normal_phone(request.caller.phone, field="caller.phone")
    if request.department and request.department not in departments():
        raise InvalidInputError("department_unknown", field="department", department=request.department)


def _matter(kind: KindName, key: str, digest: str, request: MatterRequest, account: StaffAccount) -> Matter:
    moment, place = now(), _place(request, account)
    caller = request.caller.model_dump() if request.caller else {"name": None, "phone": None}
    document: dict[str, Any] = {
        "subject": request.subject if has_words(request.subject) else request.content[:SUBJECT_CHARACTERS],
        "content": request.content,
        "caller": caller,
        "facts": request.facts.model_dump(),
        "policies": [name for name in dict.fromkeys(request.policies) if name in load_catalogue().policies],
    }
    matter = Matter(
        number=f"{kinds()[kind].prefix}{today():%Y%m%d}{secrets.randbelow(10**8):08d}",
        kind=kind,
        idempotency_key=key,
        content_digest=digest,
        phone_fingerprint=_fingerprint(caller["phone"]),
        state=kinds()[kind].states[0],
        urgent=emergency_in(request.content) is not None,
        place=place,
        department=request.department,
        filed_by=account.name,
        due=due_on(kind, place, today()),
        catalogue_version=load_catalogue().version,
        created_at=moment,
    )
    matter.document = document
    return matter


def _place(request: MatterRequest, account: StaffAccount) -> str | None:
    household = request.facts.household
    places = (request.place, household.get("residence"), household.get("hukou"), account.place)
    return next((place for place in places if place), None)


def _fingerprint(phone: str | None) -> str | None:
    return fingerprint(lenient_phone(phone)) if phone else None
