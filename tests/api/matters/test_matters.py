"""Work orders and visits: filed once, encrypted, handled step by step, exported with what is automatic marked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from api.core.clock import today
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.handover.service import EMERGENCY_PRIORITY
from api.matters import kinds as of_kinds
from api.matters.kinds import KINDS, due_on, kinds
from api.models import Conversation, Matter
from api.rotate_key import rotate
from api.staff.permissions import permissions
from api.wording import words

Make = Callable[..., Any]
PHONE = "13820123456"
FACTS = {"household": {"size": 3, "residence": "120104", "hukou": "120104"}, "people": []}
TOLD = {
    "subject": "问低保",
    "content": "家里三口人，没有收入，问低保怎么办。",
    "caller": {"name": "王小明", "phone": PHONE},
    "facts": FACTS,
    "policies": ["dibao", "linshi-jinan", "no-such-policy"],
}


def filed(browser: TestClient, path: str = "/v1/tickets", key: str = "key-of-a-test", **changed: Any) -> dict[str, Any]:
    answer = browser.post(path, json={**TOLD, **changed}, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def act(browser: TestClient, matter: dict[str, Any], name: str, **with_it: Any) -> Any:
    return browser.post(f"/v1/{matter['kind']}s/{matter['number']}/acts", json={"act": name, **with_it})


@pytest.fixture
def operator(staff: Make) -> TestClient:
    browser: TestClient = staff("wang").browser
    return browser


@pytest.fixture
def supervisor(staff: Make) -> TestClient:
    browser: TestClient = staff("zhao", "supervisor", place="120000").browser
    return browser


def test_a_work_order_has_a_number_a_state_its_place_and_no_deadline_nobody_set(operator: TestClient) -> None:
    ticket = filed(operator)
    assert ticket["number"].startswith("GD")
    assert (ticket["state"], ticket["place"], ticket["due"], ticket["overdue"]) == ("submitted", "120104", None, False)
    assert [policy["policy_id"] for policy in ticket["policies"]] == ["dibao", "linshi-jinan"]
    assert {"label": "家庭人口", "value_text": "3人"} in ticket["understood"]
    assert ticket["label"] == words("dialogue")["automatic"]
    assert [event["act"] for event in ticket["events"]] == ["filed"]


def test_the_same_key_files_once_and_with_another_content_is_refused(operator: TestClient) -> None:
    first = filed(operator)
    assert filed(operator)["number"] == first["number"]
    other = operator.post("/v1/tickets", json={**TOLD, "content": "别的事"}, headers={"Idempotency-Key": "key-of-a-test"})
    assert other.status_code == 409
    assert operator.post("/v1/tickets", json=TOLD).status_code == 422
    assert len(operator.get("/v1/tickets").json()["results"]) == 1


def test_of_many_sent_at_once_one_is_kept(operator: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = {one["number"] for one in pool.map(lambda _: filed(operator), range(8))}
    assert len(numbers) == 1


def test_nothing_that_was_told_can_be_read_in_the_database(operator: TestClient, supervisor: TestClient) -> None:
    ticket = filed(operator)
    act(supervisor, ticket, "take", note="已联系王小明")
    with reading() as session:
        rows = [str(row) for table in ("matters", "matter_events") for row in session.execute(text(f"SELECT * FROM {table}"))]
    assert not [word for word in ("王小明", PHONE, "低保", "三口人") for row in rows if word in row]


def test_what_is_encrypted_follows_a_new_key(
    operator: TestClient, supervisor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = filed(operator)
    act(supervisor, ticket, "take", note="已联系")
    before = stored(ticket)
    of_before = (before.content_encrypted, before.phone_fingerprint)
    change_key(monkeypatch)
    with unit_of_work() as session:
        rotate(session, accept_loss=False)
    after = stored(ticket)
    assert after.content_encrypted != of_before[0]
    assert after.phone_fingerprint != of_before[1]
    assert after.document["caller"]["name"] == "王小明"
    assert supervisor.get(f"/v1/tickets/{ticket['number']}").json()["events"][-1]["note"] == "已联系"


def change_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings().encryption_key.get_secret_value()
    monkeypatch.setenv("ENCRYPTION_KEY", "another-encryption-key")
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", before)
    settings.cache_clear()


def stored(matter: dict[str, Any]) -> Matter:
    with reading() as session:
        return session.get_one(Matter, matter["number"])


def test_earlier_work_orders_of_a_caller_are_found_however_the_number_is_written(
    operator: TestClient, staff: Make, audited: Make
) -> None:
    ticket = filed(operator)
    colleague = staff("li").browser
    found = colleague.get("/v1/tickets/earlier", headers={"X-Phone": "+86 138 2012 3456"}).json()["results"]
    assert [(row["number"], row["subject"]) for row in found] == [(ticket["number"], "问低保")]
    assert colleague.get("/v1/tickets/earlier", headers={"X-Phone": "13820123457"}).json()["results"] == []
    assert ("li", "ticket_seen_as_earlier") in audited(ticket["number"])


def test_a_work_order_runs_from_filing_to_the_call_back(operator: TestClient, supervisor: TestClient) -> None:
    ticket = filed(operator)
    for name, state in [("take", "handling"), ("finish", "done"), ("call_back", "called_back")]:
        done = act(supervisor, ticket, name, note="说明").json()
        assert done["state"] == state
    assert [event["act"] for event in done["events"]] == ["filed", "take", "finish", "call_back"]
    assert stored(ticket).closed_at is not None
    assert act(supervisor, ticket, "reopen", note="没有解决").json()["state"] == "handling"
    assert stored(ticket).closed_at is None


@pytest.mark.parametrize("kind", ["ticket", "visit"])
def test_every_act_is_possible_in_its_states_alone(kind: str, supervisor: TestClient) -> None:
    for number, state in enumerate(kinds()[kind].states):  # type: ignore[index]
        for name, one in kinds()[kind].acts.items():  # type: ignore[index]
            matter = filed(supervisor, f"/v1/{kind}s", f"key-{number}-{name}")
            with unit_of_work() as session:
                session.get_one(Matter, matter["number"]).state = state
            offered = supervisor.get(f"/v1/{kind}s/{matter['number']}").json()["acts"]
            assert (name in offered) is (state in one.from_), (state, name)
            answer = act(supervisor, matter, name, note="说明")
            assert answer.status_code == (200 if state in one.from_ else 409), (state, name)


def test_an_act_without_the_note_it_needs_or_that_does_not_exist_is_refused(supervisor: TestClient) -> None:
    ticket = filed(supervisor)
    assert act(supervisor, ticket, "supervise").json()["field"] == "note"
    assert act(supervisor, ticket, "burn").json()["field"] == "act"
    assert act(supervisor, ticket, "pass_on", note="转", department="没有这个部门").json()["field"] == "department"


def test_passed_on_it_belongs_to_the_other_place(supervisor: TestClient, staff: Make) -> None:
    ticket = filed(supervisor)
    there = staff("qian", "caseworker", place="120116").browser
    path = f"/v1/tickets/{ticket['number']}"
    assert there.get(path).status_code == 404
    act(supervisor, ticket, "pass_on", note="在滨海", place="120116")
    assert there.get(path).json()["acts"] == ["take", "pass_on"]


def test_a_supervisor_sets_a_day_and_what_is_past_it_is_found(supervisor: TestClient) -> None:
    late, soon = filed(supervisor, key="key-late-1"), filed(supervisor, key="key-soon-1")
    act(supervisor, late, "supervise", note="快办", due=str(today() - timedelta(days=1)))
    act(supervisor, soon, "supervise", note="快办", due=str(today() + timedelta(days=1)))
    listed = supervisor.get("/v1/tickets", params={"overdue": True}).json()["results"]
    assert [(row["number"], row["overdue"]) for row in listed] == [(late["number"], True)]


def test_a_limit_an_office_sets_gives_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert due_on("visit", "120104", today()) is None
    own = tmp_path / "limits.yaml"
    own.write_text("ticket: {}\nvisit: {'120000': {count: 3, unit: calendar}, '120104': {count: 1, unit: calendar}}\n")
    set_here = of_kinds.limits(own)
    monkeypatch.setattr(of_kinds, "limits", lambda: set_here)
    assert due_on("visit", "120104001", today()) == today() + timedelta(days=1)
    assert due_on("visit", "120116", today()) == today() + timedelta(days=3)
    assert due_on("visit", "321181", today()) is None


def test_a_danger_makes_it_urgent_and_a_hand_over_takes_its_facts_along_once(operator: TestClient) -> None:
    ticket = filed(operator, content="他喝醉了正在打我，孩子在哭")
    assert ticket["urgent"] is True
    path = f"/v1/tickets/{ticket['number']}/handover"
    first = operator.post(path).json()["conversation_id"]
    assert operator.post(path).json()["conversation_id"] == first
    with reading() as session:
        waiting = session.scalars(select(Conversation)).all()
        told = [(one.id, one.mode, one.facts["household"]["size"], one.priority) for one in waiting]
    assert told == [(first, "waiting", 3, EMERGENCY_PRIORITY)]


def test_an_application_begins_with_what_was_told(operator: TestClient) -> None:
    draft = operator.get(f"/v1/tickets/{filed(operator)['number']}/application").json()
    assert draft["applicant"] == {"name": "王小明", "phone": PHONE}
    assert (draft["residence"], draft["facts"]["household"]["size"]) == ("120104", 3)
    assert "dibao" in draft["policy_ids"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"content": "……"}, "content"),
        ({"caller": {"phone": "12"}}, "caller.phone"),
        ({"department": "没有这个部门"}, "department"),
        ({"facts": {"household": {"size": -1}}}, "household.size"),
        ({"content": "字" * 10_001}, "content"),
        ({"place": "天津"}, "place"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(operator: TestClient, changed: dict[str, Any], field: str) -> None:
    answer = operator.post("/v1/tickets", json={**TOLD, **changed}, headers={"Idempotency-Key": "key-of-a-test"})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_an_export_says_what_is_automatic_and_holds_no_formula(operator: TestClient, audited: Make) -> None:
    filed(operator, subject="=1+1")
    as_json = operator.get("/v1/tickets/export").json()
    assert (as_json["label"], as_json["automatic"]) == ("智能回复", ["facts", "understood", "policies"])
    as_csv = operator.get("/v1/tickets/export", params={"format": "csv"})
    assert as_csv.headers["content-type"].startswith("text/csv")
    heading, row = csv.reader(io.StringIO(as_csv.text.removeprefix("\ufeff")))
    assert heading[-2:] == ["家里情况（智能回复，仅供参考）", "提示过的政策（智能回复，仅供参考）"]
    assert row[2] == "'=1+1"
    assert {PHONE, "王小明"} <= set(row)
    assert audited("ticket") == [("wang", "tickets_exported")] * 2


def test_lists_go_on_from_page_to_page_and_show_ones_own(operator: TestClient, staff: Make) -> None:
    numbers = {filed(operator, key=f"key-number-{number}")["number"] for number in range(5)}
    filed(staff("li").browser, key="key-of-another")
    seen: list[str] = []
    cursor = None
    while True:
        page = operator.get("/v1/tickets", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["number"] for row in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (5, numbers)


def test_a_visit_becomes_a_case_with_states_of_its_own(supervisor: TestClient, staff: Make) -> None:
    helper = staff("sun", "caseworker", place="120104").browser
    visit = filed(helper, "/v1/visits")
    assert (visit["number"][:2], visit["state"]) == ("XF", "open")
    assert helper.get(f"/v1/tickets/{visit['number']}").status_code == 404
    assert act(helper, visit, "handle", note="送去了米面").json()["state"] == "handled"
    assert act(helper, visit, "close").status_code == 403
    assert act(supervisor, visit, "close").json()["state"] == "closed"


def test_the_pages_show_markup_as_it_was_typed_and_act(supervisor: TestClient) -> None:
    attack = "<script>window.hit=1</script>"
    ticket = filed(supervisor, subject=attack, content=attack, caller={"name": "<b>王</b>", "phone": None})
    path = f"/staff/tickets/{ticket['number']}"
    for page in ("/staff/tickets", path):
        shown = supervisor.get(page, headers={"Accept": "text/html"})
        assert shown.status_code == 200
        assert attack not in shown.text
        assert "&lt;script&gt;" in shown.text
    assert "<b>王</b>" not in supervisor.get(path).text
    done = supervisor.post(f"{path}/acts", data={"act": "take", "note": attack}, headers={"Origin": "http://testserver"})
    assert "办理中" in done.text
    assert attack not in done.text
    handed = supervisor.post(f"{path}/handover", headers={"Origin": "http://testserver"})
    assert "已转人工接待" in handed.text


def test_every_state_act_and_permission_has_its_words_and_its_place() -> None:
    wording = words("matters")
    for kind in kinds(KINDS).values():
        assert set(kind.states) <= set(wording["states"])
        assert set(kind.acts) <= set(wording["acts"])
        assert {kind.see, kind.file, *(one.permission for one in kind.acts.values())} <= set(permissions())
        assert {one.to for one in kind.acts.values()} - {None} <= set(kind.states)
