"""Every route that staff call × every role and nobody × a record of their own, another place's, another department's.

`routes.yaml` says what is expected; a route that is missing there fails, so that nobody forgets to decide who may call it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import StaffAccount
from api.staff.roles import Role
from api.staff.sessions import COOKIE, open_session
from tests.api.databases import on_sqlite

from .records import RECORDS

Make = Callable[..., Any]
TABLE: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("routes.yaml").read_text("utf-8"))
ROLES: tuple[Role, ...] = get_args(Role)
STAFF_ADDRESSES = re.compile(r"/(v1/)?(staff|hotline|visits)(/|$)")
HERE, THERE = "120104", "321181"
OURS, THEIRS = "民政", "医保"
RECORD = {"own": (f"{HERE}001", OURS), "elsewhere": (THERE, OURS), "other": (f"{HERE}001", THEIRS)}
SAME_SITE = {"Origin": "http://testserver", "Accept": "text/html"}
MISSING = (
    "no line in tests/api/staff/routes.yaml for: {}. Add one that says which roles may call it, and, where its address names a "
    "record, how to make one (tests/api/staff/records.py)."
)


def uses_the_cookie_of_staff(dependant: Any) -> bool:
    """Whether a route asks who is signed in."""
    return any(
        getattr(each.call, "model", None) is not None and getattr(each.call.model, "name", "") == COOKIE
        for each in dependant.dependencies
    ) or any(uses_the_cookie_of_staff(each) for each in dependant.dependencies)


def staff_routes(app: FastAPI) -> set[str]:
    """Every route that asks who is signed in, or lies where staff work, as `METHOD /path`."""
    found = set()
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route.route, "dependant", None)
        if route.path and (STAFF_ADDRESSES.match(route.path) or (dependant and uses_the_cookie_of_staff(dependant))):
            found |= {f"{method} {route.path}" for method in (route.methods or set()) - {"HEAD"}}
    return found


def test_every_route_that_staff_call_stands_in_the_table(service: FastAPI) -> None:
    missing = sorted(staff_routes(service) - set(TABLE))
    assert missing == [], MISSING.format(", ".join(missing))
    assert sorted(set(TABLE) - staff_routes(service)) == [], "these stand in tests/api/staff/routes.yaml and are no routes"


@pytest.fixture
def browsers(client: TestClient, app: FastAPI, account: Make, index: Path) -> Iterator[dict[str | None, TestClient]]:
    """Somebody of every role of one place and department, and nobody."""
    settings().requests_per_minute = 10**6
    opened: dict[str | None, TestClient] = {None: TestClient(app, headers=SAME_SITE)}
    for role in ROLES:
        account(role, role, HERE, OURS)
        opened[role] = TestClient(app, headers=SAME_SITE)
    yield opened


def called(browsers: dict[str | None, TestClient], route: str, role: Role | None, whose: str) -> int:
    """The status somebody gets who calls a route; a sign-in page counts as 401."""
    method, path = route.split(" ")
    line, browser = TABLE[route], browsers[role]
    with unit_of_work() as session:
        if role is not None:
            browser.cookies.set(COOKIE, open_session(session, session.get_one(StaffAccount, role)))
        record = RECORDS[line["record"]](session, *RECORD[whose]) if "record" in line else ""
    names = record.split()
    address = re.sub(r"\{\w+(:\w+)?\}", lambda _: names.pop(0) if len(names) > 1 else names[0], path)
    form = line.get("form") and {name: value.format(record=record) for name, value in line["form"].items()}
    body = line.get("body") and {name: [record] if value == ["{record}"] else value for name, value in line["body"].items()}
    answer = browser.request(method, address, json=body, data=form, follow_redirects=False)
    # With a `problem` it is the answer of the identity service's own way.
    led = answer.status_code == 303 and answer.headers["location"].partition("?next=")[0] == "/staff/sign-in"
    return 401 if led else answer.status_code


def expected(line: dict[str, Any], role: Role | None, whose: str) -> str:
    """What becomes of a call: `done` stands for whatever is neither a refusal nor nothing found."""
    if line["who"] == "everybody":
        return str(line.get("refused", "done"))
    if role is None:
        return "401"
    if role not in line["who"]:
        return "403"
    return "done" if whose == "own" or role in line.get(whose, ()) else "404"


def shown(status: int) -> str:
    return str(status) if status in (401, 403, 404) or status >= 500 else "done"


@on_sqlite
def test_everybody_may_call_what_the_table_says_and_nothing_else(browsers: dict[str | None, TestClient]) -> None:
    wrong = {}
    for route, line in TABLE.items():
        for whose in RECORD if "record" in line else ["own"]:
            for role in (None, *ROLES):
                right = expected(line, role, whose)
                if line.get("stream") and right == "done":
                    continue
                found = shown(called(browsers, route, role, whose))
                if found != right:
                    wrong[f"{route} as {role or 'nobody'}, {whose} record"] = f"{found} instead of {right}"
    assert wrong == {}
