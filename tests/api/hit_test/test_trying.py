"""Staff try a question and see what residents find, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.staff.roles import ROLES
from knowledge.catalogue import load_catalogue

Make = Callable[..., Any]
QUESTIONS = ["低保怎么申请", "家里着火了什么都没了", "护照丢了怎么补办"]


@pytest.fixture
def tried(index: Path, staff: Make) -> Callable[..., Any]:
    """What one of the staff sees of a question."""
    person = staff("wang")

    def ask(question: str, **more: Any) -> Any:
        return person.browser.post("/v1/staff/search", json={"question": question, **more})

    return ask


@pytest.mark.parametrize("question", QUESTIONS)
def test_staff_see_the_ranking_and_the_verdict_that_residents_get(tried: Make, client: TestClient, question: str) -> None:
    shown = tried(question).json()
    found = client.get("/v1/policies", params={"q": question, "limit": 10}).json()
    ours = [(row["policy_id"], row["score"], row["passages"]) for row in shown["results"]]
    assert ours == [(row["policy_id"], row["score"], row["passages"]) for row in found["results"]]
    assert shown["answerable"] is found["answerable"]


def test_every_part_says_its_score_and_the_clauses_are_the_policys_own(tried: Make) -> None:
    best = tried("低保怎么申请").json()["results"][0]
    assert set(best["parts"]) >= {"bm25", "encoder", "classifier", "name"}
    assert best["parts"]["name"] == 1.0
    texts = [passage.text for passage in load_catalogue().policies[best["policy_id"]].passages]
    assert best["passages"]
    assert all(passage["text"] in texts for passage in best["passages"])


def test_it_is_answered_from_the_shipped_threshold_on(tried: Make) -> None:
    answered, refused = tried("低保怎么申请").json(), tried("护照丢了怎么补办").json()
    assert answered["threshold"] == refused["threshold"] > 0
    assert answered["probability"] >= answered["threshold"] > refused["probability"]
    assert (answered["answerable"], refused["answerable"]) == (True, False)


def test_the_place_counts_as_it_does_for_residents(tried: Make, client: TestClient) -> None:
    shown = tried("低保标准多少钱", locality="321181").json()
    found = client.get("/v1/policies", params={"q": "低保标准多少钱", "locality": "321181", "limit": 10}).json()
    assert [row["passages"] for row in shown["results"]] == [row["passages"] for row in found["results"]]


@pytest.mark.parametrize("question", ["", "  ", "？！", "\u200b"])
def test_a_question_without_words_is_refused(tried: Make, question: str) -> None:
    refused = tried(question)
    assert (refused.status_code, refused.json()["detail"]) == (422, "请先写一个问题，再试。")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_is_signed_in_may_try(index: Path, staff: Make, role: str) -> None:
    assert staff("wang", role).browser.post("/v1/staff/search", json={"question": "低保怎么申请"}).status_code == 200


def test_nobody_else_may(client: TestClient) -> None:
    assert client.post("/v1/staff/search", json={"question": "低保怎么申请"}).status_code == 401


def test_without_an_index_it_says_so(staff: Make) -> None:
    refused = staff("wang").browser.post("/v1/staff/search", json={"question": "低保怎么申请"})
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:jiuzhutong:problem:index_unavailable")
