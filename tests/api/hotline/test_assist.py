"""What an operator is shown while the caller speaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.hotline.call import passages
from api.hotline.schemas import AssistRequest
from api.wording import words
from emergencies.recognition import _words as words_of_danger
from tests.api.rasa_stand_in import RasaStandIn

Make = Callable[..., Any]
MOTHER = {"id": "m1", "relation": "mother", "age": 72, "disability_grade": 1, "needs_care": True}
TOLD = {"facts": {"household": {"size": 3, "residence": "120104", "difficulties": ["disability"]}, "people": [MOTHER]}}
PATH = "/v1/hotline/assist"


@pytest.fixture
def operator(understanding: RasaStandIn, staff: Make) -> TestClient:
    """Somebody at the telephone, without an index."""
    browser: TestClient = staff("wang").browser
    return browser


def assisted(operator: TestClient, **told: Any) -> dict[str, Any]:
    answer = operator.post(PATH, json=told)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def parts_away(found: dict[str, Any]) -> list[str]:
    return [each["part"] for each in found["degraded"]]


def test_before_the_first_word_there_is_a_greeting_and_the_first_question(operator: TestClient) -> None:
    found = assisted(operator, text="")
    assert found["script"] == words("hotline")["script"]["begin"]
    assert found["next_question"]["fact"] == "household.difficulties"
    assert (found["policies"], found["rows"], found["danger"], found["degraded"]) == ([], [], None, [])


def test_what_is_told_becomes_facts_policies_with_their_clause_and_the_next_question(
    operator: TestClient, understanding: RasaStandIn, index: Path
) -> None:
    understanding.says = TOLD
    found = assisted(operator, text="我妈72岁，一级残疾，要人照顾，家里三口人，住南开")
    assert {"household.size", "people.p2.age"} <= {row["path"] for row in found["rows"]}
    assert {row["origin"] for row in found["rows"]} == {"said"}
    assert found["facts"]["people"][0]["disability_grade"] == 1
    assert {"eligible", "undetermined"} >= {policy["verdict"] for policy in found["policies"]}
    assert all(policy["clause"] and policy["sentence"] and policy["where"] for policy in found["policies"])
    assert found["next_question"]["text"] in found["script"]
    assert found["label"] == "智能回复"
    assert found["degraded"] == []


def test_a_correction_outweighs_the_text_and_follows_the_person_it_is_about(
    operator: TestClient, understanding: RasaStandIn
) -> None:
    child = {"id": "m1", "relation": "child", "age": 9}
    understanding.says = {"facts": {"people": [child, {**MOTHER, "id": "m2"}]}}
    corrected = {"fact": "people.p2.age", "value": 75, "relation": "mother"}
    found = assisted(operator, text="孩子9岁，我妈72岁", corrections=[corrected])
    ages = {person["relation"]: person["age"] for person in found["facts"]["people"]}
    assert ages == {"child": 9, "mother": 75}
    assert [row["origin"] for row in found["rows"] if row["value"] == 75] == ["corrected"]


def test_a_correction_of_somebody_who_is_no_longer_told_of_is_named(operator: TestClient) -> None:
    corrected = {"fact": "people.p2.age", "value": 75, "relation": "mother"}
    assert assisted(operator, text="您好", corrections=[corrected])["unplaced"] == ["年龄"]


def test_a_fact_can_be_made_unknown_again(operator: TestClient, understanding: RasaStandIn) -> None:
    understanding.says = TOLD
    found = assisted(operator, text="三口人", corrections=[{"fact": "household.size", "value": None}])
    assert "size" not in found["facts"]["household"]


def test_what_the_text_says_outweighs_what_was_known_before_the_call(operator: TestClient, understanding: RasaStandIn) -> None:
    understanding.says = TOLD
    found = assisted(operator, text="三口人", facts={"household": {"size": 2, "homes": 1}, "people": []})
    assert (found["facts"]["household"]["size"], found["facts"]["household"]["homes"]) == (3, 1)
    assert {row["path"]: row["origin"] for row in found["rows"]}["household.homes"] == "known"


def test_a_line_that_answers_a_question_is_read_by_itself(operator: TestClient, understanding: RasaStandIn) -> None:
    assisted(operator, text="家里三口人\n两万", asked=[None, "household.savings"])
    heard = {(call["text"], call["asked"]) for call in understanding.heard}
    assert heard == {("家里三口人", None), ("两万", "household.savings")}


def test_lines_that_were_told_freely_are_read_together() -> None:
    told = AssistRequest(text="一\n二\n三\n\n四", asked=[None, None, "household.size"])
    assert [(each.text, each.asked) for each in passages(told)] == [("一\n二", None), ("三", "household.size"), ("\n四", None)]


def test_another_households_situation_is_read_as_theirs(operator: TestClient, understanding: RasaStandIn) -> None:
    assisted(operator, text="他70岁，一个人住", about="other")
    assert understanding.heard[-1]["about"] == "acquaintance"


def test_a_question_put_aside_is_not_asked_again(operator: TestClient, understanding: RasaStandIn) -> None:
    understanding.says = TOLD
    first = assisted(operator, text="三口人")["next_question"]
    assert assisted(operator, text="三口人", skip=first["facts"])["next_question"]["fact"] != first["fact"]


def test_a_picked_answer_is_a_value_or_a_sentence(operator: TestClient) -> None:
    question = assisted(operator, text="")["next_question"]
    assert all(choice["fact"] == question["fact"] for choice in question["answers"])
    assert {option["label"] for option in question["options"]} == {choice["label"] for choice in question["answers"]}


@pytest.mark.parametrize(
    ("text", "kind", "level", "number"),
    [
        ("我老公正在打我，我好怕", "violence", "now", "110"),
        ("我不想活了，今晚就走", "suicide", "now", "12356"),
        ("着火了", "fire", "now", "119"),
        ("我妈突然昏过去了，没钱抢救", "urgent_illness", "now", "120"),
        ("家暴了能申请什么救助", "violence", "hint", "110"),
        ("我今年13岁，爸妈都不在家", "child", "hint", "110"),
    ],
)
def test_a_danger_is_shown_at_once_with_its_numbers(operator: TestClient, text: str, kind: str, level: str, number: str) -> None:
    found = assisted(operator, text=text)
    assert (found["danger"]["kind"], found["danger"]["level"]) == (kind, level)
    assert number in [line["number"] for line in found["danger"]["numbers"]]
    assert number in found["script"]
    assert (found["danger"]["hand_over"] in found["script"]) is (level == "now")


def test_every_kind_of_danger_has_its_words_and_every_number_its_name() -> None:
    wording = words("hotline")["danger"]
    assert {kind["kind"] for kind in words_of_danger()["kinds"]} <= set(wording["kinds"])
    for entry in wording["kinds"].values():
        assert set(entry["numbers"]) <= set(wording["lines"])
        assert all(number in entry.get("now", entry["hint"]) for number in entry["numbers"])


def test_while_understanding_is_away_danger_search_and_known_facts_still_work(staff: Make, index: Path) -> None:
    browser = staff("wang").browser
    found = assisted(browser, text="着火了\n低保怎么申请", corrections=[{"fact": "household.size", "value": 2}])
    assert parts_away(found) == ["understanding"]
    assert found["danger"]["kind"] == "fire"
    assert found["facts"]["household"]["size"] == 2
    assert "dibao" in [policy["policy_id"] for policy in found["policies"]]


def test_while_the_index_is_away_the_facts_are_still_judged(operator: TestClient, understanding: RasaStandIn) -> None:
    understanding.says = TOLD
    found = assisted(operator, text="我妈一级残疾")
    assert parts_away(found) == ["index"]
    assert {policy["source"] for policy in found["policies"]} == {"facts"}


def test_whose_business_it_is_is_said_where_it_is_not_ours(operator: TestClient, index: Path) -> None:
    assert assisted(operator, text="护照丢了怎么补办")["elsewhere"]


@pytest.mark.parametrize(
    ("told", "status", "field"),
    [
        ({"text": "字" * 2001}, 413, None),
        ({"facts": {"household": {"size": -1}}}, 422, "household.size"),
        ({"corrections": [{"fact": "household.nothing_of_it", "value": 1}]}, 422, "household.nothing_of_it"),
        ({"corrections": [{"fact": "household.size", "value": "many"}]}, 422, "household.size"),
        ({"corrections": [{"fact": "person.age", "value": 3}]}, 422, "person.age"),
        ({"locality": "天津"}, 422, "locality"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    operator: TestClient, told: dict[str, Any], status: int, field: str | None
) -> None:
    answer = operator.post(PATH, json=told)
    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert answer.json()["detail"]


def test_nothing_of_a_call_is_kept(operator: TestClient, understanding: RasaStandIn, audited: Make) -> None:
    understanding.says = TOLD
    assisted(operator, text="我妈72岁")
    assert audited("wang") == [("wang", "signed_in")]


def test_the_page_is_for_those_who_take_calls(staff: Make, client: TestClient) -> None:
    page = staff("wang").browser.get("/hotline")
    assert page.status_code == 200
    assert 'data-limit="2000"' in page.text
    assert staff("li", "auditor").browser.get("/hotline").status_code == 403
    assert client.get("/hotline").status_code == 401
