"""Finding policies and answers over HTTP."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.core.clock import today
from knowledge.catalogue import load_catalogue


@pytest.fixture
def library(index: Path, client: TestClient) -> TestClient:
    """The service with its index."""
    return client


def found(browser: TestClient, **query: Any) -> dict[str, Any]:
    """The answer to a search."""
    answer = browser.get("/v1/policies", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_without_a_question_every_policy_in_force_is_listed(client: TestClient) -> None:
    rows = found(client, limit=200)["results"]
    assert {row["policy_id"] for row in rows} == {policy.id for policy in load_catalogue().in_force(today())}


def test_the_list_needs_no_index(client: TestClient) -> None:
    assert found(client)["answerable"] is True


def test_the_list_is_as_long_as_asked_for(client: TestClient) -> None:
    assert len(found(client, limit=3)["results"]) == 3


@pytest.mark.parametrize("limit", [0, 201, "many"])
def test_an_odd_limit_is_refused(client: TestClient, limit: int | str) -> None:
    assert client.get("/v1/policies", params={"limit": limit}).status_code == 422


def test_a_department_narrows_the_list(client: TestClient) -> None:
    rows = found(client, department="教育", limit=200)["results"]
    expected = {name for name, policy in load_catalogue().policies.items() if policy.department == "教育"}
    assert {row["policy_id"] for row in rows} == expected != set()


def test_a_category_narrows_the_list(client: TestClient) -> None:
    rows = found(client, category="急难救助", limit=200)["results"]
    expected = {name for name, policy in load_catalogue().policies.items() if policy.category == "急难救助"}
    assert {row["policy_id"] for row in rows} == expected != set()


def test_a_department_nobody_has_gives_an_empty_list(client: TestClient) -> None:
    assert found(client, department="没有这个部门") == {"results": [], "answerable": False, "next_cursor": None}


def test_before_a_policy_came_into_force_it_is_not_listed(client: TestClient) -> None:
    assert found(client, as_of="1900-01-01")["results"] == []


def test_a_search_puts_the_right_policy_first(library: TestClient) -> None:
    body = found(library, q="低保怎么申请")
    assert (body["answerable"], body["results"][0]["policy_id"]) == (True, "dibao")


def test_a_hit_shows_its_passages_word_for_word(library: TestClient) -> None:
    for row in found(library, q="低保怎么申请")["results"]:
        passages = {(passage.ref, passage.text) for passage in load_catalogue().policies[row["policy_id"]].passages}
        assert {(passage["ref"], passage["text"]) for passage in row["passages"]} <= passages


def test_hits_come_best_first(library: TestClient) -> None:
    scores = [row["score"] for row in found(library, q="低保怎么申请")["results"]]
    assert scores == sorted(scores, reverse=True)


def test_a_department_narrows_a_search(library: TestClient) -> None:
    rows = found(library, q="上学交不起学费", department="教育")["results"]
    assert {row["department"] for row in rows} == {"教育"}


@pytest.mark.parametrize("question", ["今天天气怎么样", "怎么做红烧肉", "股票怎么买"])
def test_what_is_out_of_scope_is_not_answerable(library: TestClient, question: str) -> None:
    assert found(library, q=question)["answerable"] is False


@pytest.mark.parametrize("question", [" ", "👍", "。。。", "\u200b", "\x00"], ids=ascii)
def test_a_search_without_words_finds_nothing(library: TestClient, question: str) -> None:
    assert found(library, q=question) == {"results": [], "answerable": False, "next_cursor": None}


@pytest.mark.parametrize("address", ["/v1/policies", "/v1/answers"])
@pytest.mark.parametrize("length", [20_000, 65_000])
def test_a_question_without_end_is_answered_within_two_seconds(library: TestClient, address: str, length: int) -> None:
    library.get("/v1/answers", params={"q": "低保"})
    began = time.monotonic()
    assert library.get(address, params={"q": "1" * length}).status_code in (200, 422)
    assert time.monotonic() - began < 2


def test_an_entry_names_its_topics_and_its_legal_basis(client: TestClient) -> None:
    entry = client.get("/v1/policies/dibao").json()
    assert (entry["policy_id"], entry["topics"]) == ("dibao", ["最低生活保障"])
    assert "最低生活保障审核确认办法" in [basis["title"] for basis in entry["legal_basis"]]
    assert {"papers", "in_force", "windows", "apply", "benefit", "source"} <= set(entry)


def test_every_entry_can_be_shown(client: TestClient) -> None:
    shown = {policy.id: client.get(f"/v1/policies/{policy.id}") for policy in load_catalogue().in_force(today())}
    assert {name for name, answer in shown.items() if answer.status_code != 200 or answer.json()["policy_id"] != name} == set()


def test_what_is_no_longer_in_force_is_not_found(client: TestClient) -> None:
    catalogue = load_catalogue()
    expired = set(catalogue.policies) - {policy.id for policy in catalogue.in_force(today())}
    assert expired
    assert {client.get(f"/v1/policies/{name}").status_code for name in expired} == {404}


def test_an_entry_shows_nothing_that_only_the_search_needs(client: TestClient) -> None:
    assert "phrases" not in client.get("/v1/policies/dibao").json()


@pytest.mark.parametrize("policy", ["no-such-policy", "..%2Fdibao", "dibao%00", "低保"])
def test_an_unknown_policy_is_not_found(client: TestClient, policy: str) -> None:
    assert client.get(f"/v1/policies/{policy}").status_code == 404


def test_a_policy_is_not_found_before_it_came_into_force(client: TestClient) -> None:
    assert client.get("/v1/policies/dibao", params={"as_of": "1900-01-01"}).status_code == 404


def test_an_answer_cites_clauses_word_for_word(library: TestClient) -> None:
    body = library.get("/v1/answers", params={"q": "低保怎么申请"}).json()
    passages = {(passage.ref, passage.text) for passage in load_catalogue().policies["dibao"].passages}
    cited = {(citation["ref"], citation["text"]) for citation in body["citations"]}
    assert (body["answerable"], {citation["policy_id"] for citation in body["citations"]}) == (True, {"dibao"})
    assert set() != cited <= passages


def test_an_answer_speaks_the_words_of_the_entry(library: TestClient) -> None:
    answer = library.get("/v1/answers", params={"q": "低保是什么"}).json()["answer"]
    dibao = load_catalogue().policies["dibao"]
    assert (dibao.name in answer, dibao.who in answer, dibao.apply.where in answer) == (True, True, True)


@pytest.mark.parametrize("question", ["", "👍"])
def test_without_a_question_nothing_is_said_and_nothing_cited(library: TestClient, question: str) -> None:
    body = library.get("/v1/answers", params={"q": question}).json()
    assert (body["answer"], body["citations"], body["answerable"], body["where_to_go"]) == ("", [], False, None)


@pytest.mark.parametrize("address", ["/v1/policies", "/v1/answers"])
def test_without_an_index_a_search_says_so(client: TestClient, address: str) -> None:
    answer = client.get(address, params={"q": "家里没钱看病"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "12345" in answer.json()["detail"]


def test_an_index_that_appears_is_used_without_a_restart(client: TestClient, data_folder: Path, search_folder: Path) -> None:
    assert client.get("/v1/answers", params={"q": "家里没钱看病"}).status_code == 503
    (data_folder / "index").symlink_to(search_folder / "index", target_is_directory=True)
    assert client.get("/v1/answers", params={"q": "家里没钱看病"}).status_code == 200


def test_the_list_is_read_page_by_page_to_its_end(client: TestClient) -> None:
    listed: list[str] = []
    page: dict[str, Any] = {"next_cursor": "0"}
    while page["next_cursor"] is not None:
        page = client.get("/v1/policies", params={"limit": 10, "cursor": page["next_cursor"]}).json()
        listed += [row["policy_id"] for row in page["results"]]
    assert listed == [row["policy_id"] for row in client.get("/v1/policies", params={"limit": 200}).json()["results"]]
