"""An application that is still open for the same person and the same policy: shown to whose it is, and not made a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.personal import is_phone_of, opened, person_named
from api.cases.moves import status_text
from api.core.database import one_at_a_time
from api.core.errors import ConflictError
from api.core.security import fingerprint, fingerprints
from api.models import Application, ApplicationPart, Conversation
from api.wording import words
from knowledge.policy import Policy

Found = list[tuple[Application, ApplicationPart]]
# Called with the number of an application whose phone was guessed wrong; raises when that came too often.
Guessed = Callable[[str], None]


def wait_for_others(session: Session, personal: dict[str, Any]) -> None:
    """Lets one submission for a person be done before the next begins: two at once would both find nothing."""
    one_at_a_time(session, fingerprint(person_named(personal)))


def refuse_duplicates(
    session: Session,
    personal: dict[str, Any],
    conversation: Conversation | None,
    policies: Iterable[Policy],
    guessed: Guessed,
) -> None:
    """Raises ConflictError with every policy that is being worked on already; number and status only for whose it is."""
    names = {policy.id: policy.name for policy in policies}
    rows = [
        _row(application, part, names[part.policy_id], _is_theirs(application, personal, conversation, guessed))
        for application, part in _still_open(session, personal, list(names))
    ]
    if rows:
        between = words("cases")["between"]
        raise ConflictError("in_progress", names=between.join(dict.fromkeys(row["name"] for row in rows)), in_progress=rows)


def _still_open(session: Session, personal: dict[str, Any], policy_ids: list[str]) -> Found:
    prints = fingerprints(person_named(personal))
    of_person = Application.person_fingerprint.in_(prints)
    # What an older version took says whom it is for only when it is opened (`make rotate-key` notes it down).
    undetermined = Application.person_fingerprint.is_(None) & Application.id_fingerprint.in_(prints)
    query = (
        select(Application, ApplicationPart)
        .join(ApplicationPart, ApplicationPart.number == Application.number)
        .where(Application.closed_at.is_(None), ApplicationPart.closed_at.is_(None))
        .where(ApplicationPart.policy_id.in_(policy_ids), of_person | undetermined)
        .order_by(ApplicationPart.id)
    )
    return [(application, part) for application, part in session.execute(query) if _is_of(application, personal)]


def _is_of(application: Application, personal: dict[str, Any]) -> bool:
    return application.person_fingerprint is not None or person_named(opened(application)) == person_named(personal)


def _is_theirs(application: Application, personal: dict[str, Any], conversation: Conversation | None, guessed: Guessed) -> bool:
    """Whether who applies now is who applied then: in the same conversation, or with the same phone."""
    if conversation is not None and application.conversation_id == conversation.id:
        return True
    if is_phone_of(personal["applicant"]["phone"], application.phone_fingerprint):
        return True
    guessed(application.number)
    return False


def _row(application: Application, part: ApplicationPart, name: str, theirs: bool) -> dict[str, Any]:
    wording = words("dialogue")["application"]["in_progress"]
    said = wording["own" if theirs else "unnamed"]
    status = status_text(part.status)
    return {
        "policy_id": part.policy_id,
        "name": name,
        "number": application.number if theirs else None,
        "status_text": status if theirs else None,
        "text": said.format(name=name, number=application.number, status=status),
    }
