"""Starting over."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import ServiceAction
from bot.classifier.worded import is_clear_yes
from bot.service_client import ServiceAnswer

UNSURE = "unsure"
CONFIRMING = ("/restart", "/affirm")


def is_confirmed(tracker: Tracker) -> bool:
    """Tells whether the resident pressed the button or said yes in so many words; what is only taken for one erases nothing."""
    text = tracker.latest_message.get("text") or ""
    return text in CONFIRMING or is_clear_yes(text)


class ForgetSituation(ServiceAction):
    """Erases the facts of this conversation and begins again, once that was confirmed.

    It bears the name of Rasa's own restart because Rasa runs that name for the intent `restart` whatever the rules say.
    """

    verb = "forget"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_restart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Asks before anything is erased; the interview pauses, so that a "yes" cannot be taken for an answer in it."""
        if is_confirmed(tracker):
            return await super().run(dispatcher, tracker, domain)
        again = (tracker.latest_message.get("intent") or {}).get("name") == UNSURE
        dispatcher.utter_message(response="utter_confirm_restart_again" if again else "utter_confirm_restart")
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("asked_fact", None)]

    def events(self, answer: ServiceAnswer) -> list[EventType]:
        """Clears slots and interview."""
        return [Restarted()]
