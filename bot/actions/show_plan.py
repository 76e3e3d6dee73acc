"""The plan on what is known so far."""

from bot.actions.base import ServiceAction


class ShowPlan(ServiceAction):
    """Shows which policies may apply, and what is still missing."""

    verb = "plan"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_show_plan"
