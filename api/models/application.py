"""An application and its history. Name, ID number and phone are encrypted; fingerprints let them be found."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Document, Items, Moment


class Application(Base):
    """What was submitted, as submitted. The number is what people read; the key makes a repeated submission harmless."""

    __tablename__ = "applications"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    # Digest of what was submitted: the same key with another content is refused.
    content_digest: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    policy_ids: Mapped[Items]
    facts: Mapped[Document]
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


class ApplicationEvent(Base):
    """One change of an application: who, when, why. Rows are only added."""

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    why: Mapped[str | None] = mapped_column(Text)
    at: Mapped[At]
