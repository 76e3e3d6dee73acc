"""Notices a database that was written under another encryption key before the service writes into it.

Two instances with different keys on one database would each keep records that the other cannot read, and nobody would see it.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from api.applications.personal import place_of_person
from api.core.clock import now
from api.core.encryption import key_that_reads
from api.core.security import key_mark
from api.core.settings import settings
from api.models import Application, EncryptionKey
from api.models.base import Moment
from api.models.encryption_key import THE_ONE
from api.wording import words

NOTE = text("INSERT INTO encryption_key (id, mark, since) VALUES (:id, :mark, :since) ON CONFLICT DO NOTHING").bindparams(
    bindparam("since", type_=Moment())
)


class AnotherKeyError(Exception):
    """The database was written under a key that is not known here; the message is a sentence to show."""

    def __init__(self) -> None:
        super().__init__(words("keys")["another_key"])


def recognise(session: Session) -> None:
    """Notes the key of a database that has none yet. Raises AnotherKeyError when its key is none of the known ones."""
    known = session.get(EncryptionKey, THE_ONE) or _noted(session)
    if known.mark not in {key_mark(key) for key in settings().encryption_keys}:
        raise AnotherKeyError


def note_todays_key(session: Session) -> None:
    """From now on the records are kept under today's key."""
    session.merge(EncryptionKey(id=THE_ONE, mark=key_mark(settings().encryption_keys[0]), since=now()))


def _noted(session: Session) -> EncryptionKey:
    """What an older version wrote without noting its key tells the key; an empty database takes today's."""
    newest = select(Application).order_by(Application.created_at.desc()).limit(1)
    written = session.scalar(newest)
    today = settings().encryption_keys[0]
    key = today if written is None else key_that_reads(written.applicant_encrypted, place_of_person(written.number))
    if key is None:
        raise AnotherKeyError
    # Another instance may be starting at this moment: the first one's key is the database's.
    session.execute(NOTE, {"id": THE_ONE, "mark": key_mark(key), "since": now()})
    return session.get_one(EncryptionKey, THE_ONE)
