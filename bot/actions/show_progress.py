"""The state of an application."""

from bot.actions.base import ServiceAction


class ShowProgress(ServiceAction):
    """Tells how far an application has come."""

    verb = "progress"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_show_progress"
