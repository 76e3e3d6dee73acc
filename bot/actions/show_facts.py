"""The read-back of what was understood."""

from bot.actions.base import ServiceAction


class ShowFacts(ServiceAction):
    """Shows every fact noted, so that it can be corrected."""

    verb = "facts"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_show_facts"
