"""The Rasa component that puts what was understood on the message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.focus import understood_of
from bot.nlu.pipeline import pipeline

EMERGENCY = "emergency"
# From here on a learned purpose without the words for it is worth the numbers to call, beside the answer.
SUSPECTED = 0.8


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SituationExtractor(GraphComponent):
    """Adds one entity `situation` to every message; must stand after the learned purpose, which it may overrule.

    An emergency is what words show, for it ends the interview and calls a person. What was only learned confuses "饿死了" and
    "前年发大水" with one (23 of 100 look-alikes): the next purpose is taken, and a strong suspicion goes along as a concern.
    """

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
        told = understood_of(text, message.get("metadata") or {})
        intent = message.get(INTENT) or {}
        learned = not told["emergency"] and intent.get(INTENT_NAME_KEY) == EMERGENCY
        suspected = learned and float(intent[PREDICTED_CONFIDENCE_KEY]) >= SUSPECTED
        entity = {
            "entity": "situation",
            "value": {**told, "concern": "unnamed" if suspected else None},
            "start": 0,
            "end": len(text),
            "extractor": type(self).__name__,
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        if told["emergency"]:
            message.set(INTENT, {INTENT_NAME_KEY: EMERGENCY, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        elif learned:
            message.set(INTENT, _next_purpose(message.get(INTENT_RANKING_KEY, [])), add_to_output=True)


def _next_purpose(ranking: list[dict[str, Any]]) -> dict[str, Any]:
    """The likeliest purpose but an emergency, with its share of what the others have."""
    others = [purpose for purpose in ranking if purpose[INTENT_NAME_KEY] != EMERGENCY]
    total = sum(float(purpose[PREDICTED_CONFIDENCE_KEY]) for purpose in others)
    likeliest = others[0]
    return {**likeliest, PREDICTED_CONFIDENCE_KEY: float(likeliest[PREDICTED_CONFIDENCE_KEY]) / total}
