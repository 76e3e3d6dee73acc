"""The conversations of the demo, played over HTTP against the whole service, with what must come out of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from operations.resident import Resident, Transcript, conversations

APPLICATION_NUMBER = re.compile(r"JZ\d{16}")


@pytest.fixture(scope="module")
def played(live_system: str) -> Callable[[str], Transcript]:
    """Plays a script once and keeps what happened."""
    kept: dict[str, Transcript] = {}

    def play(name: str) -> Transcript:
        if name not in kept:
            script = next(script for script in conversations() if script["name"] == name)
            with Resident(live_system) as resident:
                kept[name] = resident.play(script)
        return kept[name]

    return play


def scripts_expecting(what: str) -> list[Any]:
    return [
        pytest.param(script["name"], script["expect"], id=script["name"])
        for script in conversations()
        if what in script["expect"]
    ]


def results_of(transcript: Transcript, policy_id: str) -> list[dict[str, Any]]:
    assert transcript.plan is not None, transcript.said
    return [result for result in transcript.plan["results"] if result["policy_id"] == policy_id]


def fact_of(facts: dict[str, Any], path: str) -> Any:
    section, name = path.split(".")
    return facts[section].get(name)


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("facts"))
def test_what_was_said_is_understood(played: Callable[[str], Transcript], name: str, expect: dict[str, Any]) -> None:
    facts = played(name).facts
    assert {path: fact_of(facts, path) for path in expect["facts"]} == expect["facts"]


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("verdicts"))
def test_the_verdict_is_right_and_carries_its_clauses(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    for policy_id, verdict in expect["verdicts"].items():
        results = results_of(played(name), policy_id)
        assert verdict in {result["verdict"] for result in results}, results
        assert all(reason["clause"] for result in results for reason in result["reasons"])


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("amounts"))
def test_the_amount_is_shown_with_its_arithmetic(played: Callable[[str], Transcript], name: str, expect: dict[str, Any]) -> None:
    for policy_id, formula in expect["amounts"].items():
        assert [result["benefit"]["formula"] for result in results_of(played(name), policy_id)] == [formula]


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("clauses"))
def test_the_named_clause_stands_behind_the_verdict(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    for policy_id, clause in expect["clauses"].items():
        cited = {reason["clause"] for result in results_of(played(name), policy_id) for reason in result["reasons"]}
        assert any(clause in reference for reference in cited), cited


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("planned"))
def test_the_plan_names_what_is_worth_applying_for(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    plan = played(name).plan
    assert plan is not None
    assert set(expect["planned"]) <= {step["policy_id"] for step in plan["plan"]}


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("application"))
def test_the_application_gets_a_number_and_is_confirmed_in_the_chat(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    application = played(name).application
    assert application is not None
    assert APPLICATION_NUMBER.fullmatch(application["number"])
    assert application["status"] == "submitted"


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("handover"))
def test_the_conversation_waits_for_a_person(played: Callable[[str], Transcript], name: str, expect: dict[str, Any]) -> None:
    transcript = played(name)
    assert transcript.mode == "waiting"
    assert any(reply["type"] == "handover" for reply in transcript.replies)


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("emergency"))
def test_an_emergency_is_met_with_the_right_numbers_and_no_question(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    transcript = played(name)
    words = "\n".join(reply["text"] for reply in transcript.replies)
    assert all(number in words for number in expect["mentions"])
    assert not transcript.asked


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("abstained"))
def test_what_the_catalogue_cannot_answer_is_not_answered(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    transcript = played(name)
    assert any((reply["data"] or {}).get("abstained") for reply in transcript.replies)
    assert not any(reply["type"] == "policies" for reply in transcript.replies)


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("interruption_answered_with"))
def test_a_question_in_between_is_answered_and_the_interview_goes_on(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    replies = played(name).interruption_replies
    cited = [policy["policy_id"] for reply in replies if reply["type"] == "policies" for policy in reply["data"]["policies"]]
    assert cited[0] == expect["interruption_answered_with"]
    assert replies[-1]["type"] == "question"


@pytest.mark.parametrize(("name", "expect"), scripts_expecting("never_asked_twice"))
def test_what_the_resident_does_not_know_is_not_asked_again(
    played: Callable[[str], Transcript], name: str, expect: dict[str, Any]
) -> None:
    asked = played(name).asked
    assert len(asked) >= 3
    assert len(asked) == len(set(asked))
