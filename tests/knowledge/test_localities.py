"""What the localities change: a case tries every overlay, and the numbers of 天津 are those of its documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from knowledge.parameters import places_from
from tests.knowledge.households import DANYANG, DAY, HEPING, TIANJIN

TABLES = Path(__file__).parent.parent / "policies"
OVERLAYS = [(place, name) for place, group in load_catalogue().overlays.items() for name in group]
BINHAI = "120116"
# The numbers of 天津 as they were verified: value, first day, how well the source is known. History does not change.
TIANJIN_NUMBERS = {
    "dibao.monthly_standard": [(1010, "2020-09-01", "reprint"), (1045, "2025-09-01", "original")],
    "dibao.savings_months": [(24, "2022-07-29", "reprint")],
    "bianyuan.income_multiple": [(1.5, "2021-07-01", "reprint")],
    "bianyuan.savings_months": [(36, "2022-12-31", "reprint")],
    "bianyuan.monthly_aid": [(314, "2025-09-01", "original")],
    "tekun.monthly_urban": [(1870, "2025-09-01", "original")],
    "tekun.monthly_rural_collective": [(1870, "2025-09-01", "original")],
    "tekun.monthly_rural_dispersed": [(1530, "2025-09-01", "original")],
    "tekun.savings_months": [(24, "2022-07-29", "reprint")],
    "gangxing.rigid_share": [(0.6, "2025-01-01", "reprint")],
    "canji-huli-butie.monthly_standard": [(200, "2024-10-01", "reprint")],
}


def places_of(case: dict[str, Any], table: dict[str, Any]) -> set[str]:
    """Every place whose rules a case may be judged by, and what it lies in."""
    household = {**table["base"].get("household", {}), **case.get("household", {})}
    named = (household.get("hukou"), household.get("residence"), case.get("locality", table.get("locality")))
    return {code for place in named for code in places_from(place)}


@pytest.mark.parametrize(("place", "policy"), OVERLAYS)
def test_every_overlay_is_tried_by_a_case(place: str, policy: str) -> None:
    table = yaml.safe_load((TABLES / f"{policy}.yaml").read_text("utf-8"))
    assert any(place in places_of(case, table) for case in table["cases"])


@pytest.mark.parametrize(("name", "expected"), TIANJIN_NUMBERS.items(), ids=list(TIANJIN_NUMBERS))
def test_a_number_of_tianjin_is_and_stays_that_of_its_document(name: str, expected: list[tuple[float, str, str]]) -> None:
    entry = load_catalogue().parameters.by_place[TIANJIN][name]
    known = [(value.value, value.from_.isoformat(), value.confidence) for value in entry.values]
    assert set(expected) <= set(known)


@pytest.mark.parametrize(
    ("place", "days"), [(HEPING, 30), (BINHAI, 20), (DANYANG, 20), ("371402", 13), ("211204", 10), ("110101", 30)]
)
def test_the_time_limit_of_dibao_is_that_of_the_place(place: str, days: int) -> None:
    limit = load_catalogue().policy("dibao", place, DAY).apply.days
    assert limit is not None
    assert (limit.count, limit.unit) == (days, "working")


@pytest.mark.parametrize("policy", ["dibao", "dibao-bianyuan", "dibao-danrenhu", "tekun-gongyang", "gangxing-zhichu"])
def test_one_may_apply_in_tianjin_where_one_lives(policy: str) -> None:
    assert "一城通办" in load_catalogue().policy(policy, HEPING, DAY).apply.where


def test_what_a_place_said_before_holds_for_its_day() -> None:
    passages = [passage for passage in load_catalogue().policy("canji-ertong-kangfu", DANYANG, DAY).passages if passage.in_force]
    on = {
        day: [entry.ref for entry in passages if entry.in_force and entry.in_force.holds_on(day)]
        for day in (date(2025, 3, 31), DAY)
    }
    assert on[DAY] != on[date(2025, 3, 31)]


def test_a_local_rule_is_no_surer_than_its_own_source() -> None:
    national, local = (load_catalogue().policy("canji-huli-butie", place, DAY).source for place in (None, HEPING))
    assert local.text.startswith(national.text)
    assert load_catalogue().policy("gaoling-jintie", DANYANG, DAY).source.confidence == "low"
