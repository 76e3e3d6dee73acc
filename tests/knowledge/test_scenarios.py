"""The reviewed households of `tests/scenarios/`: what the law says of each, written down before the rules were asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.situation import check_facts
from tests.knowledge.scenarios import Scenario, differences, written


@pytest.mark.parametrize("entry", [pytest.param(entry, id=f"{file}: {entry.get('name')}") for file, entry in written()])
def test_the_rules_say_of_a_household_what_the_law_says(entry: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(entry)
    check_facts(scenario.facts, load_catalogue().dictionary)
    assert differences(scenario) == []


def test_every_household_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(entry.get("name") for _, entry in written()).items() if count > 1] == []
