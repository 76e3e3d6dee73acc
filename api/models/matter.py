"""A matter somebody told staff of: a work order of the hotline, or a household's problem met on a visit; and its history."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.core.encryption import Place, decrypt, encrypt
from api.models.base import At, Base, Moment


class Matter(Base):
    """What was told, encrypted as one document: subject, content, whom it is about, facts, policies shown.

    kind: ticket or visit; its states stand in `api/matters/kinds.yaml`. place: who handles it now. urgent: whether it tells of a
    danger. due: the day the office set for it, None where it set none. A new one is given its number before its document.
    """

    __tablename__ = "matters"
    __table_args__ = (Index("ix_matters_kind_state_due", "kind", "state", "due"),)

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    # Digest of what was filed: the same key with another content is refused.
    content_digest: Mapped[str] = mapped_column(String(64))
    content_encrypted: Mapped[str] = mapped_column(Text)
    phone_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(12))
    urgent: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str | None] = mapped_column(String(12), index=True)
    department: Mapped[str | None] = mapped_column(String(64))
    filed_by: Mapped[str] = mapped_column(String(64), index=True)
    handled_by: Mapped[str | None] = mapped_column(String(64), index=True)
    due: Mapped[date | None] = mapped_column(Date)
    # The conversation it was handed over as.
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    catalogue_version: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[At]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def document(self) -> dict[str, Any]:
        """What was told, in clear. Raises NotOpenedError when no known key reads it."""
        opened: dict[str, Any] = json.loads(decrypt(self.content_encrypted, self._place_of_document))
        return opened

    @document.setter
    def document(self, told: dict[str, Any]) -> None:
        self.content_encrypted = encrypt(json.dumps(told, ensure_ascii=False), self._place_of_document)

    @property
    def _place_of_document(self) -> Place:
        return Place(self.__tablename__, "content_encrypted", self.number)


class MatterEvent(Base):
    """One thing done with a matter: who, when, what, and the note, encrypted for the row. Rows are only added.

    A new one is flushed before its note, which is encrypted for the row of its id.
    """

    __tablename__ = "matter_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("matters.number", ondelete="CASCADE"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    note_encrypted: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(12))
    department: Mapped[str | None] = mapped_column(String(64))
    due: Mapped[date | None] = mapped_column(Date)
    at: Mapped[At]

    @property
    def note(self) -> str | None:
        """What was noted, in clear. Raises NotOpenedError when no known key reads it."""
        return None if self.note_encrypted is None else decrypt(self.note_encrypted, self._place_of_note)

    @note.setter
    def note(self, text: str | None) -> None:
        self.note_encrypted = encrypt(text, self._place_of_note) if text else None

    @property
    def _place_of_note(self) -> Place:
        return Place(self.__tablename__, "note_encrypted", str(self.id))
