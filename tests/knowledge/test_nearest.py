"""The nearest miss: what a household just misses along the chain, what stands against it, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.nearest import NearestMiss, nearest_miss
from knowledge.plan import plan_order
from tests.knowledge.households import HEPING, TIANJIN, family, judge_of

RETIRED = {"work": "retired", "age": 66, "serious_illness": False, "disability_grade": "none"}
WORKER = {"work": "employed", "age": 40, "serious_illness": False, "disability_grade": "none"}
KNOWN = {
    "income_not_counted": 0,
    "people_complete": True,
    "savings": 0,
    "homes": 0,
    "cars": 0,
    "hukou": HEPING,
    "receiving": [],
    "rigid_spend_year": 5000,
    "spending_surge": False,
    "basics_unaffordable": False,
}


def missed(person: dict[str, Any], **household: Any) -> NearestMiss | None:
    return nearest_miss(judge_of(load_catalogue(), family(person, **{**KNOWN, **household}), TIANJIN).results())


@pytest.mark.parametrize(
    ("person", "household", "policy", "verdict", "against", "instead"),
    [
        (RETIRED, {"monthly_income": 1045}, "dibao", "ineligible", ["income"], "dibao-bianyuan"),
        (RETIRED, {"monthly_income": 1300}, "dibao", "ineligible", ["income"], "dibao-bianyuan"),
        (WORKER, {"monthly_income": 1300}, "dibao", "undetermined", ["income"], "dibao-bianyuan"),
        (RETIRED, {"monthly_income": 500, "homes": 2}, "dibao", "undetermined", ["homes"], "dibao-bianyuan"),
        (
            RETIRED,
            {"monthly_income": 2000, "rigid_spend_year": 20_000},
            "dibao-bianyuan",
            "ineligible",
            ["income"],
            "gangxing-zhichu",
        ),
        (
            WORKER,
            {"monthly_income": 2000, "rigid_spend_year": 20_000},
            "dibao",
            "undetermined",
            ["income"],
            "dibao-bianyuan",
        ),
        (RETIRED, {"monthly_income": 2000}, "gangxing-zhichu", "ineligible", ["rigid_share"], None),
        (RETIRED, {"monthly_income": 9000, "rigid_spend_year": 0}, "gangxing-zhichu", "ineligible", ["rigid_share"], None),
    ],
)
def test_the_nearest_miss_of_a_household(
    person: dict[str, Any], household: dict[str, Any], policy: str, verdict: str, against: list[str], instead: str | None
) -> None:
    found = missed(person, **household)
    assert found is not None
    assert (found.missed.policy.id, found.missed.verdict) == (policy, verdict)
    assert [reason.id for reason in found.against] == against
    assert (found.instead.id if found.instead else None) == instead
    assert found.missed.policy.name in found.why and (found.instead is None or found.instead.name in found.why)


@pytest.mark.parametrize("household", [{"monthly_income": 500}, {"monthly_income": 0}])
def test_who_gets_the_first_of_the_chain_misses_nothing(household: dict[str, Any]) -> None:
    assert missed(RETIRED, **household) is None


@pytest.mark.parametrize(
    "household", [{}, {"monthly_income": None}, {"monthly_income": 2000, "income_not_counted": None, "receiving": None}]
)
def test_what_waits_for_an_answer_is_no_miss_yet(household: dict[str, Any]) -> None:
    assert missed(RETIRED, rigid_spend_year=None, spending_surge=None, **household) is None


def test_the_sentence_says_how_far_off_it_is() -> None:
    found = missed(RETIRED, monthly_income=1300)
    assert found is not None and "1300" in found.why and "1045" in found.why


def test_the_chain_and_the_order_name_policies_there_are() -> None:
    order, policies = plan_order(), load_catalogue().policies
    assert {*order.chain, *order.first} <= set(policies)
    assert all(policies[name].about == "household" for name in order.chain)
    assert set(order.last) <= {policy.category for policy in policies.values()}
