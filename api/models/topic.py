"""What conversations were about, for figures alone: a policy or an office and the day, never a word of what was said."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base


class ConversationTopic(Base):
    """Once for each conversation, kind and subject.

    kind: asked (answered from this policy), shown, eligible, nearest (no answer; the nearest policy), elsewhere (no answer; whose
    business it is) or nothing. conversation_id: None as soon as nothing else of the conversation may be kept.
    """

    __tablename__ = "conversation_topics"
    __table_args__ = (
        UniqueConstraint("conversation_id", "kind", "subject"),
        Index("ix_conversation_topics_day", "day", "kind", "subject", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(64))
    place: Mapped[str | None] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(Date)
