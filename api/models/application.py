"""An application and its history. Name, ID number, phone and facts are encrypted; fingerprints let the person be found."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.core.encryption import Place, decrypt, encrypt
from api.models.base import At, Base, Document, Items, Moment

# The one key of a document that is kept encrypted.
SEALED = "sealed"


class Application(Base):
    """What was submitted, as submitted. The number is what people read; the key makes a repeated submission harmless.

    A new one is given its number before its facts, which are encrypted for the row of that number.
    """

    __tablename__ = "applications"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    # Digest of what was submitted: the same key with another content is refused.
    content_digest: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    policy_ids: Mapped[Items]
    # Encrypted as one document; in clear where a version before did so, until `make rotate-key`.
    facts_kept: Mapped[Document] = mapped_column("facts")
    applicant_encrypted: Mapped[str] = mapped_column(Text)
    id_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    phone_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    residence: Mapped[str | None] = mapped_column(String(12))
    hukou: Mapped[str | None] = mapped_column(String(12))
    next_deadline: Mapped[date | None] = mapped_column(Date)
    catalogue_version: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[At]
    handled_by: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def facts(self) -> dict[str, Any]:
        """What was stated of the household, in clear. Raises NotOpenedError when no known key reads it."""
        if set(self.facts_kept) != {SEALED}:
            return dict(self.facts_kept)
        stated: dict[str, Any] = json.loads(decrypt(self.facts_kept[SEALED], self._place_of_facts))
        return stated

    @facts.setter
    def facts(self, stated: dict[str, Any]) -> None:
        self.facts_kept = {SEALED: encrypt(json.dumps(stated, ensure_ascii=False), self._place_of_facts)}

    @property
    def _place_of_facts(self) -> Place:
        return Place(self.__tablename__, "facts", self.number)


class ApplicationEvent(Base):
    """One change of an application: who, when, why. Rows are only added."""

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    why: Mapped[str | None] = mapped_column(Text)
    at: Mapped[At]
