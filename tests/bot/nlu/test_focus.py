"""Who was just named goes on to be meant by a few words that name nobody."""

from typing import Any

import pytest

from bot.nlu.focus import understood_of

GRADE = {"disability_grade": 1}
MOTHER = {"relation": "mother", "sex": "female"}


def people(text: str, asked: "str | None" = None, **metadata: Any) -> "list[dict[str, Any]]":
    """Gives what is told of people, without the names they have in a message."""
    told: list[dict[str, Any]] = understood_of(text, metadata, asked)["facts"].get("people", [])
    return [{name: value for name, value in person.items() if name != "id"} for person in told]


def test_who_is_turned_back_to_by_name_is_remembered() -> None:
    assert understood_of("说回我妈", {"about": "sister"})["person"] == "我妈"


def test_what_follows_their_name_in_the_same_message_is_theirs() -> None:
    assert people("说回我妈，残疾一级", about="sister") == [{**MOTHER, **GRADE}]


@pytest.mark.parametrize("asked", [None, "household.receiving+", "people.any.disability_grade+"])
def test_a_few_words_that_name_nobody_are_theirs(asked: "str | None") -> None:
    assert people("残疾一级", asked, person="我妈") == [{**MOTHER, **GRADE}]


@pytest.mark.parametrize(
    ("text", "asked", "relation"),
    [("我残疾一级", None, "self"), ("我爸残疾一级", None, "father"), ("残疾一级", "people.self.disability_grade+", "self")],
)
def test_what_names_others_or_answers_about_the_writer_is_not(text: str, asked: "str | None", relation: str) -> None:
    assert [person["relation"] for person in people(text, asked, person="我妈")] == [relation]


@pytest.mark.parametrize(
    ("text", "person"), [("都没有", "我妈"), ("残疾一级", "我妈"), ("我爸六十八", None), ("再说我姐家", None)]
)
def test_they_are_meant_until_another_is_named(text: str, person: "str | None") -> None:
    assert understood_of(text, {"person": "我妈"})["person"] == person


def test_what_nobody_was_named_for_waits_for_the_name() -> None:
    asked = "people.any.disability_grade+"
    told = understood_of("有残疾证，一级", {}, asked)
    assert people("我妈的", asked, unplaced=told["unplaced"]) == [{**MOTHER, **GRADE}]


def test_what_has_its_owner_waits_for_nothing() -> None:
    assert understood_of("我妈有残疾证，一级", {}, "people.any.disability_grade+")["unplaced"] is None
