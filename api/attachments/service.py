"""Takes files in, lists and opens them, and forgets them."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attachments import files
from api.attachments.content import taken_in
from api.audit import record
from api.core.clock import now
from api.core.encryption import Place, decrypt, encrypt
from api.core.errors import ConflictError, NotFoundError
from api.core.security import new_identifier
from api.models import Application, Attachment

# Both sides of the papers of a large household.
MOST_PER_APPLICATION = 40
CLOSED = frozenset({"confirmed", "refused", "granted", "withdrawn"})


def attach(session: Session, application: Application, sent: bytes, paper: str | None, by: str) -> Attachment:
    """Keeps a file with an application; the same file for the same paper again is kept once.

    Raises InvalidInputError for what is no readable JPEG, PNG or PDF, ConflictError where nothing more can be added.
    """
    digest = hashlib.sha256(sent).hexdigest()
    mine = select(Attachment).where(Attachment.number == application.number)
    known = session.scalar(mine.where(Attachment.digest == digest, Attachment.paper == paper))
    if known is not None:
        return known
    _check_room(session, application)
    kind, content = taken_in(sent)
    file, key = files.keep(content)
    identifier = new_identifier()
    attachment = Attachment(
        id=identifier,
        number=application.number,
        paper=paper,
        kind=kind,
        bytes=len(content),
        digest=digest,
        file=file,
        key_encrypted=encrypt(key, place_of_key(identifier)),
        by=by,
        at=now(),
    )
    session.add(attachment)
    session.flush()
    record(session, by, "attachment_added", application.number)
    return attachment


def attachments_of(session: Session, number: str) -> list[Attachment]:
    """The files of an application, in the order they came."""
    return list(session.scalars(select(Attachment).where(Attachment.number == number).order_by(Attachment.at, Attachment.id)))


def attachment_of(session: Session, number: str, identifier: str) -> Attachment:
    """One file of this application. Raises NotFoundError, also for another application's file."""
    attachment = session.get(Attachment, identifier)
    if attachment is None or attachment.number != number:
        raise NotFoundError("attachment_unknown")
    return attachment


def content_of(attachment: Attachment) -> bytes:
    """What is in the file. Raises NotOpenedError."""
    return files.read(attachment.file, decrypt(attachment.key_encrypted, place_of_key(attachment.id)))


def detach(session: Session, application: Application, attachment: Attachment, by: str) -> None:
    """Takes a file back. Raises ConflictError once the work on the application has begun."""
    if application.status not in ("submitted", "returned"):
        raise ConflictError("attachment_in_use")
    session.delete(attachment)
    record(session, by, "attachment_removed", application.number)
    session.flush()
    # Should the transaction fail now, the file is lost and its record says so; the other way round it would be kept for nobody.
    files.remove(attachment.file)


def sweep(session: Session) -> int:
    """Deletes the files that no record names any more: of erased applications, and of uploads that never ended. How many."""
    old = files.names_of_old()
    named = set(session.scalars(select(Attachment.file)))
    for name in old - named:
        files.remove(name)
    return len(old - named)


def seal_again(attachment: Attachment) -> None:
    """Puts the key of a file under today's key. Raises NotOpenedError."""
    place = place_of_key(attachment.id)
    attachment.key_encrypted = encrypt(decrypt(attachment.key_encrypted, place), place)


def place_of_key(identifier: str) -> Place:
    """Where the record of a file keeps its key."""
    return Place(Attachment.__tablename__, "key_encrypted", identifier)


def _check_room(session: Session, application: Application) -> None:
    if application.status in CLOSED:
        raise ConflictError("application_closed")
    count = session.scalar(select(func.count()).where(Attachment.number == application.number)) or 0
    if count >= MOST_PER_APPLICATION:
        raise ConflictError("attachments_too_many", most=MOST_PER_APPLICATION)
