"""Whatever people try, a case never comes to a state it cannot be in, and nothing happens without its event."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.cases.dispatch import dispatch, send_back, take
from api.cases.events import events_of
from api.cases.moves import Actor, find_case, move
from api.cases.parts import parts_of
from api.cases.placing import policy_of
from api.cases.schemas import DispatchRequest, MoveRequest, SendBackRequest, TakeRequest
from api.cases.states import leads, status_of_whole, step_after
from api.core.database import unit_of_work
from api.core.errors import ServiceError
from api.models import Application, ApplicationPart, StaffAccount
from knowledge.policy import Step
from tests.api.databases import on_sqlite

CHOSEN = ("dibao", "linshi-xiaoe-kuaijiu", "canji-zheng")
PEOPLE = (None, "caseworker", "supervisor", "operator", "auditor")
SAID = {"why": "理由", "clause": "第一条", "missing": ["户口簿"]}
# The next step of the policy, else its way out: so that walks also get far.
ONWARD = "onward"
ACTS = st.one_of(
    st.tuples(st.just(ONWARD), st.sampled_from(CHOSEN), st.just("supervisor")),
    st.tuples(st.sampled_from(get_args(Step)), st.sampled_from([*CHOSEN, None]), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(["dispatch", "take", "send_back"]), st.sampled_from(CHOSEN), st.sampled_from(PEOPLE[1:])),
)


def attempt(number: str, act: str, policy_id: str | None, role: str | None) -> bool:
    """Tries one thing. Gives whether it was done."""
    account = StaffAccount(name=f"the {role}", role=role, place=None, department=None) if role else None
    try:
        with unit_of_work() as session:
            application = find_case(session, number)
            act = _onward(application, parts_of(session, number), policy_id) if act == ONWARD else act
            if account is None or act in get_args(Step):
                asked = MoveRequest.model_validate({"to": act, "policy_id": policy_id, **SAID})
                move(session, Actor(account), application, asked)
            elif act == "dispatch":
                dispatch(
                    session, account, application, DispatchRequest(policy_id=policy_id or "", department="残联", place="120105")
                )
            elif act == "take":
                before = len(events_of(session, number))
                take(session, account, application, TakeRequest(policy_id=policy_id or ""))
                return len(events_of(session, number)) > before
            else:
                send_back(session, account, application, SendBackRequest(policy_id=policy_id or "", why="不归这里"))
    except (ServiceError, ValidationError):
        return False
    return True


def _onward(application: Application, parts: list[ApplicationPart], policy_id: str | None) -> str:
    part = next(part for part in parts if part.policy_id == policy_id)
    policy = policy_of(application, part)
    return str(step_after(part.status, policy.apply.steps) if policy else None) if part.status != "returned" else "submitted"


def check(number: str) -> int:
    """Everything that has to hold whatever happened. Gives the number of events."""
    with unit_of_work() as session:
        application, parts = session.get_one(Application, number), parts_of(session, number)
        events = events_of(session, number)
        assert application.status == status_of_whole((part.status, part.closed_at is not None) for part in parts)
        assert (application.closed_at is None) == any(part.closed_at is None for part in parts)
        for part in parts:
            policy = policy_of(application, part)
            assert policy is not None
            trail = [event.status for event in events if event.act == "status" and event.policy_id in (None, part.policy_id)]
            assert (trail[0], trail[-1]) == ("submitted", part.status)
            assert all(leads(before, after, policy.apply.steps) for before, after in pairwise(trail))
            assert trail.count("returned") == part.returned_times <= 1
            assert "granted" not in trail[:-1] and (part.due is None or part.closed_at is None)
        return len(events)


@on_sqlite
@pytest.mark.usefixtures("stored")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=5, max_size=25))
def test_a_walk_of_any_acts_leaves_a_case_that_can_be(
    apply: Callable[..., str], acts: list[tuple[str, str | None, str | None]]
) -> None:
    number = apply(policy_ids=list(CHOSEN))
    known = check(number)
    for act, policy_id, role in acts:
        done = attempt(number, act, policy_id, role)
        events = check(number)
        assert events > known if done else events == known
        known = events
