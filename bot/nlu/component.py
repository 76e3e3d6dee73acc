"""The Rasa component that puts what was understood on the message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.pipeline import pipeline
from bot.nlu.subjects import understood


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SituationExtractor(GraphComponent):
    """Adds one entity `situation` to every message; an emergency overrides the intent, so it goes last in the pipeline."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SituationExtractor:
        """Builds the spaCy pipeline once, so the first message is as quick as the others."""
        pipeline()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Annotates `messages` in place and gives them back."""
        for message in messages:
            self._annotate(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing is learnt here."""
        return training_data

    def _annotate(self, message: Message) -> None:
        text = message.get(TEXT)
        if not text:
            return
        told = understood(text, whose=(message.get("metadata") or {}).get("about"))
        entity = {
            "entity": "situation",
            "value": told,
            "start": 0,
            "end": len(text),
            "extractor": type(self).__name__,
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        if told["emergency"]:
            message.set(INTENT, {INTENT_NAME_KEY: "emergency", PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
