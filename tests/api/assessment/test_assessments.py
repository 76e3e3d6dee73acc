"""Assessments over HTTP, as the contract fixes them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from knowledge.catalogue import load_catalogue

Assess = Callable[..., dict[str, Any]]
DAY = "2026-11-22"
BEFORE_THE_NEW_STANDARD = "2025-08-31"
HOUSEHOLD = {
    "size": 3,
    "monthly_income": 2000,
    "income_not_counted": 0,
    "savings": 5000,
    "homes": 1,
    "cars": 0,
    "receiving": [],
}
IMPOSSIBLE = [
    ({"household": {"size": -1}}, "household.size"),
    ({"household": {"size": 1.5}}, "household.size"),
    ({"household": {"monthly_income": "两千"}}, "household.monthly_income"),
    ({"household": {"monthly_income": {"min": 3, "max": 2}}}, "household.monthly_income"),
    ({"household": {"insured": 1}}, "household.insured"),
    ({"household": {"hukou": "天津"}}, "household.hukou"),
    ({"household": {"no_such_fact": 1}}, "household.no_such_fact"),
    ({"household": {"difficulties": ["no_such_difficulty"]}}, "household.difficulties"),
    ({"people": [{"id": "p2", "age": 131}]}, "people.p2.age"),
    ({"people": [{"id": "p2", "disability_grade": 9}]}, "people.p2.disability_grade"),
    ({"people": [{"age": 3}]}, "people[0].id"),
    ({"people": [{"id": "p2"}, {"id": "p2"}]}, "people[1].id"),
    ({"people": [{"id": "any"}]}, "people[0].id"),
]


@pytest.fixture
def assess(client: TestClient) -> Assess:
    """Assesses a household in 天津."""

    def ask(facts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        body = {"facts": {"household": HOUSEHOLD} if facts is None else facts, "locality": "120000", "as_of": DAY} | more
        answer = client.post("/v1/assessments", json=body)
        assert answer.status_code == 200, answer.text
        assessed: dict[str, Any] = answer.json()
        return assessed

    return ask


def result(assessed: dict[str, Any], policy: str) -> dict[str, Any]:
    """The one result of a policy about the household."""
    found: list[dict[str, Any]] = [row for row in assessed["results"] if row["policy_id"] == policy]
    assert len(found) == 1
    return found[0]


def test_three_people_with_two_thousand_a_month_may_get_dibao(assess: Assess) -> None:
    dibao = result(assess(), "dibao")
    assert dibao["verdict"] == "eligible"
    assert dibao["benefit"]["amount"] == {"min": 1135, "max": 1135}
    assert (dibao["benefit"]["formula"], dibao["benefit"]["unit"]) == ("1045×3−2000", "元/月")


def test_while_it_is_unknown_what_of_the_income_does_not_count_the_amount_is_the_least(assess: Assess) -> None:
    benefit = result(assess({"household": {**HOUSEHOLD, "income_not_counted": None}}), "dibao")["benefit"]
    assert (benefit["amount"], benefit["formula"]) == ({"min": 1135, "max": None}, "1045×3−2000")


def test_before_the_new_standard_the_old_one_counts(assess: Assess) -> None:
    dibao = result(assess(as_of=BEFORE_THE_NEW_STANDARD), "dibao")
    assert (dibao["benefit"]["formula"], dibao["reasons"][0]["against"]) == ("1010×3−2000", 1010)


def test_on_its_first_day_the_new_standard_counts(assess: Assess) -> None:
    assert result(assess(as_of="2025-09-01"), "dibao")["benefit"]["formula"] == "1045×3−2000"


def test_the_place_of_the_household_goes_before_the_place_of_the_request(assess: Assess) -> None:
    facts = {"household": {**HOUSEHOLD, "hukou": "120104"}}
    assert result(assess(facts, locality="321181"), "dibao")["benefit"]["formula"] == "1045×3−2000"


def test_a_place_whose_standard_is_not_known_gets_no_figure(assess: Assess) -> None:
    dibao = result(assess(locality="999999"), "dibao")
    assert (dibao["verdict"], dibao["benefit"]["amount"]) == ("undetermined", None)


def disabled(**person: Any) -> dict[str, Any]:
    """A member of a family on dibao with a certificate."""
    people = [{"id": "self", "relation": "self", "age": 40, "needs_care": False, "work_injury_care": False, **person}]
    return {"household": {"size": 1, "people_complete": True, "hukou": "120104", "receiving": ["dibao"]}, "people": people}


def test_an_amount_that_rests_on_a_fact_is_a_range_and_names_the_fact(assess: Assess) -> None:
    benefit = result(assess(disabled()), "canji-shenghuo-butie")["benefit"]
    assert (benefit["amount"], benefit["formula"]) == ({"min": 160, "max": 300}, "300 或 160")
    assert benefit["missing"] == ["您：残疾等级"]


def test_once_the_fact_is_told_the_amount_is_exact(assess: Assess) -> None:
    benefit = result(assess(disabled(disability_grade=1)), "canji-shenghuo-butie")["benefit"]
    assert (benefit["amount"], benefit["missing"], benefit["note"]) == ({"min": 300, "max": 300}, [], None)


def test_a_ceiling_is_told_as_one(assess: Assess) -> None:
    student = {"id": "self", "relation": "self", "student_stage": "college"}
    benefit = result(assess({"household": {"schooling_unaffordable": True}, "people": [student]}), "guojia-zhudai")["benefit"]
    assert (benefit["amount"], benefit["unit"]) == ({"min": None, "max": 20000}, "元/年")


def test_a_number_nobody_verified_is_named_in_place_of_the_amount(assess: Assess) -> None:
    facts = disabled(disability_grade=1)
    benefit = result(assess({**facts, "household": {**facts["household"], "hukou": "321181"}}), "canji-shenghuo-butie")["benefit"]
    assert benefit["amount"] is None
    assert benefit["note"].startswith("最低生活保障标准：还没有核到公布的数值")


def test_every_reason_shows_its_clause_its_facts_and_the_threshold(assess: Assess) -> None:
    income = result(assess(), "dibao")["reasons"][0]
    assert (income["outcome"], income["against"], "第十八条" in income["clause"]) == (True, 1045, True)
    assert income["facts"]["household.monthly_income"] == 2000


def test_a_high_income_is_ineligible(assess: Assess) -> None:
    assert result(assess({"household": {**HOUSEHOLD, "monthly_income": 9000}}), "dibao")["verdict"] == "ineligible"


def test_an_income_at_the_threshold_is_not_below_it(assess: Assess) -> None:
    household = {**HOUSEHOLD, "monthly_income": 3 * 1045, "nobody": ["serious_illness", "disability_grade"]}
    people = [{"id": f"p{number}", "work": "unemployed"} for number in range(3)]
    assert result(assess({"household": household, "people": people}), "dibao")["verdict"] == "ineligible"


def test_a_range_across_the_threshold_is_undetermined(assess: Assess) -> None:
    facts = {"household": {**HOUSEHOLD, "monthly_income": {"min": 2000, "max": 4000}}}
    assert result(assess(facts), "dibao")["verdict"] == "undetermined"


@pytest.mark.parametrize("facts", [{}, {"household": {}}, {"household": dict.fromkeys(HOUSEHOLD)}, {"people": []}])
def test_null_and_absent_are_unknown_alike(assess: Assess, facts: dict[str, Any]) -> None:
    dibao = result(assess(facts), "dibao")
    assert (dibao["verdict"], "household.monthly_income" in dibao["missing"]) == ("undetermined", True)


def test_unknown_is_never_taken_for_zero(assess: Assess) -> None:
    facts = {"household": {**HOUSEHOLD, "monthly_income": None}}
    assert result(assess(facts), "dibao")["benefit"]["amount"] != {"min": 3135, "max": 3135}


@pytest.mark.parametrize(("facts", "field"), IMPOSSIBLE)
def test_an_impossible_fact_is_refused_and_named(client: TestClient, facts: dict[str, Any], field: str) -> None:
    answer = client.post("/v1/assessments", json={"facts": facts})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_a_number_that_is_none_is_refused(client: TestClient, number: str) -> None:
    body = f'{{"facts": {{"household": {{"monthly_income": {number}}}}}}}'
    answer = client.post("/v1/assessments", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["field"]) == (422, "household.monthly_income")


@pytest.mark.parametrize("body", [{"locality": "天津"}, {"as_of": "yesterday"}, {"facts": []}, {"skip": "x"}])
def test_what_is_ill_formed_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/v1/assessments", json={"facts": {}, **body}).status_code == 422


def test_every_policy_in_force_has_a_result(assess: Assess) -> None:
    in_force = {policy.id for policy in load_catalogue().in_force(date.fromisoformat(DAY))}
    assert {row["policy_id"] for row in assess()["results"]} == in_force


def test_a_policy_about_a_person_has_one_result_for_each(assess: Assess) -> None:
    people = [{"id": "self", "relation": "self", "age": 45}, {"id": "p2", "relation": "mother", "age": 72, "disability_grade": 1}]
    rows = assess({"household": {"size": 2}, "people": people})["results"]
    persons = [row["person"] for row in rows if row["policy_id"] == "canji-huli-butie"]
    assert persons == ["self", "p2"]


def test_a_policy_about_a_person_is_undetermined_while_nobody_was_named(assess: Assess) -> None:
    care = result(assess(), "canji-huli-butie")
    assert (care["verdict"], care["person"]) == ("undetermined", None)


def test_the_shape_is_that_of_the_contract(assess: Assess) -> None:
    assessed = assess()
    assert {"as_of", "locality", "catalogue_version", "results", "plan", "next_question", "disclaimer"} <= set(assessed)
    assert (assessed["as_of"], assessed["locality"]) == (DAY, "120000")
    row = {"policy_id", "name", "verdict", "person", "reasons", "missing", "would_change", "benefit", "apply"}
    assert all(row <= set(found) for found in assessed["results"])
    assert assessed["disclaimer"] == "初步判断，以审核确认为准"


def test_the_plan_begins_with_what_is_eligible(assess: Assess) -> None:
    plan = assess()["plan"]
    assert [step["step"] for step in plan] == list(range(1, len(plan) + 1))
    assert (plan[0]["policy_id"], bool(plan[0]["why"])) == ("dibao", True)


def test_the_next_question_is_about_something_unknown(assess: Assess) -> None:
    question = assess({"household": {"size": 3, "difficulties": ["living"]}})["next_question"]
    assert {"fact", "text", "options", "settles"} <= set(question)
    assert question["fact"] not in ("household.size", "household.difficulties")


def test_asking_for_the_next_question_alone_gives_the_same_one(client: TestClient, assess: Assess) -> None:
    facts = {"household": {"size": 3, "difficulties": ["living"]}}
    alone = client.post("/v1/assessments/next-question", json={"facts": facts, "locality": "120000", "as_of": DAY}).json()
    assert alone == {"next_question": assess(facts)["next_question"]}


def test_what_was_asked_and_not_known_is_not_asked_again(assess: Assess) -> None:
    facts = {"household": {"size": 3, "difficulties": ["living"]}}
    first = assess(facts)["next_question"]["fact"]
    assert assess(facts, skip=[first])["next_question"]["fact"] != first


def test_without_anything_worth_asking_there_is_no_question(client: TestClient, assess: Assess) -> None:
    skip: list[str] = []
    while question := assess({}, skip=skip)["next_question"]:
        assert question["fact"] not in skip
        skip.append(question["fact"])
    alone = client.post("/v1/assessments/next-question", json={"facts": {}, "locality": "120000", "as_of": DAY, "skip": skip})
    assert alone.json() == {"next_question": None}


def test_the_facts_that_were_sent_are_not_changed_by_judging(assess: Assess) -> None:
    facts = {"household": deepcopy(HOUSEHOLD)}
    assert assess(facts) == assess(facts)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_fault(assess: Assess, day: str) -> None:
    assert assess(as_of=day)["as_of"] == day


def test_tags_say_what_is_sure_and_what_is_possible(assess: Assess) -> None:
    household = {**HOUSEHOLD, "receiving": ["dibao-bianyuan"], "people_complete": True}
    people = [{"id": "self", "relation": "self", "disability_grade": 1}]
    tags = {(tag["id"], tag["person"]): tag["outcome"] for tag in assess({"household": household, "people": people})["tags"]}
    assert (tags["bianyuan", None], tags["bianyuan-danren", "self"], tags["dibao", None]) == (True, True, None)


def test_a_tag_says_by_which_texts_and_what_to_ask_for(assess: Assess) -> None:
    people = [{"id": "self", "relation": "self", "work": "unemployed", "age": 40}]
    tags = {tag["id"]: tag for tag in assess({"household": HOUSEHOLD, "people": people})["tags"]}
    registered = tags["dengji-shiye"]
    assert (registered["source"], registered["clauses"]) == ("国办发〔2023〕39号三（三）", ["国办发〔2023〕39号三（三）"])
    assert (registered["missing"], registered["outcome"]) == (["people.self.registered_unemployed"], None)
    assert ["失业登记" in label for label in registered["missing_labels"]] == [True]
    assert tags["gangxing"]["clauses"] == ["社会救助法第二十二条"]


def test_a_warning_names_what_to_look_at(assess: Assess) -> None:
    (warning,) = assess({"household": {**HOUSEHOLD, "receiving": ["dibao"], "homes": 2}})["warnings"]
    assert (warning["policies"][0], warning["policy_names"][0]) == ("dibao", "最低生活保障")


def test_a_policy_says_the_steps_it_has_and_one_without_has_none(assess: Assess) -> None:
    ways = {row["policy_id"]: row["apply"] for row in assess()["results"]}
    assert ways["dibao"]["steps"][:2] == ["submitted", "accepted"] and "visiting" in ways["dibao"]["steps"]
    assert (ways["dibao"]["days"]["count"], ways["dibao"]["days"]["unit"]) == (30, "working")
    assert ways["dian-mianfei"]["steps"] == []


def test_a_warning_that_touches_what_is_received_says_that_one_is_heard_first(assess: Assess) -> None:
    (warning,) = assess({"household": {**HOUSEHOLD, "receiving": ["dibao"], "homes": 2}})["warnings"]
    assert (warning["id"], warning["effect"], "第四十八条" in warning["hearing"]) == ("two-homes", "review", True)
    verdicts = {row["policy_id"]: row["verdict"] for row in assess({"household": {**HOUSEHOLD, "homes": 2}})["results"]}
    assert verdicts["dibao"] == "undetermined"


def test_a_warning_of_help_has_nothing_to_hear(assess: Assess) -> None:
    (warning,) = assess({"household": {**HOUSEHOLD, "medical_spend_year": 30_001}})["warnings"]
    assert (warning["id"], warning["effect"], warning["hearing"]) == ("medical-spending", "help", None)


def test_what_became_of_a_household_is_warned_of_where_it_was_known_before(assess: Assess) -> None:
    now = {"household": {**HOUSEHOLD, "receiving": ["dibao"], "cars": 1}}
    earlier = {"household": {**HOUSEHOLD, "receiving": ["dibao"]}}
    assert [warning["id"] for warning in assess(now, earlier=earlier)["warnings"]] == ["new-vehicle"]
    assert assess(now)["warnings"] == []


def test_earlier_facts_that_cannot_be_are_refused(client: TestClient) -> None:
    answer = client.post("/v1/assessments", json={"facts": {}, "earlier": {"household": {"size": -1}}})
    assert (answer.status_code, answer.json()["field"]) == (422, "household.size")


def test_just_over_the_standard_the_next_in_the_chain_is_named_with_what_would_have_to_change(assess: Assess) -> None:
    household = {**HOUSEHOLD, "monthly_income": 4000, "nobody": ["serious_illness", "disability_grade"]}
    people = [{"id": f"p{number}", "work": "unemployed"} for number in range(3)]
    missed = assess({"household": household, "people": people})["nearest_miss"]
    assert (missed["policy_id"], missed["verdict"], missed["instead"]) == ("dibao", "ineligible", "dibao-bianyuan")
    assert missed["against"][0]["against"] == 1045


def test_a_step_names_what_it_opens_and_what_it_was_chosen_over(assess: Assess) -> None:
    household = {**HOUSEHOLD, "monthly_income": 4000, "difficulties": ["living"]}
    people = [{"id": f"p{number}", "work": "employed"} for number in range(3)]
    (step,) = (
        step for step in assess({"household": household, "people": people})["plan"] if step["policy_id"] == "dibao-bianyuan"
    )
    assert ("linshi-zhichu", "临时救助—支出型") in [(beside["policy_id"], beside["name"]) for beside in step["follows"]]
    assert "dibao" in [beside["policy_id"] for beside in step["instead_of"]]


def test_a_step_says_where_to_go_at_the_place_of_the_household(assess: Assess) -> None:
    assessed = assess({"household": {**HOUSEHOLD, "hukou": "120104"}}, locality="321181")
    where = next(step["where_to_go"] for step in assessed["plan"] if step["policy_id"] == "dibao")
    assert (where["locality"], where["policy_id"]) == ("120104", "dibao")
    assert "演示数据" in where["windows"][0]["name"]


def test_every_step_has_a_line_to_call(assess: Assess) -> None:
    assessed = assess({"household": {**HOUSEHOLD, "hukou": "120101"}})
    assert assessed["plan"]
    assert all(step["where_to_go"]["hotline"]["number"] in step["where_to_go"]["before_going"] for step in assessed["plan"])
