"""A turn no rule foresaw."""

from rasa_sdk.events import EventType, UserUtteranceReverted

from bot.actions.base import ServiceAction
from bot.service_client import ServiceAnswer


class DefaultFallback(ServiceAction):
    """Says that it was not understood, then takes the message back so that the dialogue stands where it stood.

    Without taking it back, the fallback would be predicted again until Rasa's limit of actions.
    """

    verb = "abstain"

    def name(self) -> str:
        """Gives the action's name in the domain."""
        return "action_default_fallback"

    def events(self, answer: ServiceAnswer) -> list[EventType]:
        """Takes the message back; what was asked stays asked."""
        return [UserUtteranceReverted()]
