"""An application, its parts and its history. Name, ID number, phone and facts are encrypted; fingerprints find the person."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.core.encryption import Place, decrypt, encrypt
from api.models.base import At, Base, Document, Items, Moment

# The one key of a document that is kept encrypted.
SEALED = "sealed"


class Application(Base):
    """What was submitted, as submitted. The number is what people read; the key makes a repeated submission harmless.

    status and next_deadline follow from the parts (`api/cases/parts.py`) and are kept here to be listed by.
    A new one is given its number before its facts, which are encrypted for the row of that number.
    """

    __tablename__ = "applications"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    # Keyed digest of what was submitted: the same key with another content is refused.
    content_digest: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    policy_ids: Mapped[Items]
    # Encrypted as one document; in clear where a version before did so, until `make rotate-key`.
    facts_kept: Mapped[Document] = mapped_column("facts")
    applicant_encrypted: Mapped[str] = mapped_column(Text)
    # What was left for later under the commitment, as the policies name it; None: before anybody was asked.
    promised: Mapped[list[Any] | None] = mapped_column(JSON)
    # The wording of the consent that was given with it.
    consent_version: Mapped[str | None] = mapped_column(String(16))
    id_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    # Whom it is for, where somebody else applies; None: taken by an older version, until `make rotate-key`.
    person_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
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


class ApplicationPart(Base):
    """One policy's share of an application: what its department handles, from the dispatch to the end.

    dispatch: sent (nobody of the department has taken it yet), taken, or sent_back (a supervisor dispatches it elsewhere).
    place: who handles it now; other_place: the side that shares the work where one lives elsewhere than one is registered.
    clock_from: the day its time limits run from; due: the nearest limit not yet met; due_total: the limit of the whole.
    """

    __tablename__ = "application_parts"
    __table_args__ = (
        UniqueConstraint("number", "policy_id"),
        Index("ix_application_parts_status_due", "status", "due"),
        Index("ix_application_parts_department_place", "department", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"))
    policy_id: Mapped[str] = mapped_column(String(64))
    # None where the catalogue no longer knows the policy: a supervisor says whose it is.
    department: Mapped[str | None] = mapped_column(String(64))
    place: Mapped[str | None] = mapped_column(String(12))
    other_place: Mapped[str | None] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    dispatch: Mapped[str] = mapped_column(String(12), default="sent")
    assigned_to: Mapped[str | None] = mapped_column(String(64), index=True)
    clock_from: Mapped[date] = mapped_column(Date)
    due: Mapped[date | None] = mapped_column(Date)
    due_total: Mapped[date | None] = mapped_column(Date)
    returned_times: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class ApplicationEvent(Base):
    """One change of an application: who, when, why, from where. Rows are only added.

    act: what was done: a change of status, or a dispatch, its taking or its sending back. policy_id: None is the whole
    application. place: where the step was done. clause: what a refusal rests on. missing: all that was asked for at once.
    """

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"), index=True)
    policy_id: Mapped[str | None] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(16), default="status")
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    why: Mapped[str | None] = mapped_column(Text)
    clause: Mapped[str | None] = mapped_column(Text)
    missing: Mapped[list[Any] | None] = mapped_column(JSON)
    department: Mapped[str | None] = mapped_column(String(64))
    place: Mapped[str | None] = mapped_column(String(12))
    at: Mapped[At]
