"""A short question that goes on from the answer before: another place, the next one, another side of it."""

from typing import Any

from rasa_sdk import Tracker

from bot.actions.base import ServiceAction
from bot.classifier.worded import follow_up


class FollowUp(ServiceAction):
    """Answers what goes on from the answer before."""

    verb = "follow_up"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_follow_up"

    def extra(self, tracker: Tracker) -> dict[str, Any]:
        """Gives what the few words go on with; nothing where they turn out to be none."""
        return {"follow_up": follow_up(tracker.latest_message.get("text") or "")}
