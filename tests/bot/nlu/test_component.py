"""The Rasa component: one entity with everything understood, and emergencies before any learned intent."""

import warnings
from typing import Any

import pytest

with warnings.catch_warnings():
    # Rasa and TensorFlow warn while they are imported; the warnings are theirs.
    warnings.simplefilter("ignore")
    from rasa.shared.nlu.training_data.message import Message

    from bot.nlu.component import SituationExtractor


@pytest.fixture(scope="module")
def extractor() -> SituationExtractor:
    return SituationExtractor()


def parsed(extractor: SituationExtractor, text: str, intent: str = "describe_situation") -> dict[str, Any]:
    """What Rasa would hand on for `text` after a classifier chose `intent`."""
    message = Message.build(text)
    message.set("intent", {"name": intent, "confidence": 0.6}, add_to_output=True)
    result: dict[str, Any] = extractor.process([message])[0].as_dict_nlu()
    return result


def test_what_was_understood_travels_as_one_entity_over_the_whole_text(extractor: SituationExtractor) -> None:
    [entity] = parsed(extractor, "一家三口")["entities"]
    assert (entity["entity"], entity["start"], entity["end"]) == ("situation", 0, 4)
    assert entity["extractor"] == "SituationExtractor"
    assert entity["value"]["facts"]["household"]["size"] == 3


def test_an_emergency_overrides_the_learned_intent(extractor: SituationExtractor) -> None:
    assert parsed(extractor, "老公打我")["intent"] == {"name": "emergency", "confidence": 1.0}


def test_a_learned_emergency_without_the_words_for_it_leaves_the_next_purpose_and_a_concern(
    extractor: SituationExtractor,
) -> None:
    message = Message.build("前年发大水房子淹了")
    ranking = [("emergency", 0.9), ("describe_situation", 0.06), ("greet", 0.02)]
    message.set("intent_ranking", [{"name": name, "confidence": share} for name, share in ranking])
    message.set("intent", {"name": "emergency", "confidence": 0.9})
    [read] = extractor.process([message])
    assert read.get("intent") == {"name": "describe_situation", "confidence": pytest.approx(0.75)}
    assert read.get("entities")[0]["value"]["concern"] == "unnamed"


def test_an_ordinary_message_keeps_the_learned_intent(extractor: SituationExtractor) -> None:
    assert parsed(extractor, "一家三口")["intent"]["name"] == "describe_situation"


def test_an_empty_message_passes_untouched(extractor: SituationExtractor) -> None:
    assert parsed(extractor, "").get("entities", []) == []
