"""What the other verbs do: plan, facts, forget, apply, progress, hand-over, emergency."""

from __future__ import annotations

import pytest

from api.wording import words
from tests.api.application_form import submit
from tests.api.dialogue.conftest import Actions
from tests.api.dialogue.test_interview import FAMILY, buttons


def test_the_plan_carries_the_whole_assessment(actions: Actions) -> None:
    actions.talk.correct(household__hukou="120104")
    reply = actions.do("plan", facts=FAMILY)["replies"][-1]
    verdicts = {result["policy_id"]: result["verdict"] for result in reply["data"]["results"]}
    assert (reply["type"], verdicts["dibao"]) == ("plan", "eligible")


def test_what_a_register_notes_is_for_staff_and_not_in_the_plan(actions: Actions) -> None:
    reply = actions.do("plan", facts=FAMILY)["replies"][-1]
    assert reply["data"].keys() & {"tags", "warnings", "nearest_miss"} == {"nearest_miss"}


def test_the_plan_asks_for_the_county_while_it_is_not_known(actions: Actions) -> None:
    sentence = words("dialogue")["plan"]["which_place"]
    actions.talk.correct(household__hukou="120000")
    assert sentence in actions.do("plan", facts=FAMILY)["replies"][-1]["text"]
    actions.talk.correct(household__hukou="120104")
    assert sentence not in actions.do("plan", facts=FAMILY)["replies"][-1]["text"]


def test_the_plan_closes_the_open_question(actions: Actions) -> None:
    actions.ask("household.savings")
    assert actions.do("plan", facts=FAMILY)["slots"] == {"asked_fact": None, "done": True, "about": None}


def test_what_the_plan_showed_is_remembered_for_a_person_who_takes_over(actions: Actions) -> None:
    actions.talk.correct(household__hukou="120104")
    actions.do("plan", facts=FAMILY)
    assert "dibao" in actions.state().policies_shown


