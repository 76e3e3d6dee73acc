"""The word lists give only facts that knowledge/facts.yaml knows, with values it offers."""

from typing import Any

import pytest
import yaml

from bot.nlu.lexicon import FILES
from bot.nlu.resources import REPOSITORY, compiled, load

DICTIONARY: dict[str, Any] = yaml.safe_load((REPOSITORY / "knowledge" / "facts.yaml").read_text("utf-8"))
ENTRIES = [pytest.param(entry, id=f"{file}: {entry['name']}") for file in FILES for entry in load(file)["entries"]]
DIFFICULTIES = {value for option in DICTIONARY["household"]["difficulties"]["options"] for value in option["value"]}


def offered(fact: dict[str, Any], value: Any) -> bool:
    """Whether `value` is one the fact can take."""
    if fact["type"] == "choice":
        return value in [option["value"] for option in fact["options"]]
    kinds = {"boolean": bool, "integer": int, "money": int, "list": list}
    return isinstance(value, kinds[fact["type"]])


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_gives_known_facts_with_values_on_offer(entry: dict[str, Any]) -> None:
    for said in (entry, entry.get("negated", {})):
        for owner in ("person", "household"):
            for name, value in said.get(owner, {}).items():
                assert offered(DICTIONARY[owner][name], value)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_names_known_difficulties_and_groups(entry: dict[str, Any]) -> None:
    assert set(entry.get("difficulty", [])) <= DIFFICULTIES
    assert entry.get("admits", "workers") in load("people")["groups"]


@pytest.mark.parametrize("name", load("answers")["facts"])
def test_bare_answers_are_described_for_known_facts_only(name: str) -> None:
    assert name in DICTIONARY["household"] or name in DICTIONARY["person"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_patterns_of_an_entry_have_no_unbounded_repetition(entry: dict[str, Any]) -> None:
    for pattern in entry.get("patterns", []):
        assert not any(mark in compiled(pattern).pattern for mark in ("*", "+", ",}"))


@pytest.mark.parametrize("relation", [entry["relation"] for entry in load("people")["relations"] if "relation" in entry])
def test_every_relation_is_one_the_dictionary_offers(relation: str) -> None:
    assert relation in [option["value"] for option in DICTIONARY["person"]["relation"]["options"]]


def test_every_line_of_the_segmenters_dictionaries_is_word_frequency_tag() -> None:
    for dictionary in (REPOSITORY / "knowledge" / "lexicon").glob("*.txt"):
        for line in dictionary.read_text("utf-8").splitlines():
            word, frequency, tag = line.split(" ")
            assert word and frequency.isdigit() and tag.isalpha()
