"""While a question is open, a sentence is first of all its answer."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.classifier.questions import answers
from bot.nlu.answers import is_offered, is_question
from bot.nlu.focus import understood_of

STATEMENT = "describe_situation"
QUESTION = "ask_policy"
# Purposes that are answers already.
ANSWERING = frozenset({STATEMENT, "affirm", "deny", "unsure"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerClassifier(IntentClassifier, GraphComponent):
    """Reads a sentence in the light of the open question, and doubts any purpose that would leave the question open.

    "有医保" looks like a question about insurance, "就这些人" like a goodbye; asked about, they are answers. A purpose that
    leads away stands only when it is likely, and where the sentence does answer the question only when it is certain.
    A sentence that asks and tells nothing stays a question: one of unclear purpose is taken for a question about policies.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Takes the confidences from which a purpose stands."""
        self.likely = float(config["likely"])
        self.certain = float(config["certain"])
        self.asking = float(config["asking"])

    @classmethod
    def required_components(cls) -> list[type]:
        """Gives what must stand before this stage: a purpose to doubt."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Gives the settings config.yml may change."""
        return {"likely": 0.75, "certain": 0.95, "asking": 0.45}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "AnswerClassifier":
        """Gives the stage; there is nothing to learn."""
        return cls(config)

    def process_training_data(self, training_data: Any) -> Any:
        """Leaves the training data as it is."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Re-reads each message that came while a question was open; the channel names the fact asked."""
        for message in messages:
            metadata = message.get("metadata") or {}
            if metadata.get("asked") and message.get(TEXT):
                self._read(message, metadata)
        return messages

    def _read(self, message: Message, metadata: dict[str, Any]) -> None:
        asked = metadata["asked"]
        told = understood_of(message.get(TEXT), metadata, asked)
        for entity in message.get(ENTITIES, []):
            if entity["entity"] == "situation":
                entity["value"] = {**told, "concern": entity["value"]["concern"]}
        text, intent = message.get(TEXT), message.get(INTENT) or {}
        purpose = self.purpose(text, asked, told, str(intent.get("name")), float(intent.get("confidence", 0.0)))
        if purpose != intent.get("name"):
            message.set(INTENT, {"name": purpose, "confidence": 1.0}, add_to_output=True)

    def purpose(self, text: str, asked: str, told: dict[str, Any], guessed: str, confidence: float) -> str:
        """Gives what a sentence is for while `asked` is open, given the purpose that was guessed without knowing of it."""
        if told["emergency"]:
            return guessed
        if is_offered(text, asked):
            return STATEMENT
        answered = answers(told["facts"], asked)
        if not answered and not told["facts"] and is_question(text):
            return guessed if confidence >= self.asking and guessed != STATEMENT else QUESTION
        needed = self.certain if answered else self.likely
        return guessed if guessed in ANSWERING or confidence >= needed else STATEMENT
