"""Every case table in `tests/policies/`: just under, at and just over each threshold, each exclusion, each fact missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Result, assess
from knowledge.situation import check_facts

TABLES = sorted((Path(__file__).parent.parent / "policies").glob("*.yaml"))


def cases() -> list[Any]:
    rows = []
    for file in TABLES:
        table = yaml.safe_load(file.read_text("utf-8"))
        for case in table["cases"]:
            rows.append(pytest.param(table, case, id=f"{table['policy']}: {case['name']}"))
    return rows


def facts_of(table: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """The base household changed as the case says; null removes a fact."""
    household = {**table["base"].get("household", {}), **case.get("household", {})}
    people = case.get("people", table["base"].get("people", []))
    return {"household": {name: value for name, value in household.items() if value is not None}, "people": people}


def judge(table: dict[str, Any], case: dict[str, Any]) -> Result:
    facts = facts_of(table, case)
    catalogue = load_catalogue()
    check_facts(facts, catalogue.dictionary)
    as_of = case.get("as_of", table["as_of"])
    day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    judgement = assess(catalogue, facts, locality=case.get("locality", table.get("locality")), as_of=day)
    results = {
        result.person: result
        for policy in judgement.policies()
        if policy.id == table["policy"]
        for result in judgement.judge(policy)
    }
    return results[case.get("person", table.get("person"))]


@pytest.mark.parametrize(("table", "case"), cases())
def test_the_case_table_holds(table: dict[str, Any], case: dict[str, Any]) -> None:
    result = judge(table, case)
    assert result.verdict == case["verdict"], [(reason.label, reason.outcome, reason.facts) for reason in result.reasons]
    if "because" in case:
        assert set(result.failing) == set(case["because"])
    if "missing" in case:
        assert set(result.missing) == set(case["missing"])
    if "amount" in case:
        value = result.amount.value
        assert (value and [value.low, value.high]) == case["amount"]
    if "formula" in case:
        assert result.amount.formula == case["formula"]


def test_every_policy_has_a_case_table() -> None:
    assert {file.stem for file in TABLES} == set(load_catalogue().policies)
