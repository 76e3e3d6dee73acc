"""The wish to apply."""

from bot.actions.base import ServiceAction


class Apply(ServiceAction):
    """Opens the application for what the resident may get."""

    verb = "apply"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_apply"
