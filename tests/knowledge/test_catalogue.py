"""Loading: what is wrong with a file is said at once, with the name of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import load_catalogue, reload_catalogue
from knowledge.conditions import walk
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
from tests.knowledge.small_catalogue import GOOD, LIMIT, LOCAL, ONE, TWO, local, one


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


def test_the_files_are_read_again_only_when_asked_to_and_a_mistake_changes_nothing(tmp_path: Path) -> None:
    write_catalogue(tmp_path, {ONE: one(who="before")})
    before = load_catalogue(tmp_path)
    write_catalogue(tmp_path, {ONE: one(who="after")})
    assert load_catalogue(tmp_path) is before
    assert reload_catalogue(tmp_path).policies["one"].who == "after"
    write_catalogue(tmp_path, {ONE: {"id": "one"}})
    with pytest.raises(CatalogueError):
        reload_catalogue(tmp_path)
    assert load_catalogue(tmp_path).policies["one"].who == "after"


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
    assert catalogue.rule_book("120103001002", DAY) is shared
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
