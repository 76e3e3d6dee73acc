"""What every action shares: describing the turn to the API, uttering its replies, never failing loudly."""

import logging
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.service_client import ServiceAnswer, ServiceError, service_client

logger = logging.getLogger(__name__)

NOTHING_UNDERSTOOD: dict[str, Any] = {
    "facts": {},
    "mentions": [],
    "emergency": None,
    "unsure": False,
    "correction": False,
    "about": None,
}


def turn_of(tracker: Tracker) -> dict[str, Any]:
    """Gives the body every internal call carries: what was said, understood, asked and pressed."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    return {
        "message_id": metadata.get("message_id"),
        "text": message.get("text") or "",
        "intent": (message.get("intent") or {}).get("name"),
        "understood": understood_in(message),
        "asked": tracker.get_slot("asked_fact"),
        "interview": bool(tracker.active_loop.get("name")),
        # Whether this message was read as meant for a question: one that stands from before the interview ended is not open.
        "open": metadata.get("asked") is not None,
        "button": metadata.get("button"),
    }


def understood_in(message: dict[str, Any]) -> dict[str, Any]:
    """Gives what the sentence says, as the pipeline put it on the message; a pressed button says nothing by itself."""
    found = (entity["value"] for entity in message.get("entities") or [] if entity.get("entity") == "situation")
    return next(found, NOTHING_UNDERSTOOD)


async def ask_service(tracker: Tracker, verb: str, extra: dict[str, Any]) -> ServiceAnswer:
    """Gives the API's answer to this turn; raises ServiceError when there is none."""
    request_id = str((tracker.latest_message.get("metadata") or {}).get("request_id") or "")
    try:
        return await service_client().call(tracker.sender_id, verb, {**turn_of(tracker), **extra}, request_id)
    except ServiceError as error:
        fields = {"verb": verb, "request_id": request_id, "reason": str(error)}
        logger.warning("service unavailable", extra=fields)
        raise


def utter(dispatcher: CollectingDispatcher, answer: ServiceAnswer) -> None:
    """Says every reply of the API, as it came."""
    for reply in answer.replies:
        dispatcher.utter_message(json_message=reply)


def remembered(answer: ServiceAnswer) -> list[EventType]:
    """Gives what the dialogue keeps of an answer: what was asked, and whose household is told about."""
    return [SlotSet("asked_fact", answer.asked_fact), SlotSet("about", answer.about)]


def named_last(tracker: Tracker) -> list[EventType]:
    """Gives what the dialogue keeps of the message itself: who was named, or that nobody was; a pressed button names nobody."""
    understood = understood_in(tracker.latest_message)
    return [SlotSet(name, understood[name]) for name in ("person", "unplaced") if name in understood]


class ServiceAction(Action, ABC):
    """One verb of the API as an action of the dialogue."""

    verb: ClassVar[str]

    @abstractmethod
    def name(self) -> str:
        """Gives the action's name in the domain."""

    def extra(self, tracker: Tracker) -> dict[str, Any]:
        """Gives what this verb needs besides the turn itself."""
        return {}

    def events(self, answer: ServiceAnswer) -> list[EventType]:
        """Gives what changes in the tracker."""
        return remembered(answer)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Asks the API and utters its replies. Raises ServiceError, which fails the turn: the API then keeps it for later."""
        answer = await ask_service(tracker, self.verb, self.extra(tracker))
        utter(dispatcher, answer)
        return [*self.events(answer), *named_last(tracker)]
