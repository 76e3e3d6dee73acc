"""A wish outside social assistance."""

from bot.actions.base import ServiceAction


class Abstain(ServiceAction):
    """Says that it is not ours to answer, and who may know."""

    verb = "abstain"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_abstain"
