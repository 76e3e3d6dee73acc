"""Erases what has been kept for as long as the office set (`retention.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import ColumnElement, exists, select
from starlette.concurrency import run_in_threadpool

from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.logging import logger
from api.core.settings import settings
from api.models import Application, Conversation
from api.privacy.erasure import erase_record
from api.privacy.tables import Kind, subject
from api.rasa import Rasa

EVERY_SECONDS = 3600
# Each record is erased in a transaction of its own, so that nobody waits for the others.
AT_ONCE = 200
WHO, ACT = "retention", "retention_erased"


@cache
def rules() -> list[dict[str, Any]]:
    """What is erased how long after what."""
    loaded: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("retention.yaml").read_text("utf-8"))
    return loaded


def erase_what_is_due() -> list[str]:
    """Erases what is due now, some of it at once; gives the ids of the conversations among it."""
    conversations: list[str] = []
    for rule in rules():
        due = _due(rule)
        for key in due:
            _erase_if_still_due(rule, key)
        if due:
            logger.info("retention", kind=rule["kind"], erased=len(due))
        conversations += due if rule["kind"] == "conversation" else []
    return conversations


async def keep_to_the_rules(rasa: Rasa) -> None:
    """Erases in both places; what Rasa remembers is forgotten within a day anyway."""
    conversations = await run_in_threadpool(erase_what_is_due)
    if conversations and await rasa.ready():
        await rasa.forget(conversations)


def _due(rule: dict[str, Any]) -> list[str]:
    conditions = _conditions(rule)
    if conditions is None:
        return []
    _, key = subject(rule["kind"])
    with reading() as session:
        return list(session.scalars(select(key).where(*conditions).order_by(key).limit(AT_ONCE)))


def _erase_if_still_due(rule: dict[str, Any], identifier: str) -> None:
    """Whoever came back a moment ago keeps what is theirs."""
    kind: Kind = rule["kind"]
    _, key = subject(kind)
    with unit_of_work() as session:
        still = select(key).where(key == identifier, *(_conditions(rule) or ())).with_for_update()
        if session.scalar(still) is not None:
            erase_record(session, WHO, ACT, kind, identifier)


def _conditions(rule: dict[str, Any]) -> list[ColumnElement[bool]] | None:
    """When a record is due; None while the office keeps these without end."""
    kept_for = getattr(settings(), rule["keep"])
    if kept_for is None:
        return None
    table, _ = subject(rule["kind"])
    due = [table.c[rule["after"]] < now() - kept_for]
    if "statuses" in rule:
        return [*due, table.c.status.in_(rule["statuses"])]
    if rule["kind"] != "conversation":
        return due
    # Who waits for a person, and whose application is being worked on, can still be told something here.
    being_worked_on = exists().where(Application.conversation_id == Conversation.id, Application.closed_at.is_(None))
    return [*due, Conversation.mode == "bot", ~being_worked_on]
