"""The tags of the register: who has them, who may have them, who has not."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge import conditions
from knowledge.catalogue import load_catalogue
from knowledge.conditions import parameters_in, walk
from knowledge.policy import VerdictCondition
from knowledge.tags import load_tags, tags_of
from knowledge.truth import COMPARISONS
from tests.knowledge.households import DANYANG, HEPING, Facts, dictionary, family, judge_of

CAREFUL = {"size": 1, "income_not_counted": 0, "savings": 0, "homes": 0, "cars": 0, "hukou": HEPING, "receiving": []}
HEALTHY = {"work": "retired", "serious_illness": False, "disability_grade": "none"}


def tags(facts: Facts) -> dict[tuple[str, str | None], bool]:
    """By tag and person whether it is sure."""
    return {(found.tag.id, found.person): found.sure for found in tags_of(judge_of(load_catalogue(), facts))}


def test_there_are_nine_groups_of_twenty_tags_each_with_its_source() -> None:
    groups = load_tags()
    names = [tag.id for group in groups for tag in group.tags]
    assert (len(groups), len(names), len(set(names))) == (9, 20, 20)
    assert all(group.source for group in groups)


def test_every_tag_asks_only_for_facts_policies_and_numbers_there_are() -> None:
    catalogue = load_catalogue()
    for part in (part for group in load_tags() for tag in group.tags for part in walk(tag.when)):
        assert not isinstance(part, VerdictCondition) or part.verdict_of in catalogue.policies
        for _, test in conditions.tests_at(part, ()):
            (verb,) = test.verbs()
            assert test.fact in dictionary()
            assert verb not in COMPARISONS or set(parameters_in(getattr(test, verb))) <= catalogue.parameters.ids


@pytest.mark.parametrize(
    ("household", "people", "tag", "sure"),
    [
        ({"receiving": ["dibao"]}, [{}], ("dibao", None), True),
        ({"receiving": []}, [{}], ("dibao", None), False),
        ({**CAREFUL, "monthly_income": 9000}, [HEALTHY], ("dibao", None), None),
        ({**CAREFUL, "monthly_income": 500}, [HEALTHY], ("dibao", None), False),
        ({**CAREFUL, "monthly_income": 500}, [HEALTHY], ("bianyuan", None), None),
        ({**CAREFUL, "monthly_income": 1300}, [HEALTHY], ("bianyuan", None), False),
        ({"receiving": ["dibao-bianyuan"]}, [{"disability_grade": 2}], ("bianyuan-danren", "self"), True),
        ({"receiving": ["dibao-bianyuan"]}, [{"serious_illness": True}], ("bianyuan-danren", "self"), True),
        (
            {"receiving": ["dibao-bianyuan"]},
            [{"disability_grade": 3, "disability_type": "mental"}],
            ("bianyuan-danren", "self"),
            True,
        ),
        (
            {"receiving": ["dibao-bianyuan"]},
            [{"disability_grade": 3, "serious_illness": False}],
            ("bianyuan-danren", "self"),
            False,
        ),
        ({"receiving": ["dibao"]}, [{"disability_grade": 1}], ("bianyuan-danren", "self"), None),
        ({"receiving": ["tekun-gongyang"]}, [{}], ("tekun", None), True),
        ({"receiving": []}, [{}], ("tekun", None), None),
        ({}, [{}], ("tekun", None), False),
        ({"poverty_monitored": True}, [{}], ("fangfanpin", None), True),
        ({"receiving": ["gangxing-zhichu"], "medical_spend_year": 5000}, [{}], ("gangxing-yiliao", None), True),
        ({"receiving": ["gangxing-zhichu"], "education_spend_year": 0}, [{}], ("gangxing-jiaoyu", None), None),
        ({"receiving": ["kunnan-zhigong"]}, [{}], ("kunnan-zhigong", None), True),
        ({}, [{"age": 18, "work": "unable", "disability_grade": 2}], ("chengnian-zhongcan", "self"), True),
        ({}, [{"age": 17, "work": "unable", "disability_grade": 2}], ("chengnian-zhongcan", "self"), None),
        ({"emergency": "disaster"}, [{}], ("shouzai", None), True),
        ({"emergency": "fire"}, [{}], ("shouzai", None), None),
        ({"basics_unaffordable": True}, [{}], ("zanshi-kunnan", None), True),
        ({"emergency": "no_food_or_shelter"}, [{}], ("wuzhuo", None), True),
        ({"schooling_unaffordable": True}, [{"student_stage": "senior"}], ("kunnan-xuesheng", "self"), True),
        ({"schooling_unaffordable": False, "receiving": []}, [{"student_stage": "senior"}], ("kunnan-xuesheng", "self"), None),
        ({}, [{"work": "unemployed", "registered_unemployed": True}], ("dengji-shiye", "self"), True),
        ({}, [{"work": "unemployed"}], ("dengji-shiye", "self"), False),
        ({}, [{"serious_illness": True}], ("zhongbing", "self"), True),
        ({}, [{"disability_grade": 2}], ("zhongcan", "self"), True),
        ({}, [{"disability_grade": 3}], ("zhongcan", "self"), None),
        ({"receiving": ["guer-jiben-shenghuo"]}, [{}], ("guer", None), True),
        ({"receiving": ["shishi-wuren-fuyang"]}, [{}], ("shishi-wuren", None), True),
        ({}, [{"age": 60, "needs_care": True}], ("zhaohu-laoren", "self"), True),
        ({}, [{"age": 59, "needs_care": True}], ("zhaohu-laoren", "self"), None),
    ],
)
def test_a_tag_is_sure_possible_or_ruled_out(
    household: dict[str, Any], people: list[Any], tag: tuple[str, str | None], sure: bool | None
) -> None:
    assert tags(family(*people, **household)).get(tag) is sure


def test_a_possible_tag_says_what_would_settle_it() -> None:
    found = {each.tag.id: each.missing for each in tags_of(judge_of(load_catalogue(), family(receiving=["gangxing-zhichu"])))}
    assert found["gangxing-yiliao"] == ("household.medical_spend_year",)


def test_where_a_standard_is_not_published_the_tag_stays_possible() -> None:
    facts = family(HEALTHY, **{**CAREFUL, "hukou": DANYANG, "monthly_income": 90_000})
    assert tags(facts)[("dibao", None)] is False


def test_who_is_away_has_no_tag() -> None:
    facts = family({}, {"serious_illness": True, "away": "dead"}, {"serious_illness": True})
    assert {person for (tag, person), sure in tags(facts).items() if tag == "zhongbing" and sure} == {"p3"}
