"""What the bot's actions send and receive. Internal: loopback and token only."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Understood(BaseModel):
    """The bot's understanding of the message (`bot/nlu`). concern: a danger the bot suspects and no words show."""

    facts: dict[str, Any] = {}
    mentions: list[dict[str, Any]] = []
    emergency: str | None = None
    concern: str | None = None
    unsure: bool = False
    correction: bool = False
    # Whose household the message turns to (a key of bot/nlu/subjects.yaml, "self"); None where it goes on with the same.
    about: str | None = None


class FactButton(BaseModel):
    """A pressed button that answers a fact, wants to be asked for it again (`change`), or says it is not known (`unsure`).

    fact: of an `unsure` the question as the conversation names it. about: whose household the button was offered for.
    """

    fact: str
    value: Any = None
    change: bool = False
    unsure: bool = False
    about: str | None = None

    @property
    def answers(self) -> bool:
        """Whether it gives a value."""
        return not (self.change or self.unsure)


class FollowUp(BaseModel):
    """What a few words go on with from the answer before; see `bot/classifier/worded.py`."""

    place: str | None = None
    next: bool = False
    number: int | None = None
    aspect: str | None = None


class DialogueTurn(BaseModel):
    """One message as an action reports it. resume: the open question is wanted again after an interruption.

    interview: whether the interview is going on. open: whether the message may be meant for the question asked last.
    topic: what it turns to, where it leaves what was spoken of.
    """

    message_id: str | None = None
    text: str = ""
    intent: str | None = None
    understood: Understood = Understood()
    asked: str | None = None
    interview: bool = True
    open: bool = True
    button: FactButton | None = None
    reason: str | None = None
    resume: bool = False
    follow_up: FollowUp | None = None
    topic: str | None = None


class Slots(BaseModel):
    """What the dialogue remembers of the answer. about: whose household is told about, None for the writer's own."""

    asked_fact: str | None
    done: bool
    about: str | None = None


class DialogueAnswer(BaseModel):
    """Replies to utter and slots to set. failed: whether nothing was understood of what was said."""

    replies: list[dict[str, Any]]
    slots: Slots
    failed: bool = False
