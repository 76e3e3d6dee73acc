"""Notes what a conversation was about, as the replies say it, and counts it; no word of anybody is kept for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.analytics.period import Scope
from api.core.clock import today
from api.models import Conversation, ConversationTopic

Topic = tuple[str, str]
LONGEST_SUBJECT = 64


def note_topics(session: Session, conversation: Conversation, reply: dict[str, Any]) -> None:
    """Keeps what a reply of the bot was about; what was noted of this conversation before is not noted again."""
    found = sorted(set(_topics(reply.get("data") or {})))
    if not found:
        return
    rows = [
        {
            "conversation_id": conversation.id,
            "kind": kind,
            "subject": subject[:LONGEST_SUBJECT],
            "place": conversation.locality,
            "day": today(),
        }
        for kind, subject in found
    ]
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(ConversationTopic) if on_sqlite else postgresql.insert(ConversationTopic)
    session.execute(insert.values(rows).on_conflict_do_nothing())


def _topics(data: dict[str, Any]) -> Iterator[Topic]:
    spoken = data.get("spoken") or {}
    if not spoken.get("choosing"):
        yield from (("asked", policy) for policy in spoken.get("policies", ()))
    for shown in [*(data.get("policies") or ()), *(data.get("plan") or ())]:
        # What is said in an emergency names its policies by their ids alone.
        yield "shown", shown if isinstance(shown, str) else shown["policy_id"]
    yield from (("eligible", row["policy_id"]) for row in data.get("results") or () if row["verdict"] == "eligible")
    if data.get("abstained"):
        yield _unanswered(data)


def _unanswered(data: dict[str, Any]) -> Topic:
    if data.get("elsewhere"):
        return "elsewhere", data["elsewhere"]["office"]
    nearest = data.get("nearest") or ()
    return ("nearest", nearest[0]) if nearest else ("nothing", "")


def count_topics(session: Session, scope: Scope) -> dict[Topic, int]:
    """In how many conversations of the period each subject came up, by kind and subject."""
    topic = ConversationTopic
    query = (
        select(topic.kind, topic.subject, func.count())
        .where(topic.day.between(scope.since, scope.until), scope.within(topic.place))
        .group_by(topic.kind, topic.subject)
    )
    return {(kind, subject): count for kind, subject, count in session.execute(query)}
