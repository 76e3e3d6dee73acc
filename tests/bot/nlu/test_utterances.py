"""Utterances with the facts they give, and only those; gold facts stand in the YAML tables beside this file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu import Understanding, understand

TABLES = Path(__file__).resolve().parent / "utterances"
NOT_COMPARED = ("id", "relation", "sex")


def rows(name: str) -> list[Any]:
    """One parameter per row of a table, named by what is said."""
    table = yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(row, id=f"{row.get('asked', 'said')}: {row['say']}") for row in table]


def household_of(understood: Understanding, expected: dict[str, Any]) -> dict[str, Any]:
    """The household facts; difficulties are compared only where the row names them."""
    facts = dict(understood.facts.get("household", {}))
    if "difficulties" not in expected:
        facts.pop("difficulties", None)
    return facts


def without_empty_difficulties(expected: dict[str, Any]) -> dict[str, Any]:
    """The gold household facts; `difficulties: []` in a table says that there must be none."""
    return {name: value for name, value in expected.items() if (name, value) != ("difficulties", [])}


def people_of(understood: Understanding) -> dict[str, Any]:
    """The facts of each relation: one dictionary, or a list where there are several of it."""
    people: dict[str, Any] = {}
    for person in understood.facts.get("people", []):
        key = person.get("relation", person["id"])
        facts = {name: value for name, value in person.items() if name not in NOT_COMPARED}
        people.setdefault(key, []).append(facts)
    return {key: found[0] if len(found) == 1 else found for key, found in people.items()}


TABLES_OF_TALK = ("household", "people", "answers", "earners", "interruptions", "corrections", "names", "kinship")
EVERYDAY = [row for table in TABLES_OF_TALK for row in rows(table)]
TOLD = EVERYDAY + rows("stories") + rows("losses")


@pytest.mark.parametrize("row", TOLD)
def test_the_facts_of_an_utterance_are_exactly_those_it_states(row: dict[str, Any]) -> None:
    understood = understand(row["say"], row.get("asked"))
    expected = row.get("household", {})
    assert household_of(understood, expected) == without_empty_difficulties(expected)
    assert people_of(understood) == {**row.get("people", {}), **row.get("person", {})}


@pytest.mark.parametrize("row", TOLD)
def test_not_knowing_and_correcting_are_recognised(row: dict[str, Any]) -> None:
    understood = understand(row["say"], row.get("asked"))
    assert (understood.unsure, understood.correction) == (row.get("unsure", False), row.get("correction", False))


@pytest.mark.parametrize("row", rows("emergencies") + rows("violence"))
def test_an_emergency_is_told_from_a_way_of_speaking(row: dict[str, Any]) -> None:
    assert understand(row["say"]).emergency == row.get("emergency")


@pytest.mark.parametrize("row", EVERYDAY)
def test_everyday_talk_is_no_emergency(row: dict[str, Any]) -> None:
    assert understand(row["say"], row.get("asked")).emergency is None


@pytest.mark.parametrize("row", rows("quantities"))
def test_a_quantity_is_mentioned_with_its_figures(row: dict[str, Any]) -> None:
    wanted = {name: value for name, value in row.items() if name != "say"}
    mentions = understand(row["say"]).mentions
    assert any(wanted.items() <= mention.items() for mention in mentions), mentions


@pytest.mark.parametrize("row", rows("quantities") + rows("household") + rows("people") + rows("stories"))
def test_every_mention_quotes_the_text_as_it_was_typed(row: dict[str, Any]) -> None:
    for mention in understand(row["say"]).mentions:
        assert row["say"][mention["start"] : mention["end"]] == mention["text"]
