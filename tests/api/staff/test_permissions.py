"""Who may do what, and how far."""

from __future__ import annotations

from typing import Any

import pytest

from api.core.errors import NotAllowedError, NotFoundError
from api.models import StaffAccount
from api.staff.permissions import covers, may, permissions, require
from api.staff.roles import ROLES

REACHES = {"any", "place", "place_and_department", "own"}


def account(role: str, place: str | None = None, department: str | None = None) -> StaffAccount:
    return StaffAccount(name="wang", role=role, place=place, department=department)


def test_every_action_names_roles_and_reaches_there_are() -> None:
    assert {role for roles in permissions().values() for role in roles} <= set(ROLES)
    assert {reach for roles in permissions().values() for reach in roles.values()} == REACHES


@pytest.mark.parametrize(
    ("area", "place", "inside"),
    [
        (None, "120104", True),
        ("120000", "120104", True),
        ("120000", "120104001", True),
        ("321100", "321181", True),
        ("321100", "320100", False),
        ("120104", "120104001002", True),
        ("120104", "120101", False),
        ("120104001", "120104001002", True),
        ("120104001", "120104002", False),
        ("120104001", "120104", False),
        ("120104", "120000", False),
    ],
)
def test_a_place_covers_what_lies_in_it(area: str | None, place: str, inside: bool) -> None:
    assert covers(area, place) is inside


@pytest.mark.parametrize(
    ("person", "action", "record", "allowed"),
    [
        (account("caseworker", "120104", "民政"), "case.work", {"places": ["120104001"], "department": "民政"}, True),
        (account("caseworker", "120104", "民政"), "case.work", {"places": ["120104001"], "department": "医保"}, False),
        (account("caseworker", "120104", "民政"), "case.work", {"places": ["120101"], "department": "民政"}, False),
        (account("caseworker", "120104", "民政"), "case.work", {"places": ["120101", "120104"], "department": "民政"}, True),
        (account("caseworker", "120104", None), "case.work", {"places": ["120104001"], "department": "医保"}, True),
        (account("caseworker", None, "民政"), "case.work", {"places": ["321181"], "department": "民政"}, True),
        (account("caseworker", "120104", "民政"), "case.decide", {"places": ["120104"], "department": "民政"}, False),
        (account("supervisor", "120104", "民政"), "case.decide", {"places": ["120104"], "department": "医保"}, True),
        (account("supervisor", "120104"), "case.decide", {"places": ["120101"], "department": "医保"}, False),
        (account("operator", "120104"), "conversation.answer", {"places": []}, True),
        (account("operator", "120104"), "conversation.answer", {"places": ["321181"]}, False),
        (account("operator"), "ticket.see", {"owner": "wang"}, True),
        (account("operator"), "ticket.see", {"owner": "li"}, False),
        (account("operator"), "ticket.see", {}, False),
        (account("administrator"), "case.see", {}, False),
        (account("administrator"), "accounts.manage", {}, True),
        (account("auditor"), "audit.see", {}, True),
        (account("auditor"), "conversation.see", {}, False),
    ],
)
def test_role_place_department_and_owner_decide_together(
    person: StaffAccount, action: str, record: dict[str, Any], allowed: bool
) -> None:
    assert may(person, action, **record) is allowed


def test_a_role_that_never_may_is_told_so_and_anothers_record_does_not_exist() -> None:
    with pytest.raises(NotAllowedError):
        require(account("auditor"), "case.work", ["120104"])
    with pytest.raises(NotFoundError):
        require(account("caseworker", "120101"), "case.work", ["120104"])


def test_an_action_that_stands_nowhere_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        may(account("administrator"), "everything")
