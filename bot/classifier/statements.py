"""A sentence that tells facts is worth listening to, even where its purpose is unclear."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

STATEMENT = "describe_situation"
CORRECTION = "correct"


def tells_facts(message: Message) -> bool:
    """Tells whether the extractor found any fact about the household or somebody in it."""
    for entity in message.get("entities", []):
        if entity.get("entity") == "situation":
            facts = entity["value"]["facts"]
            return bool(facts.get("household") or facts.get("people"))
    return False


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class StatementClassifier(IntentClassifier, GraphComponent):
    """Turns an unsure purpose into `describe_situation` where facts were told.

    So does a correction that brings its facts along ("不对，是三口人"): it is taken as said, while "记错了" alone asks
    to see what was noted.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Takes the threshold under which a purpose counts as unsure."""
        self.threshold = float(config["threshold"])

    @classmethod
    def required_components(cls) -> list[type]:
        """Gives what must stand before this stage: a purpose to doubt."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Gives the settings config.yml may change."""
        return {"threshold": 0.4}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "StatementClassifier":
        """Gives the stage; there is nothing to learn."""
        return cls(config)

    def process_training_data(self, training_data: Any) -> Any:
        """Leaves the training data as it is."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent of each message whose facts matter more than its guessed purpose."""
        for message in messages:
            intent = message.get(INTENT) or {}
            name = intent.get("name")
            unsure = float(intent.get("confidence", 0.0)) < self.threshold
            if (unsure or name == CORRECTION) and tells_facts(message):
                message.set(INTENT, {"name": STATEMENT, "confidence": 1.0}, add_to_output=True)
        return messages
