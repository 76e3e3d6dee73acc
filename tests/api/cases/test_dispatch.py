"""转办: to whom a part is sent, who takes it, and what the lists show."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.core.clock import today
from api.core.database import unit_of_work
from api.models import ApplicationPart, AuditEntry
from tests.api.application_form import ID_NUMBER, NAME, PHONE
from tests.api.officials import Official


def numbers(official: Official, **filters: Any) -> list[str]:
    """The numbers on the first page of a list."""
    answer = official.list(**filters)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["results"]]


def test_each_department_sees_and_takes_its_own_part(
    apply: Callable[..., str], official: Callable[..., Official], caseworker: Official
) -> None:
    number = apply(policy_ids=["dibao", "canji-zheng"])
    federation = official("federation", "caseworker", "120104", "残联")
    assert [row["policy_id"] for row in caseworker.list().json()["results"]] == ["dibao"]
    assert [row["policy_id"] for row in federation.list().json()["results"]] == ["canji-zheng"]
    assert federation.act(number, "take", "canji-zheng").json()["parts"][1]["assigned_to"] == "federation"
    assert federation.act(number, "take", "dibao").status_code == 404
    assert federation.move(number, "accepted", "dibao").status_code == 404
    assert {part["policy_id"] for part in federation.look(number).json()["parts"]} == {"dibao", "canji-zheng"}


def test_sent_back_it_waits_for_the_supervisor_who_sends_it_elsewhere(
    apply: Callable[..., str], caseworker: Official, supervisor: Official, official: Callable[..., Official]
) -> None:
    number = apply()
    assert caseworker.act(number, "send-back", why=" ").json()["field"] == "why"
    assert caseworker.act(number, "send-back", why="户籍不在本区").json()["parts"][0]["dispatch"] == "sent_back"
    assert caseworker.move(number, "accepted").status_code == 409
    assert caseworker.act(number, "dispatch", department="民政", place="120105").status_code == 403
    sent = supervisor.act(number, "dispatch", department="民政", place="120105", why="转到河北区")
    assert sent.json()["parts"][0] | {"due": None} == {
        "policy_id": "dibao",
        "status": "submitted",
        "status_text": "已提交",
        "dispatch": "sent",
        "department": "民政",
        "place": "120105",
        "assigned_to": None,
        "due": None,
    }
    assert caseworker.look(number).status_code == 404
    other = official("other", "caseworker", "120105", "民政")
    assert other.move(number, "accepted").json()["parts"][0]["assigned_to"] == "other"
    acts = [(event["act"], event["why"]) for event in supervisor.look(number).json()["events"]]
    assert acts == [("status", None), ("sent_back", "户籍不在本区"), ("dispatched", "转到河北区"), ("status", None)]


def test_a_supervisor_may_send_away_what_is_then_out_of_reach(
    apply: Callable[..., str], official: Callable[..., Official]
) -> None:
    number, district = apply(), official("district", "supervisor", "120104")
    assert district.act(number, "dispatch", department="民政", place="321181").status_code == 200
    assert district.look(number).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"department": "民政", "place": "120104"}, 409),
        ({"department": "天文台", "place": "120104"}, 422),
        ({"department": "民政", "place": "天津"}, 422),
        ({"department": "民政", "place": "120105", "policy_id": "canji-zheng"}, 404),
    ],
)
def test_what_is_no_dispatch_is_refused(
    apply: Callable[..., str], supervisor: Official, asked: dict[str, str], status: int
) -> None:
    assert supervisor.act(apply(), "dispatch", **asked).status_code == status


def test_of_two_who_take_at_once_one_gets_it(
    apply: Callable[..., str], caseworker: Official, official: Callable[..., Official]
) -> None:
    number, colleague = apply(), official("colleague", "caseworker", "120104", "民政")
    with ThreadPoolExecutor(2) as threads:
        answers = [each.result() for each in [threads.submit(one.act, number, "take") for one in (caseworker, colleague)]]
    assert sorted(answer.status_code for answer in answers) == [200, 409]


def test_of_two_who_decide_at_once_one_wins(apply: Callable[..., str], caseworker: Official, supervisor: Official) -> None:
    number = apply()
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(one.move, number, "accepted") for one in (caseworker, supervisor) * 2]
        assert sorted(each.result().status_code for each in asked) == [200, 409, 409, 409]
    events = supervisor.look(number).json()["events"]
    assert [event["status"] for event in events] == ["submitted", "accepted"]


def test_the_list_is_filtered(apply: Callable[..., str], supervisor: Official) -> None:
    here, there = apply(), apply(policy_ids=["linshi-xiaoe-kuaijiu"], hukou="120105", residence="120105")
    supervisor.move(here, "accepted")
    assert numbers(supervisor, status="accepted") == [here]
    assert numbers(supervisor, policy="linshi-xiaoe-kuaijiu") == [there]
    assert numbers(supervisor, place="120105") == [there]
    assert sorted(numbers(supervisor, place="120000", department="民政")) == sorted([here, there])
    assert numbers(supervisor, mine=True) == [here]
    assert numbers(supervisor, dispatched="sent") == [there]
    assert numbers(supervisor, text=there[-6:].lower()) == [there]
    assert there in numbers(supervisor, due_before=(today() + timedelta(days=30)).isoformat())
    assert numbers(supervisor, overdue=True) == []
    with unit_of_work() as session:
        late = update(ApplicationPart).where(ApplicationPart.number == there)
        session.execute(late.values(due=today() - timedelta(days=1)))
    assert numbers(supervisor, overdue=True) == [there]
    supervisor.move(there, "withdrawn", "linshi-xiaoe-kuaijiu")
    assert (numbers(supervisor, overdue=True), numbers(supervisor, open=True)) == ([], [here])


@pytest.mark.parametrize("text", ["%", "_", "J%", "\\", "' or 1=1 --", "JZ________________"])
def test_a_wildcard_is_only_a_character(apply: Callable[..., str], supervisor: Official, text: str) -> None:
    apply()
    assert numbers(supervisor, text=text) == []


def test_the_pages_show_each_part_once(apply: Callable[..., str], supervisor: Official) -> None:
    made = {apply(policy_ids=[policy]) for policy in ("dibao", "linshi-xiaoe-kuaijiu", "nongcun-weifang") for _ in range(3)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = supervisor.list(limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["number"] for row in page["results"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (len(made), made)


@pytest.mark.parametrize("cursor", ["x", "2026-13-40.1", "2026-01-01.99999999999", "2026-01-01.9999999999"])
def test_a_cursor_of_nobodys_is_refused(supervisor: Official, cursor: str) -> None:
    assert supervisor.list(cursor=cursor).status_code == 422


def test_the_applicant_is_masked_until_it_is_asked_for_and_that_is_recorded(
    apply: Callable[..., str], caseworker: Official
) -> None:
    number = apply(on_behalf_of={"name": "王五六", "id_number": ID_NUMBER})
    hidden = caseworker.look(number)
    assert [secret for secret in (NAME, PHONE, ID_NUMBER, "王五六") if secret in hidden.text] == []
    clear = caseworker.look(number, in_clear=True).json()["applicant"]
    assert (clear["name"], clear["phone"], clear["masked"]) == (NAME, PHONE, False)
    with unit_of_work() as session:
        entries = session.scalars(select(AuditEntry.action).where(AuditEntry.who == "caseworker").order_by(AuditEntry.id))
        assert [action for action in entries if action.startswith("appli")] == ["application_seen", "applicant_seen"]


@pytest.mark.parametrize("role", ["operator", "administrator", "auditor"])
def test_whoever_has_no_part_in_it_sees_no_case(apply: Callable[..., str], official: Callable[..., Official], role: str) -> None:
    somebody, number = official("somebody", role), apply()
    assert [somebody.look(number).status_code, somebody.list().status_code, somebody.act(number, "take").status_code] == [403] * 3
