"""Every question, and every group of questions, is answered by what people naturally say to it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu import understand
from bot.nlu.resources import REPOSITORY

DICTIONARY: dict[str, Any] = yaml.safe_load((REPOSITORY / "knowledge" / "facts.yaml").read_text("utf-8"))
ANSWERS: dict[str, Any] = yaml.safe_load((Path(__file__).resolve().parent / "natural_answers.yaml").read_text("utf-8"))
LEAST = 2


def asked(path: str) -> str:
    """How the question for a fact is named while it is open: person facts are asked of one person."""
    return path.replace("person.", "people.p2.")


def told(say: str, path: str) -> dict[str, Any]:
    """What is understood of the household or of the person asked about."""
    facts = understand(say, asked(path)).facts
    if path.startswith("household."):
        return dict(facts.get("household", {}))
    return next((person for person in facts.get("people", []) if person["id"] == "p2"), {})


def rows(kind: str) -> list[Any]:
    """One parameter for each answer, named by what is asked and said."""
    return [pytest.param(path, say, value, id=f"{path}: {say}") for path, rows in ANSWERS[kind].items() for say, value in rows]


@pytest.mark.parametrize(("path", "say", "value"), rows("facts"))
def test_a_short_answer_gives_the_fact_asked_for(path: str, say: str, value: Any) -> None:
    assert told(say, path).get(path.partition(".")[2]) == value


@pytest.mark.parametrize(("path", "say", "facts"), rows("groups"))
def test_one_answer_gives_every_fact_of_a_group_it_speaks_of(path: str, say: str, facts: dict[str, Any]) -> None:
    known = told(say, f"{path}+")
    group = next(group["facts"] for group in DICTIONARY["groups"] if group["facts"][0] == path)
    names = [fact.partition(".")[2] for fact in group if fact.partition(".")[0] == path.partition(".")[0]]
    assert {name: known[name] for name in names if name in known} == facts


def test_every_question_has_answers_to_be_read() -> None:
    questions = {
        f"{owner}.{name}"
        for owner in ("household", "person")
        for name, fact in DICTIONARY[owner].items()
        if fact.get("asked", True)
    }
    assert {path for path in questions if len(ANSWERS["facts"].get(path, [])) < LEAST} == set()


def test_every_group_of_questions_has_answers_to_be_read() -> None:
    firsts = {group["facts"][0] for group in DICTIONARY["groups"]}
    assert {path for path in firsts if len(ANSWERS["groups"].get(path, [])) < LEAST} == set()
