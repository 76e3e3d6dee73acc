"""Loading: what is wrong with a file is said at once, with the name of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import load_catalogue, walk
from knowledge.criteria import Stated
from knowledge.errors import CatalogueError, UnknownPolicyError
from knowledge.policy import FactCondition
from tests.knowledge.households import (
    DANYANG,
    DAY,
    HEPING,
    TIANJIN,
    condition,
    overlay_file,
    parameter_file,
    policy_file,
    write_catalogue,
)

GOOD = condition(id="cars", fact="household.cars", at_most=0)
ONE, TWO = "policies/national/one.yaml", "policies/national/two.yaml"
LOCAL = "policies/120000/one.yaml"
LIMIT = "parameters/national/limit.yaml"


def one(*conditions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return policy_file("one", *(conditions or (GOOD,)), **changes)


def local(**changes: Any) -> dict[str, Any]:
    return overlay_file("one", TIANJIN, **changes)


def with_amount(amount: Any) -> dict[str, Any]:
    return {"text": "b", "amount": amount}


UNKNOWN_FACT = condition(fact="household.dogs", at_most=0)
UNKNOWN_LIMIT = condition(fact="household.cars", at_most={"parameter": "dogs"})
BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "no YAML": ({ONE: "rule: [unclosed"}, "national/one.yaml", ""),
    "empty": ({ONE: ""}, "national/one.yaml", ""),
    "a list": ({ONE: "[]"}, "national/one.yaml", ""),
    "an unknown key": ({ONE: one(colour="red")}, "national/one.yaml", "colour"),
    "no rule": ({ONE: one(rule=None)}, "national/one.yaml", "rule"),
    "a rule of nothing": ({ONE: one(rule={"all": []})}, "national/one.yaml", "rule"),
    "too few phrases": ({ONE: one(phrases=["p"])}, "national/one.yaml", "phrases"),
    "no clause": ({ONE: one({"label": "l", "fact": "household.cars", "at_most": 0})}, "national/one.yaml", "clause"),
    "no verb": ({ONE: one(condition(fact="household.cars"))}, "national/one.yaml", "verb"),
    "two verbs": ({ONE: one(condition(fact="household.cars", at_most=0, at_least=0))}, "national/one.yaml", "verb"),
    "an unknown verb": ({ONE: one(condition(fact="household.cars", resembles=0))}, "national/one.yaml", "resembles"),
    "an alternative of one": ({ONE: one(condition(any=[GOOD]))}, "national/one.yaml", "any"),
    "a count without a bound": (
        {ONE: one(condition(count_of={"where": [{"fact": "person.age", "above": 1}]}))},
        "national/one.yaml",
        "at_least",
    ),
    "another name than its id": ({TWO: one()}, "national/two.yaml", "one"),
    "an unknown fact": ({ONE: one(UNKNOWN_FACT)}, "national/one.yaml", "household.dogs"),
    "an unknown fact deep inside": (
        {ONE: one(condition(**{"not": {"all": [GOOD, UNKNOWN_FACT]}}))},
        "national/one.yaml",
        "household.dogs",
    ),
    "an unknown fact in a limit": (
        {ONE: one(condition(fact="household.cars", below={"multiply": ["household.dogs", 2]}))},
        "national/one.yaml",
        "household.dogs",
    ),
    "an unknown fact in a count": (
        {ONE: one(condition(count_of={"where": [{"fact": "person.dogs", "above": 1}]}, at_least=1))},
        "national/one.yaml",
        "person.dogs",
    ),
    "an unknown fact in the benefit": ({ONE: one(benefit=with_amount("household.dogs"))}, "national/one.yaml", "household.dogs"),
    "an unknown parameter": ({ONE: one(UNKNOWN_LIMIT)}, "national/one.yaml", "parameter dogs"),
    "an unknown parameter in the benefit": (
        {ONE: one(benefit=with_amount({"parameter": "dogs"}))},
        "national/one.yaml",
        "parameter dogs",
    ),
    "the verdict of a stranger": ({ONE: one(condition(verdict_of="two"))}, "national/one.yaml", "verdict_of two"),
    "the verdict of a policy about a person": (
        {ONE: one(condition(verdict_of="two")), TWO: policy_file("two", GOOD, about="person")},
        "national/one.yaml",
        "verdict_of two",
    ),
    "its own verdict": ({ONE: one(condition(verdict_of="one"))}, "national/one.yaml", "one → one"),
    "verdicts in a circle": (
        {ONE: one(condition(verdict_of="two")), TWO: policy_file("two", condition(verdict_of="one"))},
        "national/one.yaml",
        "one → two → one",
    ),
    "verdicts in a circle through a place": (
        {ONE: one(), LOCAL: local(add=[condition(verdict_of="two")]), TWO: policy_file("two", condition(verdict_of="one"))},
        "national/one.yaml",
        "one → two → one",
    ),
    "an overlay of nothing": ({LOCAL: local()}, "120000/one.yaml", "no national policy one"),
    "an overlay in the wrong folder": ({ONE: one(), LOCAL: overlay_file("one", DANYANG)}, "120000/one.yaml", DANYANG),
    "an overlay of an unknown condition": ({ONE: one(), LOCAL: local(replace={"dogs": GOOD})}, "120000/one.yaml", "dogs"),
    "an overlay over an unknown fact": ({ONE: one(), LOCAL: local(add=[UNKNOWN_FACT])}, "120000/one.yaml", "household.dogs"),
    "an overlay over an unknown parameter": (
        {ONE: one(), LOCAL: local(replace={"cars": UNKNOWN_LIMIT})},
        "120000/one.yaml",
        "dogs",
    ),
    "an overlay paying an unknown parameter": (
        {ONE: one(), LOCAL: local(benefit=with_amount({"parameter": "dogs"}))},
        "120000/one.yaml",
        "dogs",
    ),
    "an overlay under another name": ({ONE: one(), "policies/120000/two.yaml": local()}, "120000/two.yaml", "one"),
    "a parameter without value": ({LIMIT: parameter_file("limit", open=None)}, "national/limit.yaml", "no verified value"),
    "a parameter in disorder": (
        {LIMIT: parameter_file("limit", ("2025-01-01", 1), ("2024-01-01", 2))},
        "national/limit.yaml",
        "in order",
    ),
    "a parameter that is no number": ({LIMIT: parameter_file("limit", ("2025-01-01", "many"))}, "national/limit.yaml", "value"),
    "a parameter under another name": ({LIMIT: parameter_file("other", ("2025-01-01", 1))}, "national/limit.yaml", "other"),
    "a dictionary of nothing": ({"facts.yaml": ""}, "facts.yaml", ""),
    "a dictionary without people": ({"facts.yaml": "household: {}"}, "facts.yaml", "person"),
    "a dictionary that is no YAML": ({"facts.yaml": "household: ["}, "facts.yaml", ""),
    "a fact without a question": (
        {"facts.yaml": "{household: {cars: {label: l}}, person: {}, derived: {}, signals: [], lower_bounds: {}}"},
        "facts.yaml",
        "question",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    files, named, told = BROKEN[kind]
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(write_catalogue(tmp_path, files))
    assert named in str(refusal.value)
    assert told in str(refusal.value)


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path, {ONE: ""})
    (folder / ONE).write_bytes("名称: 低保".encode("gbk"))
    with pytest.raises(CatalogueError, match=r"national/one\.yaml"):
        load_catalogue(folder)


def test_a_missing_dictionary_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"facts\.yaml"):
        load_catalogue(tmp_path)


def test_a_good_folder_loads(tmp_path: Path) -> None:
    files = {ONE: one(), LOCAL: local(replace={"cars": GOOD}), LIMIT: parameter_file("limit", ("2025-01-01", 1))}
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    assert list(catalogue.policies) == ["one"]
    assert list(catalogue.overlays[TIANJIN]) == ["one"]
    assert catalogue.parameters.ids == {"limit"}


def test_another_text_is_another_version(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, who in ((first, "one"), (second, "another")):
        folder.mkdir()
        write_catalogue(folder, {ONE: one(who=who)})
    assert load_catalogue(first).version != load_catalogue(second).version


def test_an_overlay_adds_to_the_texts_and_replaces_what_it_names(tmp_path: Path) -> None:
    changes: dict[str, Any] = {
        "replace": {"cars": condition(id="cars", fact="household.cars", at_most=2)},
        "add": [condition(id="homes", fact="household.homes", at_most=1)],
        "benefit": {"text": "the local benefit"},
        "passages": [{"ref": "local", "text": "a passage of the place", "quoted": False}],
    }
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), LOCAL: local(**changes)}))
    policy = catalogue.policy("one", "120101", DAY)
    assert [getattr(part, "id", None) for part in policy.rule.all] == ["cars", "homes"]
    assert isinstance(policy.rule.all[0], FactCondition) and policy.rule.all[0].at_most == 2
    assert (policy.benefit.text, policy.apply.where) == ("the local benefit", "w")
    assert [passage.ref for passage in policy.passages] == ["r", "local"]
    assert catalogue.policy("one", DANYANG, DAY) == catalogue.policies["one"]


def test_an_overlay_of_the_county_goes_over_that_of_the_province(tmp_path: Path) -> None:
    files: dict[str, Any] = {ONE: one()}
    for place in ("320000", "321181"):
        files[f"policies/{place}/one.yaml"] = overlay_file("one", place, benefit={"text": place})
    catalogue = load_catalogue(write_catalogue(tmp_path, files))
    assert [catalogue.policy("one", place, DAY).benefit.text for place in ("321181", "321102", "110101")] == [
        "321181",
        "320000",
        "b",
    ]


def test_an_overlay_counts_only_on_its_days(tmp_path: Path) -> None:
    ended = local(benefit={"text": "local"}, in_force={"from": "2024-01-01", "until": "2024-12-31"})
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), LOCAL: ended}))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [catalogue.policy("one", TIANJIN, day).benefit.text for day in days] == ["b", "local", "local", "b"]


def test_a_policy_that_is_unknown_or_over_is_said_to_be_unknown(tmp_path: Path) -> None:
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(in_force={"from": "2020-01-01", "until": "2020-12-31"})}))
    for name, day in (("two", date(2020, 6, 1)), ("one", date(2021, 1, 1)), ("one", date(2019, 12, 31))):
        with pytest.raises(UnknownPolicyError, match=name):
            catalogue.policy(name, None, day)
    assert [len(catalogue.in_force(day)) for day in (date(2020, 12, 31), date(2021, 1, 1))] == [1, 0]


def test_walking_a_condition_meets_every_part() -> None:
    catalogue = load_catalogue()
    labels = {getattr(part, "label", None) for policy in catalogue.policies.values() for part in walk(policy.rule)}
    assert {getattr(part, "label", None) for policy in catalogue.policies.values() for part in policy.rule.all} <= labels


def test_what_ships_speaks_of_policies_and_difficulties_that_exist() -> None:
    catalogue = load_catalogue()
    options = catalogue.dictionary.household["difficulties"].options
    named = {name for policy in catalogue.policies.values() for name in policy.difficulties}
    assert named <= {item for option in options for item in option.value}
    received = {item for option in catalogue.dictionary.household["receiving"].options for item in option.value}
    assert received <= set(catalogue.policies)


def test_places_that_say_nothing_of_their_own_share_a_rule_book() -> None:
    catalogue = load_catalogue()
    shared = catalogue.rule_book(HEPING, DAY)
    assert catalogue.rule_book("120104001002", DAY) is shared
    assert all(catalogue.rule_book(place, DAY) is not shared for place in (None, DANYANG, "110101"))
    assert catalogue.rule_book(HEPING, date(2025, 8, 31)) is not shared


def test_conditions_that_say_the_same_are_one(tmp_path: Path) -> None:
    other = condition(fact="household.cars", at_most=0, label="in other words")
    catalogue = load_catalogue(write_catalogue(tmp_path, {ONE: one(), TWO: policy_file("two", other)}))
    book = catalogue.rule_book(None, DAY)
    (first,), (second,) = book.rule("one").criterion.parts, book.rule("two").criterion.parts
    assert isinstance(first, Stated) and isinstance(second, Stated)
    assert first.condition is second.condition
    assert first.statement.label != second.statement.label
