"""What sentences are for: the trained model on sentences it has not seen, and the training data themselves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.bot.conftest import ROOT

# What each set of held-out sentences scored when it was last measured, less what a few sentences may sway.
LEAST_ACCURACY = {"intents": 0.93, "intents_apart": 0.88}
LEAST_ACCURACY_OF_ALL = 0.92
LEAST_ACCURACY_OF_ONE = 0.85
LEAST_HELD_OUT = 12
LEAST_EXAMPLES = 40
LEAST_EXAMPLES_OF_THE_LARGE = 100
# Pressed, fallen back to, or told by fixed words.
NEVER_LEARNED = {"answer", "nlu_fallback", "follow_up", "switch", "identity", "simpler", "privacy"}

PARSE = """
import asyncio, json, sys, warnings
warnings.simplefilter("ignore")
from bot.environment import prepare_environment
prepare_environment()
from bot.logs import configure_logging
configure_logging("test")
from rasa.core.agent import Agent

async def parse(model, sentences):
    agent = Agent.load(model)
    return [(await agent.parse_message(sentence))["intent"]["name"] for sentence in sentences]

print(json.dumps(asyncio.run(parse(sys.argv[1], json.load(sys.stdin)))))
"""


def examples() -> dict[str, list[str]]:
    """Gives the training sentences of every intent."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found[block["intent"]] = [line[2:].strip() for line in block["examples"].splitlines()]
    return found


def held_out(name: str) -> dict[str, list[str]]:
    """Gives the sentences of one set that was never trained on, by intent."""
    sentences: dict[str, list[str]] = yaml.safe_load((ROOT / "tests" / "bot" / f"{name}.yml").read_text(encoding="utf-8"))
    return sentences


def all_held_out() -> list[tuple[str, str]]:
    """Gives every held-out sentence with what it is for."""
    return [(intent, sentence) for name in LEAST_ACCURACY for intent, group in held_out(name).items() for sentence in group]


def accuracy(pairs: list[tuple[str, str]], predicted: dict[str, str]) -> float:
    """Gives the share of sentences whose purpose was seen."""
    return sum(predicted[sentence] == intent for intent, sentence in pairs) / len(pairs)


@pytest.fixture(scope="module")
def predicted(model: Path) -> dict[str, str]:
    """Gives the intent the trained model sees in each held-out sentence; Rasa runs in a process of its own."""
    sentences = [sentence for _, sentence in all_held_out()]
    run = subprocess.run(
        [sys.executable, "-c", PARSE, str(model)],
        input=json.dumps(sentences),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return dict(zip(sentences, json.loads(run.stdout.splitlines()[-1]), strict=False))


@pytest.mark.parametrize(("name", "least"), LEAST_ACCURACY.items())
def test_unseen_sentences_are_understood_as_often_as_before(predicted: dict[str, str], name: str, least: float) -> None:
    pairs = [(intent, sentence) for intent, group in held_out(name).items() for sentence in group]
    assert accuracy(pairs, predicted) >= least


def test_of_all_unseen_sentences_few_are_mistaken(predicted: dict[str, str]) -> None:
    assert accuracy(all_held_out(), predicted) >= LEAST_ACCURACY_OF_ALL


@pytest.mark.parametrize("intent", ["emergency", "ask_human", "ask_policy", "apply", "describe_situation"])
def test_what_must_not_be_missed_is_mostly_understood(predicted: dict[str, str], intent: str) -> None:
    group = [(expected, sentence) for expected, sentence in all_held_out() if expected == intent]
    assert accuracy(group, predicted) >= LEAST_ACCURACY_OF_ONE


@pytest.mark.parametrize("name", LEAST_ACCURACY)
def test_every_intent_has_enough_held_out_sentences(name: str) -> None:
    assert {intent for intent in examples() if len(held_out(name).get(intent, [])) < LEAST_HELD_OUT} == set()


def test_every_intent_has_enough_examples() -> None:
    assert {intent for intent, group in examples().items() if len(set(group)) < LEAST_EXAMPLES} == set()


@pytest.mark.parametrize("intent", ["describe_situation", "ask_policy"])
def test_the_intents_people_use_most_have_many_examples(intent: str) -> None:
    assert len(set(examples()[intent])) >= LEAST_EXAMPLES_OF_THE_LARGE


def test_every_intent_of_the_domain_is_trained_or_needs_no_learning() -> None:
    files = (ROOT / "bot" / "domain").glob("*.yml")
    declared = {intent for path in files for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["intents"]}
    assert declared - set(examples()) == NEVER_LEARNED


def test_no_sentence_has_two_purposes() -> None:
    everything = [sentence for group in examples().values() for sentence in set(group)]
    assert len(everything) == len(set(everything))


def test_no_held_out_sentence_is_trained_on() -> None:
    trained = {sentence for group in examples().values() for sentence in group}
    assert trained & {sentence for _, sentence in all_held_out()} == set()
