"""The greeting."""

from bot.actions.base import ServiceAction


class Begin(ServiceAction):
    """Greets and says what the assistant can do."""

    verb = "begin"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_begin"
