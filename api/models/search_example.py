"""What staff say a question should have found, kept for review."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Items, Moment


class SearchExample(Base):
    """One question with the policies that are right for it; none of them when nothing answers it.

    found, answered: what the search said when it was reported, the best policy first. state: open, accepted or rejected.
    """

    __tablename__ = "search_examples"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    locality: Mapped[str | None] = mapped_column(String(12))
    expected: Mapped[Items]
    found: Mapped[Items]
    answered: Mapped[bool]
    catalogue_version: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), default="open", index=True)
    reported_by: Mapped[str] = mapped_column(String(64))
    reported_at: Mapped[At]
    judged_by: Mapped[str | None] = mapped_column(String(64))
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
