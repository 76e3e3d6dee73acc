"""Plays whole conversations, each turn with what must come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.expectations import WORDS, check
from tests.dialogue.talk import STEPS, Talk

FILES = sorted(Path(__file__).with_name("conversations").glob("*.yaml"))
SCRIPTS = [script for file in FILES for script in yaml.safe_load(file.read_text("utf-8"))]
FEWEST_CONVERSATIONS = 60


def test_there_are_as_many_conversations_as_were_promised() -> None:
    assert len({script["name"] for script in SCRIPTS}) == len(SCRIPTS) >= FEWEST_CONVERSATIONS


def test_the_conversations_say_nothing_that_is_not_looked_at() -> None:
    assert {word for script in SCRIPTS for turn in script["turns"] for word in turn} <= WORDS | STEPS


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["name"] for script in SCRIPTS])
def test_a_conversation_goes_as_it_should(talk: Talk, script: dict[str, Any]) -> None:
    for turn in script["turns"]:
        talk.take(turn)
        if "staff" not in turn:
            check(talk.turns[-1], turn)
