"""Questions about policies, and sentences the dialogue model could not place."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.wording import words
from knowledge.catalogue import load_catalogue
from tests.api.dialogue.conftest import Actions
from tests.api.dialogue.test_interview import buttons

OUT_OF_SCOPE = "怎么做红烧肉"


@pytest.fixture
def informed(index: Path, actions: Actions) -> Actions:
    """A conversation in which policies can be looked up."""
    return actions


def test_an_answer_shows_the_policy_with_clauses_word_for_word(informed: Actions) -> None:
    first = informed.do("answer", text="低保怎么申请")["replies"][0]
    shown = first["data"]["policies"][0]
    passages = {(passage.ref, passage.text) for passage in load_catalogue().policies["dibao"].passages}
    assert (first["type"], shown["policy_id"]) == ("policies", "dibao")
    assert shown["clauses"]
    assert {(clause["ref"], clause["text"]) for clause in shown["clauses"]} <= passages


def test_what_was_shown_is_remembered_for_a_person_who_takes_over(informed: Actions) -> None:
    informed.do("answer", text="低保怎么申请")
    assert informed.state().policies_shown[0] == "dibao"


def test_what_was_told_in_passing_is_kept_and_read_back_first(informed: Actions) -> None:
    replies = informed.do("answer", text="我家三口人，低保怎么申请", facts={"household": {"size": 3}})["replies"]
    assert "家庭人口 3人" in replies[0]["text"]
    assert (replies[1]["type"], informed.household()) == ("policies", {"size": 3})


def test_a_question_out_of_scope_is_not_answered(informed: Actions) -> None:
    reply = informed.do("answer", text=OUT_OF_SCOPE)["replies"][0]
    assert (reply["data"]["abstained"], "elsewhere" in reply["data"], "12345" in reply["text"]) == (True, False, True)


def test_without_an_answer_a_person_is_offered(informed: Actions) -> None:
    assert "/ask_human" in buttons(informed.do("abstain", text=OUT_OF_SCOPE, intent="out_of_scope")["replies"][0])


def test_an_answer_to_the_open_question_counts_however_it_was_labelled(informed: Actions) -> None:
    informed.ask("household.size")
    replies = informed.do("abstain", text="三个", facts={"household": {"size": 3}})["replies"]
    assert (informed.household(), "家庭人口 3人" in replies[0]["text"], len(replies)) == ({"size": 3}, True, 1)


def test_an_answer_labelled_as_a_question_counts_too(informed: Actions) -> None:
    informed.ask("household.size")
    replies = informed.do("answer", text="三个", facts={"household": {"size": 3}})["replies"]
    assert informed.household() == {"size": 3}
    assert "家庭人口 3人" in replies[0]["text"]


def test_not_knowing_counts_however_it_was_labelled(informed: Actions) -> None:
    informed.ask("household.savings")
    informed.do("abstain", text="说不好", understood={"unsure": True})
    assert informed.state().declined == ["household.savings"]


def test_a_question_that_was_not_recognised_is_answered_after_all(informed: Actions) -> None:
    assert informed.do("abstain", text="低保怎么申请")["replies"][0]["type"] == "policies"


def test_what_was_not_understood_inside_the_interview_is_admitted(informed: Actions) -> None:
    informed.ask("household.savings")
    reply = informed.do("abstain", text=OUT_OF_SCOPE)["replies"][0]
    assert reply["text"] == words("dialogue")["readback"]["none_understood"]


def test_the_open_question_survives_a_question_in_between(informed: Actions) -> None:
    informed.ask("household.savings")
    assert informed.do("answer", text="低保怎么申请")["slots"]["asked_fact"] == "household.savings"


def test_an_answer_is_taken_while_policies_cannot_be_looked_up(actions: Actions) -> None:
    actions.ask("household.size")
    actions.do("abstain", text="三个", facts={"household": {"size": 3}})
    assert actions.household() == {"size": 3}


def test_while_policies_cannot_be_looked_up_that_is_said(actions: Actions) -> None:
    answer = actions.call("answer", text="家里没钱看病")
    assert (answer.status_code, "12345" in answer.json()["detail"]) == (503, True)
