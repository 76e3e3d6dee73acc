"""The interview: a form whose next question comes from the API.

Rasa runs this at four moments: when the interview starts, when an answer came, when a message was no answer (then the
form steps aside and a rule answers it), and when the form returns after that. One internal call serves each of the
first two: it records the answer, reads it back and asks the next question.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ask_service, named_last, remembered, utter
from bot.service_client import ServiceAnswer, ServiceError

FORM = "interview_form"
ANSWER = "answer"


def returns_after_interruption(tracker: Tracker) -> bool:
    """Tells whether this turn's message was already answered by another action."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected" and event.get("name") == FORM:
            return True
    return False


def next_step(tracker: Tracker, answer: ServiceAnswer) -> list[EventType]:
    """Gives the events that leave the interview open for the next answer, or end it."""
    events: list[EventType] = [SlotSet(ANSWER, None), *remembered(answer), *named_last(tracker)]
    if answer.done:
        events.append(SlotSet("requested_slot", None))
    return events


class ValidateInterviewForm(Action):
    """Takes an answer to the API and utters what comes back: the read-back and the next question, or the plan."""

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Records an answer, repeats the open question after an interruption, or lets the form step aside."""
        if tracker.get_slot(ANSWER) is not None:
            return await self._take_answer(dispatcher, tracker)
        if returns_after_interruption(tracker):
            return await self._ask_again(dispatcher, tracker)
        return []

    async def _take_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        answer = await ask_service(tracker, "interview", {})
        utter(dispatcher, answer)
        return next_step(tracker, answer)

    async def _ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        try:
            answer = await ask_service(tracker, "interview", {"resume": True})
        except ServiceError:
            # The action before us has spoken: what it said is worth more than that the question comes back.
            return [SlotSet(ANSWER, None)]
        utter(dispatcher, answer)
        return next_step(tracker, answer)
