"""What `/v1/answers` says: from the entry's own fields, each sentence cited; two side by side; one question back; whom to ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.windows import load_windows
from retrieval.evaluate import own_set
from tests.api.databases import on_sqlite

# What is answered rests on the catalogue and the index; the database has no part in it.
pytestmark = on_sqlite
FOLDER = Path(__file__).parent
DAY = "2026-11-23"
# Of every third held-out question 25 of 369 are asked back; 19 of these times one of the two is right.
ASKED_BACK, ONE_OF_THE_TWO = 0.08, 0.7


@pytest.fixture
def library(index: Path, client: TestClient) -> TestClient:
    """The service with its index."""
    return client


def rows(name: str) -> list[dict[str, Any]]:
    """A table of this folder."""
    loaded: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return loaded


def ask(browser: TestClient, question: str, **more: Any) -> dict[str, Any]:
    """The answer to a question on the day of the tables."""
    answer = browser.get("/v1/answers", params={"q": question, "as_of": DAY, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_question_is_answered_from_the_fields_of_its_policy(library: TestClient) -> None:
    table = rows("questions")
    wrong = {}
    for row in table:
        said = ask(library, row["ask"])
        if (said["kind"], said["policy_id"], row["says"] in said["answer"]) != (row["kind"], row["policy"], True):
            wrong[row["ask"]] = (said["kind"], said["policy_id"], said["answer"])
    assert (wrong, len(table) >= 120) == ({}, True)


def test_every_sentence_about_a_policy_carries_a_clause_and_a_day(library: TestClient) -> None:
    bare, lines = [], {office.hotline for office in load_windows().offices.values()}
    for row in rows("questions"):
        for said in ask(library, row["ask"])["said"]:
            uncited = not said["refs"] and said["part"] not in ("before_going", "windows", "numbers")
            numbered = said["part"] == "numbers" and not said["refs"] and not any(line in said["text"] for line in lines)
            bare += [(row["ask"], said)] if uncited or numbered or not said["day"] else []
    assert bare == []


def test_clauses_are_cited_word_for_word_and_hold_on_the_day(library: TestClient) -> None:
    catalogue, made_up = load_catalogue(), []
    for row in rows("questions"):
        body = ask(library, row["ask"])
        policy = catalogue.policy(row["policy"], None, date.fromisoformat(DAY))
        held = {
            (one.ref, one.text)
            for one in policy.passages
            if one.in_force is None or one.in_force.holds_on(date.fromisoformat(DAY))
        }
        cited = {(one["ref"], one["text"]) for one in body["citations"]}
        made_up += [] if cited and cited <= held else [(row["ask"], cited - held)]
    assert made_up == []


def test_a_law_that_does_not_hold_yet_is_not_cited(library: TestClient) -> None:
    assert "医疗保障法" not in ask(library, "医疗救助要带什么材料")["answer"]
    assert (
        "医疗保障法第三十二条"
        in library.get("/v1/answers", params={"q": "医疗救助要带什么材料", "as_of": "2027-02-01"}).json()["answer"]
    )


@pytest.mark.parametrize(("day", "amount"), [("2025-08-31", "1010元"), ("2025-09-01", "1045元")])
def test_an_amount_is_the_one_of_the_place_on_the_day(library: TestClient, day: str, amount: str) -> None:
    answer = library.get("/v1/answers", params={"q": "天津低保标准是多少", "as_of": day}).json()["answer"]
    assert (amount in answer, "核对" in answer) == (True, True)


def test_a_number_nobody_verified_is_said_to_be_unknown_with_whom_to_ask(library: TestClient) -> None:
    answer = ask(library, "丹阳低保一个月多少钱")["answer"]
    assert ("丹阳市的最低生活保障标准还没有核到" in answer, "12345" in answer) == (True, True)


def test_the_place_in_the_question_comes_before_the_place_of_the_service(library: TestClient) -> None:
    assert "20个工作日内" in ask(library, "丹阳低保多久能批", locality="120000")["answer"]


def test_what_the_entry_does_not_say_is_said_to_be_unknown(library: TestClient) -> None:
    body = ask(library, "高龄津贴多久能批")
    assert ("没有查到规定的时限" in body["answer"], "12345" in body["answer"], body["said"]) == (True, True, [])


def test_what_follows_belongs_to_what_was_last_spoken_of(library: TestClient) -> None:
    table, wrong = rows("follow_ups"), {}
    for row in table:
        said = ask(library, row["ask"], about=row["about"], **({"kind": row["last"]} if "last" in row else {}))
        if (said["kind"], said["policy_id"], row["says"] in said["answer"]) != (row["kind"], row["policy"], True):
            wrong[row["ask"]] = (said["kind"], said["policy_id"], said["answer"])
    assert (wrong, len(table) >= 12) == ({}, True)


@pytest.mark.parametrize("question", ["要带什么材料", "多久能批", "去哪办"])
def test_of_nothing_spoken_of_it_is_asked_which_policy_is_meant(library: TestClient, question: str) -> None:
    body = ask(library, question)
    assert (body["answer"], body["answerable"], body["citations"]) == (words("answers")["which_policy"], False, [])


def test_of_two_spoken_of_it_is_asked_which(library: TestClient) -> None:
    body = ask(library, "要带什么材料", about=["dibao", "tekun-gongyang"])
    assert [option["policy_id"] for option in body["choice"]] == ["dibao", "tekun-gongyang"]


def test_where_two_fit_alike_one_question_is_asked_and_its_answer_leads_on(library: TestClient) -> None:
    table, wrong = rows("choices"), {}
    for row in table:
        body = ask(library, row["ask"])
        offered = {option["policy_id"] for option in body["choice"]}
        then = {option["policy_id"]: ask(library, option["ask"]) for option in body["choice"]}
        led = {name for name, said in then.items() if (said["policy_id"], said["kind"]) == (name, body["kind"])}
        if offered != set(row["policies"]) or led != offered:
            wrong[row["ask"]] = (offered, led)
    assert (wrong, len(table) >= 15) == ({}, True)


def test_a_choice_names_who_each_is_for_with_its_clause(library: TestClient) -> None:
    body = ask(library, "临时救助怎么申请")
    assert {said["policy_id"] for said in body["said"] if said["refs"]} == {"linshi-jinan", "linshi-zhichu"}
    assert {one["policy_id"] for one in body["citations"]} == {"linshi-jinan", "linshi-zhichu"}


def test_few_of_the_held_out_questions_are_asked_back_and_mostly_about_the_right_policy(library: TestClient) -> None:
    questions = own_set().questions[::3]
    asked = [(question, body) for question in questions if (body := ask(library, question.text))["choice"]]
    right = [question for question, body in asked if question.right & {option["policy_id"] for option in body["choice"]}]
    assert (0 < len(asked) <= ASKED_BACK * len(questions), len(right) >= ONE_OF_THE_TWO * len(asked)) == (True, True)


def test_two_policies_are_compared_cell_by_cell(library: TestClient) -> None:
    table, wrong = rows("comparisons"), {}
    for row in table:
        found = ask(library, row["ask"])["comparison"]
        parts = [one["part"] for one in (found or {"rows": []})["rows"]]
        if not found or found["policy_ids"] != row["policies"] or parts != ["who", "benefit", "where", "exclusive"]:
            wrong[row["ask"]] = found and found["policy_ids"]
    assert (wrong, len(table) >= 15) == ({}, True)


def test_every_cell_of_a_comparison_is_cited(library: TestClient) -> None:
    empty = []
    for row in rows("comparisons"):
        for line in ask(library, row["ask"])["comparison"]["rows"]:
            for cells in line["cells"]:
                backed = [cell for cell in cells if cell["refs"] and cell["day"] and cell["refs"][0] in cell["cited"]]
                empty += [] if backed else [(row["ask"], line["part"])]
    assert empty == []


def test_what_excludes_one_another_is_said_with_the_clause(library: TestClient) -> None:
    *_, last = ask(library, "低保和低保边缘有什么区别")["comparison"]["rows"]
    assert last["cells"][1][0]["refs"] == ["最低生活保障审核确认办法第八条"]


def test_where_no_relation_is_known_none_is_claimed(library: TestClient) -> None:
    *_, last = ask(library, "法律援助和高龄津贴有什么区别")["comparison"]["rows"]
    assert last["cells"][0][0]["text"] == words("answers")["compared"]["no_relation"]


def test_one_kind_of_support_asked_by_two_of_its_names_is_not_compared(library: TestClient) -> None:
    assert ask(library, "集中供养和分散供养有什么区别")["comparison"] is None


def test_what_is_somebody_elses_business_is_said_to_be_so(library: TestClient) -> None:
    table, wrong = rows("elsewhere"), {}
    for row in table:
        body = ask(library, row["ask"])
        known = body["elsewhere"] or {"office": None, "number": "-"}
        if (known["office"], body["answerable"], body["citations"]) != (row["office"], False, []) or known["number"] not in body[
            "answer"
        ]:
            wrong[row["ask"]] = (known["office"], body["answer"])
    assert (wrong, len(table) >= 25) == ({}, True)


@pytest.mark.parametrize("question", ["怎么做红烧肉", "给我讲个笑话"])
def test_where_nobody_is_known_it_is_said_that_there_is_no_answer(library: TestClient, question: str) -> None:
    body = ask(library, question)
    assert (body["answer"], body["elsewhere"], len(body["nearest"])) == (words("dialogue")["abstain"]["text"], None, 3)


@pytest.mark.parametrize("question", ["我的申请到哪一步了", "查一下我的申请进度", "我的低保批了吗", "低保审核通过了吗"])
def test_how_far_an_application_has_come_leads_to_where_it_can_be_seen(library: TestClient, question: str) -> None:
    body = ask(library, question)
    assert (body["kind"], "查进度" in body["answer"], body["citations"]) == ("progress", True, [])


def test_a_policy_called_by_name_is_answered_for_without_an_index(client: TestClient) -> None:
    assert ask(client, "低保要带什么材料")["policy_id"] == "dibao"
