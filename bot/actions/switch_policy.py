"""The wish to leave what was spoken of for another policy."""

from typing import Any

from rasa_sdk import Tracker

from bot.actions.base import ServiceAction
from bot.classifier.worded import topic_of


class SwitchPolicy(ServiceAction):
    """Leaves the open question and answers for what the resident turned to."""

    verb = "switch"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_switch_policy"

    def extra(self, tracker: Tracker) -> dict[str, Any]:
        """Gives what is asked about now."""
        return {"topic": topic_of(tracker.latest_message.get("text") or "")}
