"""Somebody in danger."""

from bot.actions.base import ServiceAction


class Emergency(ServiceAction):
    """Says at once whom to call, and gets a person."""

    verb = "emergency"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_emergency"