def test_who_had_enough_of_the_questions_hears_what_is_known(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": 3, "homes": 1, "monthly_income": 2000}})
    known, shown = actions.do("plan")["replies"]
    assert known["text"].startswith(words("dialogue")["plan"]["enough"])
    assert "家庭人口 3人" in known["text"] and "2000元/月" in known["text"]
    assert (shown["type"], "/ask_help" in buttons(shown)) == ("plan", True)


def test_who_stops_before_anything_is_known_is_told_so(actions: Actions) -> None:
    actions.do("interview")
    assert actions.do("plan")["replies"][0]["text"] == words("dialogue")["plan"]["enough_unknown"]


def test_the_plan_says_what_of_it_is_undetermined_and_what_is_missing(actions: Actions) -> None:
    shown = actions.do("plan", facts={"people": [{"id": "m1", "relation": "mother", "needs_care": True}]})["replies"][-1]
    assert any(line.startswith("其中") and "残疾等级" in line for line in shown["text"].splitlines())


def test_a_plan_asked_for_when_nothing_is_open_comes_by_itself(actions: Actions) -> None:
    actions.do("interview", facts=FAMILY)
    actions.do("plan")
    assert [reply["type"] for reply in actions.do("plan")["replies"]] == ["plan"]


def test_every_fact_can_be_asked_for_again_by_a_button(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": 3}, "people": [{"id": "m1", "relation": "mother", "age": 72}]})
    assert buttons(actions.do("facts")["replies"][0]) == ["change:household.size", "change:people.p2.age"]


def test_a_fact_asked_for_again_is_corrected_by_the_answer(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": 3}})
    again = actions.do("interview", button={"fact": "household.size", "change": True})
    assert (again["replies"][0]["data"]["fact"], again["slots"]["asked_fact"]) == ("household.size", "household.size")
    assert actions.household() == {"size": 3}
    actions.do("interview", facts={"household": {"size": 4}})
    assert actions.household() == {"size": 4}


def test_everything_understood_is_shown_on_request(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": 3, "homes": 1}})
    reply = actions.do("facts")["replies"][0]
    assert [row["path"] for row in reply["data"]["facts_readback"]] == ["household.size", "household.homes"]


def test_with_nothing_understood_that_is_said(actions: Actions) -> None:
    assert actions.do("facts")["replies"][0]["text"] == words("dialogue")["facts"]["none"]


def test_a_correction_is_confirmed_by_itself(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": 3, "homes": 1}})
    reply = actions.do("facts", facts={"household": {"size": 4}}, understood={"correction": True})["replies"][0]
    assert [row["path"] for row in reply["data"]["facts_readback"]] == ["household.size"]


def test_a_correction_that_names_old_and_new_finds_its_fact(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"monthly_income": 8100}})
    mentions = [{"kind": "money", "value": 8100}, {"kind": "money", "value": 1800}]
    actions.do("facts", understood={"correction": True, "mentions": mentions})
    assert actions.household() == {"monthly_income": 1800}


def test_forgetting_leaves_nothing_known_and_nothing_asked(actions: Actions) -> None:
    actions.do("interview", facts=FAMILY)
    actions.do("interview", intent="unsure")
    assert actions.do("forget")["slots"] == {"asked_fact": None, "done": False, "about": None}
    state = actions.state()
    assert (state.facts, state.provenance, state.declined, state.asked_times) == ({}, {}, [], 0)


def test_applying_for_nothing_yet_asks_for_the_situation_first(actions: Actions) -> None:
    assert actions.do("apply")["replies"][0]["type"] == "text"


def test_the_form_lists_what_can_be_applied_for(actions: Actions) -> None:
    actions.talk.correct(household__hukou="120104")
    data = actions.do("apply", facts=FAMILY)["replies"][0]["data"]
    assert {"policy_id": "dibao", "name": "最低生活保障", "eligible": True} in data["policies"]
    assert "身份证" in data["papers"]


def test_the_form_shows_what_is_agreed_to(actions: Actions) -> None:
    actions.talk.correct(household__hukou="120104")
    data = actions.do("apply", facts=FAMILY)["replies"][0]["data"]
    wording = words("dialogue")["application"]
    assert data["commitment_text"] == wording["commitment"]
    assert "730 天" in data["consent_text"] and "撤回" in data["consent_text"]


def test_without_an_application_there_is_no_progress(actions: Actions) -> None:
    assert actions.do("progress")["replies"][0]["text"] == words("dialogue")["progress"]["none"]


def test_progress_names_number_and_status(actions: Actions) -> None:
    number = submit(actions.talk.browser, conversation_id=actions.talk.id).json()["number"]
    assert actions.do("progress")["replies"][0]["text"] == f"{number}：已提交（最低生活保障）"


def test_a_submitted_application_is_confirmed_in_the_chat(actions: Actions) -> None:
    number = submit(actions.talk.browser, conversation_id=actions.talk.id).json()["number"]
    confirmed = actions.talk.history()[-1]
    assert (confirmed["type"], number in confirmed["text"]) == ("application", True)


def test_a_hand_over_keeps_its_reason(actions: Actions) -> None:
    actions.do("handover", reason="complain")
    assert (actions.state().mode, actions.state().handover_reason) == ("waiting", "complain")


@pytest.mark.parametrize(
    ("kind", "phone"),
    [("violence", "110"), ("urgent_illness", "120"), ("fire", "119"), ("suicide", "12356"), ("child_in_danger", "110")],
)
def test_an_emergency_names_the_number_that_helps_at_once(actions: Actions, kind: str, phone: str) -> None:
    assert phone in actions.do("emergency", understood={"emergency": kind})["replies"][0]["text"]


def test_an_emergency_of_an_unknown_kind_names_numbers_too(actions: Actions) -> None:
    assert "110" in actions.do("emergency", understood={"emergency": "something new"})["replies"][0]["text"]


def test_an_emergency_goes_to_a_person_before_all_others(actions: Actions) -> None:
    actions.do("emergency", understood={"emergency": "violence"})
    assert (actions.state().mode, actions.state().priority > 0) == ("waiting", True)


def test_an_emergency_asks_nothing(actions: Actions) -> None:
    actions.do("interview")
    answer = actions.do("emergency", understood={"emergency": "violence"})
    assert [reply["type"] for reply in answer["replies"]] == ["text", "handover"]
    assert answer["slots"]["asked_fact"] is None


def test_an_emergency_while_waiting_only_raises_the_priority(actions: Actions) -> None:
    actions.do("handover")
    since = actions.state().waiting_since
    actions.do("emergency", understood={"emergency": "fire"})
    assert (actions.state().waiting_since, actions.state().priority > 0) == (since, True)


def test_every_emergency_offers_only_policies_of_the_catalogue(actions: Actions) -> None:
    for kind in words("emergencies"):
        policies = actions.do("emergency", understood={"emergency": kind})["replies"][0]["data"]["policies"]
        for policy in policies:
            assert actions.talk.browser.get(f"/v1/policies/{policy}").status_code == 200


def test_the_first_buttons_are_ways_into_the_conversation(actions: Actions) -> None:
    assert buttons(actions.do("begin")["replies"][0]) == ["/ask_help", "say:低保怎么申请", "/ask_human"]


def test_turning_to_another_policy_leaves_the_open_question(actions: Actions) -> None:
    actions.do("interview", facts=FAMILY)
    turned = actions.do("switch", text="不问这个了，问高龄津贴", topic="高龄津贴")
    assert turned["slots"]["asked_fact"] is None
    assert "question" not in [reply["type"] for reply in turned["replies"]]


def test_a_fact_of_somebody_who_was_erased_is_not_asked_for_again(actions: Actions) -> None:
    again = actions.do("interview", button={"fact": "people.p9.age", "change": True})
    assert again["slots"]["asked_fact"] == "household.difficulties"
