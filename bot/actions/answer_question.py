"""A question about a policy."""

from bot.actions.base import ServiceAction


class AnswerQuestion(ServiceAction):
    """Answers with the clauses that say so, or abstains."""

    verb = "answer"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_answer_question"
