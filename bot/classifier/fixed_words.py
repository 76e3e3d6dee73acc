"""Short messages whose purpose stands in their words: nothing learned may read them otherwise."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.classifier.questions import answers
from bot.classifier.worded import SWITCH, worded_purpose
from bot.nlu.answers import is_question
from bot.nlu.subjects import subject_of

STATEMENT = "describe_situation"
UNSURE = "unsure"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FixedWordsClassifier(IntentClassifier, GraphComponent):
    """Gives "that is all" or "and in Danyang?" its purpose (`worded.yaml`), unless the message tells facts or is urgent."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Gives what must stand before this stage: a purpose to replace."""
        return [IntentClassifier]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "FixedWordsClassifier":
        """Gives the stage; there is nothing to learn."""
        return cls()

    def process_training_data(self, training_data: Any) -> Any:
        """Leaves the training data as it is."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the purpose of each message that consists of such words."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        text = message.get(TEXT)
        asked = (message.get("metadata") or {}).get("asked")
        understood = situation_of(message)
        whose = (message.get("metadata") or {}).get("about")
        subject = subject_of(text, whose) if understood.get("about") else None
        if subject and not is_question(subject.rest):
            # Whoever turns to another household begins to tell of it.
            message.set(INTENT, {"name": STATEMENT, "confidence": 1.0}, add_to_output=True)
            return
        purpose = worded_purpose(text, asked=bool(asked)) if text and not understood.get("emergency") else None
        if purpose == UNSURE:
            # "Next one" asks for another question; it does not say that there is one of anything.
            understood.update(facts={}, unsure=True)
        if purpose == SWITCH:
            # The name of a policy says nothing of anybody.
            understood.update(facts={})
        if purpose and not _tells(understood.get("facts", {}), asked):
            message.set(INTENT, {"name": purpose, "confidence": 1.0}, add_to_output=True)


def situation_of(message: Message) -> dict[str, Any]:
    """Gives what the sentence says, as the extractor put it on the message; nothing where it did not."""
    found = (entity["value"] for entity in message.get(ENTITIES, []) if entity["entity"] == "situation")
    return next(found, {})


def _tells(facts: dict[str, Any], asked: str | None) -> bool:
    return answers(facts, asked) if asked else bool(facts.get("people") or facts.get("household"))
