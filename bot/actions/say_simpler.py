"""Who cannot follow what was said."""

from bot.actions.base import ServiceAction


class SaySimpler(ServiceAction):
    """Says the last thing again in fewer words; within the interview the form itself does."""

    verb = "simpler"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_say_simpler"
