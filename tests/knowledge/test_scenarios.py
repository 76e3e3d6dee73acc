"""The reviewed households of `tests/scenarios/`: what the law says of each, written down before the rules were asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from knowledge.situation import check_facts
from tests.knowledge.households import TABLES
from tests.knowledge.scenarios import Scenario, differences, written

HOUSEHOLDS_PROMISED, UNDETERMINED_PROMISED = 400, 100


@pytest.mark.parametrize("entry", [pytest.param(entry, id=f"{file}: {entry.get('name')}") for file, entry in written()])
def test_the_rules_say_of_a_household_what_the_law_says(entry: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(entry)
    check_facts(scenario.facts, load_catalogue().dictionary)
    assert differences(scenario) == []


def test_every_household_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(entry.get("name") for _, entry in written()).items() if count > 1] == []


def test_there_are_as_many_households_as_were_promised() -> None:
    assert len(written()) >= HOUSEHOLDS_PROMISED
    undetermined = [entry for _, entry in written() if any(each["verdict"] == "undetermined" for each in entry["expect"])]
    assert len(undetermined) >= UNDETERMINED_PROMISED


def test_every_policy_is_met_with_every_verdict_it_can_have() -> None:
    shown = {(each["policy"], each["verdict"]) for _, entry in written() for each in entry["expect"]}
    possible = {(table.stem, case["verdict"]) for table in TABLES.glob("*.yaml") for case in _cases(table)}
    assert sorted(possible - shown) == []


def _cases(table: Path) -> list[dict[str, Any]]:
    # What a policy can come out as, its case table shows: one whose numbers no place has published is never a yes.
    cases: list[dict[str, Any]] = yaml.load(table.read_text("utf-8"), yaml.CSafeLoader)["cases"]
    return cases
