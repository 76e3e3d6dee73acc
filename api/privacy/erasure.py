"""Erases records with everything that belongs to them; the audit trail keeps only that it was done."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.audit import record
from api.privacy.tables import Kind, parts_of, subject


def erase_record(session: Session, who: str, act: str, kind: Kind, key: str) -> None:
    """Deletes one conversation or application with all its rows in every table. What Rasa remembers is not in this database."""
    table, column = subject(kind)
    # As everywhere the record is locked before its rows: who takes them the other way round would wait for ever.
    session.execute(select(column).where(column == key).with_for_update())
    for part, by in parts_of(kind).items():
        session.execute(delete(part).where(by == key))
    session.execute(delete(table).where(column == key))
    record(session, who, act, key)
