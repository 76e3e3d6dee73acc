"""What the search should have found is kept, reviewed and exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from api.staff.roles import ROLES
from retrieval.evaluate import own_set

Make = Callable[..., Any]
EXAMPLES = "/v1/staff/search/examples"
EXPORT = "/v1/staff/search/export"


@pytest.fixture
def wang(index: Path, staff: Make) -> TestClient:
    """An operator."""
    browser: TestClient = staff("wang").browser
    return browser


@pytest.fixture
def judge(wang: TestClient, staff: Make) -> TestClient:
    """A supervisor."""
    browser: TestClient = staff("zhao", "supervisor").browser
    return browser


def reported(browser: TestClient, question: str = "家里揭不开锅了", *expected: str) -> dict[str, Any]:
    """What one says a question should have found."""
    answer = browser.post(EXAMPLES, json={"question": question, "expected": list(expected)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_what_should_have_been_found_is_kept_beside_what_was(wang: TestClient, audited: Make) -> None:
    kept = reported(wang, "家里揭不开锅了", "linshi-zhichu", "dibao")
    shown = wang.post("/v1/staff/search", json={"question": "家里揭不开锅了", "limit": 5}).json()
    assert [policy["policy_id"] for policy in kept["expected"]] == ["linshi-zhichu", "dibao"]
    assert [policy["policy_id"] for policy in kept["found"]] == [row["policy_id"] for row in shown["results"]]
    assert (kept["answered"], kept["state"], kept["reported_by"]) == (shown["answerable"], "open", "wang")
    assert (kept["judged_by"], kept["judged_at"]) == (None, None)
    assert wang.get(EXAMPLES).json()["results"] == [kept]
    assert audited(str(kept["id"])) == [("wang", "search_example_reported")]


def test_that_nothing_answers_is_kept_too(wang: TestClient) -> None:
    assert reported(wang, "护照丢了怎么补办")["expected"] == []


def test_numbers_that_identify_a_person_are_masked_before_anything_is_kept(wang: TestClient) -> None:
    kept = reported(wang, "我叫不出名，身份证110101199003074477，电话13812345678，能吃低保吗", "dibao")
    assert kept["question"] == "我叫不出名，身份证***，电话***，能吃低保吗"


def test_the_same_said_twice_is_kept_once(wang: TestClient) -> None:
    assert reported(wang, "家里揭不开锅了", "dibao") == reported(wang, "家里揭不开锅了", "dibao")
    assert len(wang.get(EXAMPLES).json()["results"]) == 1


def test_a_policy_nobody_knows_is_refused(wang: TestClient) -> None:
    refused = wang.post(EXAMPLES, json={"question": "家里揭不开锅了", "expected": ["no-such-policy"]})
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:jiuzhutong:problem:unknown_policy")
    assert wang.get(EXAMPLES).json()["results"] == []


@pytest.mark.parametrize(
    "body", [{"question": "？", "expected": []}, {"question": "低保"}, {"question": "低保", "expected": ["a"] * 6}]
)
def test_an_example_without_words_or_with_too_many_answers_is_refused(wang: TestClient, body: dict[str, Any]) -> None:
    assert wang.post(EXAMPLES, json=body).status_code == 422


def test_an_example_is_accepted_rejected_and_opened_again(wang: TestClient, judge: TestClient, audited: Make) -> None:
    kept = reported(wang, "家里揭不开锅了", "dibao")
    accepted = judge.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "accepted"}).json()
    assert (accepted["state"], accepted["judged_by"], accepted["judged_at"] is None) == ("accepted", "zhao", False)
    judge.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "rejected"})
    opened = judge.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "open"}).json()
    assert (opened["state"], opened["judged_by"]) == ("open", None)
    acts = ["search_example_reported", "search_example_accepted", "search_example_rejected", "search_example_open"]
    assert [act for _, act in audited(str(kept["id"]))] == acts


def test_the_list_is_read_by_state_and_page_by_page(wang: TestClient, judge: TestClient) -> None:
    kept = [reported(wang, f"第{number}个人家里揭不开锅了", "dibao")["id"] for number in range(3)]
    judge.patch(f"{EXAMPLES}/{kept[0]}", json={"state": "accepted"})
    first = wang.get(EXAMPLES, params={"limit": 2}).json()
    second = wang.get(EXAMPLES, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in (*first["results"], *second["results"])] == kept[::-1]
    assert second["next_cursor"] is None
    assert [row["id"] for row in wang.get(EXAMPLES, params={"state": "accepted"}).json()["results"]] == kept[:1]


def test_accepted_examples_are_exported_as_the_questions_the_search_is_measured_with(
    wang: TestClient, judge: TestClient, tmp_path: Path, audited: Make
) -> None:
    inside, outside = reported(wang, "家里揭不开锅了: 'ok'", "dibao"), reported(wang, "护照丢了怎么补办")
    reported(wang, "还没有审的问题", "dibao")
    for kept in (inside, outside):
        judge.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "accepted"})
    for kind in ("questions", "out_of_scope"):
        answer = wang.get(EXPORT, params={"kind": kind})
        assert answer.headers["content-disposition"] == f'attachment; filename="{kind}_staff.yaml"'
        (tmp_path / f"{kind}_staff.yaml").write_text(answer.text, "utf-8")
    assert yaml.safe_load((tmp_path / "questions_staff.yaml").read_text("utf-8"))[0]["voice"] == "staff"
    data = own_set(tmp_path)
    assert [(question.text, question.right) for question in data.questions] == [("家里揭不开锅了: 'ok'", frozenset({"dibao"}))]
    assert data.outside == ["护照丢了怎么补办"]
    assert audited("questions") == [("wang", "search_examples_exported")]


def test_an_export_of_nothing_is_an_empty_file_of_questions(wang: TestClient) -> None:
    answer = wang.get(EXPORT)
    assert (answer.status_code, yaml.safe_load(answer.text)) == (200, None)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_report_and_who_may_judge(wang: TestClient, staff: Make, role: str) -> None:
    kept = reported(wang, "家里揭不开锅了", "dibao")
    browser = staff("somebody", role).browser
    reporting = browser.post(EXAMPLES, json={"question": "没钱吃饭", "expected": []})
    assert reporting.status_code == (403 if role == "auditor" else 201)
    judging = browser.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "accepted"})
    assert judging.status_code == (200 if role in ("supervisor", "administrator") else 403)
    listed = browser.get(EXAMPLES)
    assert (listed.status_code, listed.json()["may_judge"]) == (200, role in ("supervisor", "administrator"))
    assert browser.get(EXPORT).status_code == 200


def test_an_example_nobody_has_is_not_found(judge: TestClient) -> None:
    assert judge.patch(f"{EXAMPLES}/12345", json={"state": "accepted"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", EXAMPLES, None),
        ("GET", EXPORT, None),
        ("POST", EXAMPLES, {"question": "低保", "expected": []}),
        ("PATCH", f"{EXAMPLES}/1", {"state": "accepted"}),
    ],
)
def test_nothing_is_shown_to_or_taken_from_whoever_is_not_signed_in(
    client: TestClient, method: str, path: str, body: Any
) -> None:
    assert client.request(method, path, json=body).status_code == 401


def test_a_page_of_another_site_can_change_nothing(wang: TestClient, judge: TestClient) -> None:
    kept = reported(wang, "家里揭不开锅了", "dibao")
    foreign = {"Origin": "https://elsewhere.example"}
    assert wang.post("/v1/staff/search", json={"question": "低保"}, headers=foreign).status_code == 403
    assert wang.post(EXAMPLES, json={"question": "低保", "expected": []}, headers=foreign).status_code == 403
    assert judge.patch(f"{EXAMPLES}/{kept['id']}", json={"state": "accepted"}, headers=foreign).status_code == 403
    assert [row["state"] for row in wang.get(EXAMPLES).json()["results"]] == ["open"]
