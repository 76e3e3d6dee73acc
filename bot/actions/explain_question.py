"""Why a question is asked."""

from bot.actions.base import ServiceAction


class ExplainQuestion(ServiceAction):
    """Says what the open question is asked for."""

    verb = "why"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_explain_question"
