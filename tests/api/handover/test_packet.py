"""The packet is complete: what is known and what is not, the clauses that were shown, consent, and every word that was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.chat.messages import HISTORY_LIMIT, add_reply
from api.core.database import unit_of_work
from api.models import Conversation

Make = Callable[..., Any]
CLAUSE = {"ref": "社会救助法第十八条", "text": "一段条文，一个字也不改。"}


def told(resident: Any) -> None:
    """Facts, a policy that was shown with its clause, and something the resident could not say."""
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        conversation.facts = {"household": {"size": 3, "hukou": "120104"}}
        conversation.provenance = {"household.size": "said", "household.hukou": "inferred"}
        conversation.declined = ["household.savings"]
        conversation.policies_shown = ["dibao"]
        shown = {"policy_id": "dibao", "name": "最低生活保障", "clauses": [CLAUSE], "in_force": True}
        add_reply(session, conversation, {"type": "policies", "text": "低保", "data": {"policies": [shown]}})


def packet_of(person: Any, resident: Any) -> Any:
    return person.browser.get(f"/v1/staff/conversations/{resident.id}/packet")


def test_what_is_not_known_stands_beside_what_is(staff: Make, waiting: Make) -> None:
    resident = waiting()
    told(resident)
    packet = staff("wang").open(resident).json()["packet"]
    assert [(row["path"], row["origin"]) for row in packet["readback"]] == [
        ("household.size", "said"),
        ("household.hukou", "inferred"),
    ]
    unknown = {row["path"]: (row["label"], row["why"]) for row in packet["unknown"]}
    assert unknown["household.savings"][1] == "declined"
    assert unknown["household.monthly_income"][1] == "missing" and "收入" in unknown["household.monthly_income"][0]
    assert "household.size" not in unknown


def test_the_clauses_that_were_shown_are_handed_over_word_for_word(staff: Make, waiting: Make) -> None:
    resident = waiting()
    told(resident)
    (shown,) = staff("wang").open(resident).json()["packet"]["policies_shown"]
    assert shown["clauses"] == [CLAUSE]


def test_the_export_holds_everything_and_says_what_is_automatic(staff: Make, waiting: Make, audited: Make) -> None:
    person, resident = staff("wang"), waiting()
    told(resident)
    resident.browser.post(f"{resident.path}/consent", json={"scope": "facts", "granted": True})
    answer = packet_of(person, resident)
    exported = answer.json()
    assert (exported["exported_by"], exported["channel"], exported["conversation_id"]) == ("wang", "web", resident.id)
    assert "智能" in exported["label"] and exported["transcript"][0]["label"] == exported["label"]
    assert [(consent["scope"], consent["granted"]) for consent in exported["consents"]] == [("facts", True)]
    assert exported["packet"]["policies_shown"][0]["clauses"] == [CLAUSE]
    assert answer.headers["cache-control"] == "no-store"
    assert ("wang", "packet_exported") in audited(resident.id)


def test_a_long_conversation_is_exported_whole(staff: Make, waiting: Make) -> None:
    resident = waiting()
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        for number in range(HISTORY_LIMIT + 5):
            add_reply(session, conversation, {"text": f"第 {number} 句"})
    transcript = packet_of(staff("wang"), resident).json()["transcript"]
    assert [message["text"] for message in transcript[-2:]] == [f"第 {HISTORY_LIMIT + 3} 句", f"第 {HISTORY_LIMIT + 4} 句"]


def test_another_places_packet_does_not_exist(staff: Make, waiting: Make) -> None:
    resident = waiting()
    told(resident)
    assert packet_of(staff("li", place="321181"), resident).status_code == 404
