"""That somebody was reminded of a time limit: once for each limit and stage."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class Reminder(Base):
    """stage: one of `reminders.yaml`. to: handler or supervisor. account: whose hands the part was in then, if anybody's."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("part_id", "due", "stage"), Index("ix_reminders_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("application_parts.id", ondelete="CASCADE"))
    due: Mapped[date] = mapped_column(Date)
    stage: Mapped[str] = mapped_column(String(16))
    to: Mapped[str] = mapped_column(String(12))
    account: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[At]
