"""Every step of a case: from which state, by whom, with what said, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import get_args

import pytest
from sqlalchemy import update

from api.cases import guards, states
from api.cases.moves import Actor, find_case, move
from api.cases.parts import parts_of
from api.cases.schemas import MoveRequest
from api.cases.states import leads
from api.core.clock import now, today
from api.core.database import unit_of_work
from api.core.errors import ConflictError, NotAllowedError, NotFoundError, ServiceError
from api.models import ApplicationEvent, ApplicationPart, StaffAccount
from api.staff.roles import ROLES
from knowledge.catalogue import load_catalogue
from knowledge.policy import Step
from tests.api.officials import Official

STATES: tuple[Step, ...] = get_args(Step)
DIBAO: list[Step] = ["submitted", "accepted", "checking", "visiting", "reviewing", "noticed", "confirmed", "granted"]
# Its limit runs in calendar days, which are known for every year.
QUICK = "linshi-xiaoe-kuaijiu"
APPLIED_FOR = sorted(policy.id for policy in load_catalogue().policies.values() if policy.apply.channel == "apply")
ENDS = {"granted", "refused", "withdrawn"}
SAID = {"why": "收入超过标准", "clause": "社会救助法第十八条", "missing": ["收入证明"]}
# Written out by hand, so that the table of the product is compared with something it was not made from.
NEXT = {
    "submitted": {"accepted", "returned", "withdrawn"},
    "returned": {"submitted", "withdrawn"},
    "accepted": {"checking", "refused", "withdrawn"},
    "checking": {"visiting", "refused", "withdrawn"},
    "visiting": {"reviewing", "refused", "withdrawn"},
    "reviewing": {"noticed", "refused", "withdrawn"},
    "noticed": {"confirmed", "refused", "withdrawn"},
    "confirmed": {"granted", "withdrawn"},
}
DECISIONS = {"confirmed", "refused"}
WORKERS = {"caseworker", "supervisor"}


def allowed(status: str, to: str, role: str | None) -> bool:
    """Whether this person (None: the resident) may bring a part of dibao from one state to another."""
    if to not in NEXT.get(status, set()):
        return False
    if role is None:
        return to in {"submitted", "withdrawn"}
    return role == "supervisor" if to in DECISIONS else role in WORKERS


def put(number: str, status: str) -> None:
    """Brings the only part to a state, as if it had come there long ago."""
    closed = now() if status in ENDS else None
    with unit_of_work() as session:
        part = update(ApplicationPart).where(ApplicationPart.number == number)
        session.execute(part.values(status=status, closed_at=closed, returned_times=status == "returned"))
        if status == "noticed":
            begun = now() - timedelta(days=30)
            session.add(ApplicationEvent(number=number, policy_id="dibao", status=status, by="x", place="120104", at=begun))


def test_every_cell_of_state_step_and_role(apply: Callable[..., str]) -> None:
    number, wrong = apply(), []
    for role in (*ROLES, None):
        account = StaffAccount(name="somebody", role=role, place="120104", department="民政") if role else None
        for status in STATES:
            for to in STATES:
                put(number, status)
                # Rolled back, so that each cell starts from the same case.
                with pytest.raises(ServiceError) as refusal, unit_of_work() as session:
                    move(session, Actor(account), find_case(session, number), MoveRequest(to=to, **SAID))
                    raise ServiceError("went_well")
                if (refusal.value.key == "went_well") != allowed(status, to, role):
                    wrong.append((status, to, role, refusal.value.key))
    assert wrong == []


@pytest.mark.parametrize("role", ["operator", "administrator", "auditor"])
def test_a_role_that_never_may_is_told_so(apply: Callable[..., str], official: Callable[..., Official], role: str) -> None:
    answer = official("somebody", role).move(apply(), "accepted")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:jiuzhutong:problem:role_missing")


@pytest.mark.parametrize(("place", "department"), [("120105", "民政"), ("120104", "教育"), ("321181", None)])
def test_what_is_another_districts_or_departments_does_not_exist(
    apply: Callable[..., str], official: Callable[..., Official], place: str, department: str | None
) -> None:
    stranger, number = official("stranger", "caseworker", place, department), apply()
    assert [stranger.move(number, "accepted").status_code, stranger.look(number).status_code] == [404, 404]
    assert stranger.list().json()["results"] == []


def test_a_case_goes_through_its_policys_own_steps(
    apply: Callable[..., str], caseworker: Official, supervisor: Official, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = apply()
    for step in ("accepted", "checking", "visiting", "reviewing", "noticed"):
        assert caseworker.move(number, step).json()["parts"][0]["status"] == step
    runs = supervisor.move(number, "confirmed")
    assert (runs.status_code, (today() + timedelta(days=7)).isoformat() in runs.json()["detail"]) == (409, True)
    monkeypatch.setattr(guards, "today", lambda: today() + timedelta(days=8))
    assert supervisor.move(number, "confirmed").status_code == 200
    assert caseworker.move(number, "granted").json()["status"] == "granted"
    history = [(event["status"], event["by"], event["place"]) for event in supervisor.look(number).json()["events"]]
    assert history == [
        ("submitted", "申请人", None),
        *((step, "caseworker", "120104") for step in ("accepted", "checking", "visiting", "reviewing", "noticed")),
        ("confirmed", "supervisor", "120104"),
        ("granted", "caseworker", "120104"),
    ]


def test_the_last_day_of_the_notice_is_part_of_it(
    apply: Callable[..., str], supervisor: Official, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = apply()
    for step in ("accepted", "checking", "visiting", "reviewing", "noticed"):
        supervisor.move(number, step)
    monkeypatch.setattr(guards, "today", lambda: today() + timedelta(days=7))
    assert supervisor.move(number, "confirmed").status_code == 409


def test_a_policy_without_notice_and_checks_goes_straight_to_the_decision(
    apply: Callable[..., str], supervisor: Official
) -> None:
    number = apply(policy_ids=[QUICK])
    assert supervisor.move(number, "checking", QUICK).status_code == 409
    for step in ("accepted", "confirmed", "granted"):
        assert supervisor.move(number, step, QUICK).status_code == 200


@pytest.mark.parametrize("policy_id", APPLIED_FOR)
def test_from_every_open_state_of_every_policy_there_is_a_way_to_its_end(policy_id: str) -> None:
    steps = load_catalogue().policies[policy_id].apply.steps
    assert all(leads(before, after, steps) for before, after in pairwise(steps))
    named = set(steps) | set(states.states().besides_the_steps)
    assert {to for status in STATES for to in STATES if leads(status, to, steps)} <= named


def test_it_is_returned_once_with_everything_at_once(apply: Callable[..., str], caseworker: Official) -> None:
    number = apply()
    assert caseworker.move(number, "returned", missing=[]).json()["field"] == "missing"
    returned = caseworker.move(number, "returned", missing=["收入证明", "户口簿"]).json()
    assert (returned["status"], returned["parts"][0]["due"]) == ("returned", None)
    assert caseworker.move(number, "submitted").status_code == 200
    again = caseworker.move(number, "returned", missing=["残疾证"])
    assert (again.status_code, again.json()["title"]) == (409, "已经退回过")


def test_what_was_supplied_is_no_reason_to_refuse(apply: Callable[..., str], supervisor: Official) -> None:
    number = apply()
    supervisor.move(number, "returned", missing=["收入证明"])
    supervisor.move(number, "submitted")
    supervisor.move(number, "accepted")
    refused = supervisor.move(number, "refused", why="收入 证明。", clause="社会救助法第十八条")
    assert (refused.status_code, refused.json()["field"]) == (422, "why")
    assert supervisor.move(number, "refused", why="财产超过规定", clause="社会救助法第十八条").status_code == 200


@pytest.mark.parametrize("said", [{}, {"why": "超标"}, {"clause": "第十八条"}, {"why": " ", "clause": "…"}])
def test_a_refusal_says_why_and_by_which_clause(apply: Callable[..., str], supervisor: Official, said: dict[str, str]) -> None:
    number = apply()
    supervisor.move(number, "accepted")
    assert supervisor.move(number, "refused", **said).status_code == 422


def test_two_who_act_on_the_same_page_do_not_undo_each_other(
    apply: Callable[..., str], supervisor: Official, caseworker: Official
) -> None:
    number = apply()
    seen = supervisor.look(number).json()["seen"]
    assert caseworker.move(number, "accepted", seen=seen).status_code == 200
    late = supervisor.move(number, "withdrawn", seen=seen)
    assert (late.status_code, late.json()["title"]) == (409, "已有变化")


def test_nothing_happens_to_a_closed_part(apply: Callable[..., str], supervisor: Official) -> None:
    number = apply()
    supervisor.move(number, "withdrawn")
    assert [supervisor.move(number, to).status_code for to in ("accepted", "withdrawn", "submitted")] == [409] * 3


def test_with_several_open_parts_it_is_said_which(apply: Callable[..., str], official: Callable[..., Official]) -> None:
    everywhere, number = official("everywhere", "supervisor"), apply(policy_ids=["dibao", "gaozhong-zhuxuejin"])
    assert everywhere.move(number, "accepted", None).json()["field"] == "policy_id"
    assert everywhere.move(number, "accepted", "dibao").json()["status"] == "submitted"
    gone = everywhere.move(number, "withdrawn", None).json()
    assert {part["status"] for part in gone["parts"]} == {"withdrawn"}


def test_where_one_lives_and_where_one_is_registered_share_the_work(
    apply: Callable[..., str], official: Callable[..., Official], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = apply(hukou="120104", residence="120105")
    registered = official("registered", "supervisor", "120104")
    lives = official("lives", "supervisor", "120105")
    for step in ("accepted", "checking"):
        assert registered.move(number, step).status_code == 200
    elsewhere = registered.move(number, "visiting")
    assert (elsewhere.status_code, "河北区" in elsewhere.json()["detail"]) == (409, True)
    assert lives.move(number, "visiting").status_code == 200
    lives.move(number, "reviewing")
    assert lives.move(number, "noticed").status_code == 200
    assert lives.move(number, "noticed").status_code == 409
    monkeypatch.setattr(guards, "today", lambda: today() + timedelta(days=30))
    assert registered.move(number, "confirmed").json()["title"] == "公示还没有贴全"
    assert registered.move(number, "noticed").status_code == 200
    assert lives.move(number, "confirmed").status_code == 409
    assert registered.move(number, "confirmed").status_code == 200
    places = [(event["status"], event["place"]) for event in registered.look(number).json()["events"]]
    assert places[3:] == [
        ("visiting", "120105"),
        ("reviewing", "120105"),
        ("noticed", "120105"),
        ("noticed", "120104"),
        ("confirmed", "120104"),
    ]


def test_the_limits_stand_while_it_is_returned_and_begin_anew_with_what_is_supplied(
    apply: Callable[..., str], supervisor: Official
) -> None:
    number = apply(policy_ids=[QUICK])
    assert supervisor.look(number).json()["next_deadline"] is not None
    supervisor.move(number, "returned", QUICK, missing=["户口簿"])
    shown = supervisor.look(number).json()
    assert (shown["next_deadline"], shown["parts"][0]["limits"][0]["note"]) == (None, "等申请人补材料，时限暂停")
    supervisor.move(number, "submitted", QUICK)
    with unit_of_work() as session:
        (part,) = parts_of(session, number)
        assert (part.clock_from, part.due is not None) == (today(), True)


def test_a_resident_may_supply_and_withdraw_and_nothing_else(apply: Callable[..., str]) -> None:
    number = apply()
    with pytest.raises(NotAllowedError), unit_of_work() as session:
        move(session, Actor(), find_case(session, number), MoveRequest(to="accepted"))
    with pytest.raises(ConflictError), unit_of_work() as session:
        move(session, Actor(), find_case(session, number), MoveRequest(to="submitted"))
    with unit_of_work() as session:
        move(session, Actor(), find_case(session, number), MoveRequest(to="withdrawn"))


def test_a_number_nobody_has_is_not_found(apply: Callable[..., str]) -> None:
    with pytest.raises(NotFoundError), unit_of_work() as session:
        find_case(session, "JZ0")
