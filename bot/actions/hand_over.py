"""The wish for a person."""

from typing import Any

from rasa_sdk import Tracker

from bot.actions.base import ServiceAction


class HandOver(ServiceAction):
    """Puts the conversation in the queue of the staff."""

    verb = "handover"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_hand_over"

    def extra(self, tracker: Tracker) -> dict[str, Any]:
        """Gives the reason recorded with the hand-over: the purpose the sentence was understood to have."""
        return {"reason": (tracker.latest_message.get("intent") or {}).get("name")}
