"""Who may do what, and how far: `permissions.yaml` names every action with its roles and the reach of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, true

from api.core.errors import NotAllowedError, NotFoundError
from api.models import StaffAccount

Reach = Literal["any", "place", "place_and_department", "own"]
WHOLE_LEVELS = re.compile(r"(00){1,2}$")
COUNTY_DIGITS = 6


@cache
def permissions() -> dict[str, dict[str, Reach]]:
    """Every action, the roles that may, and the reach of each."""
    loaded: dict[str, dict[str, Reach]] = yaml.safe_load(Path(__file__).with_name("permissions.yaml").read_text("utf-8"))
    return loaded


def reach(account: StaffAccount, action: str) -> Reach | None:
    """How far this person's role may do this; None where it never may. Raises KeyError for an action that stands nowhere."""
    return permissions()[action].get(account.role)


def may(
    account: StaffAccount, action: str, places: Iterable[str] = (), department: str | None = None, owner: str | None = None
) -> bool:
    """Whether this person may do this with a record of those places and that department, which is in the hands of `owner`.

    A record whose place or department is not known is within everybody's reach: otherwise nobody would look after it.
    """
    far = reach(account, action)
    if far is None or far == "own":
        return far is not None and owner == account.name
    here = far == "any" or _here(account, list(places))
    ours = far != "place_and_department" or None in (account.department, department) or account.department == department
    return here and ours


def require(
    account: StaffAccount, action: str, places: Iterable[str] = (), department: str | None = None, owner: str | None = None
) -> None:
    """Refuses what `may` says no to. Raises NotAllowedError when the role never may this; NotFoundError for a record that
    is another's, which is answered as if it did not exist."""
    require_role(account, action)
    if not may(account, action, places, department, owner):
        raise NotFoundError("record_unknown")


def require_role(account: StaffAccount, action: str) -> None:
    """Refuses a role that never may do this, whatever the record. Raises NotAllowedError."""
    if reach(account, action) is None:
        raise NotAllowedError("role_missing")


def within(
    account: StaffAccount,
    action: str,
    place: SQLColumnExpression[Any],
    department: SQLColumnExpression[Any] | None = None,
    owner: SQLColumnExpression[Any] | None = None,
) -> ColumnElement[bool]:
    """What `may` says, as a condition for a query over these columns. Raises NotAllowedError when the role never may this."""
    require_role(account, action)
    far = reach(account, action)
    if far == "own":
        return false() if owner is None else owner == account.name
    conditions: list[ColumnElement[bool]] = [true()]
    if far != "any" and account.place is not None:
        conditions.append(or_(place.is_(None), place.startswith(digits_of(account.place))))
    if far == "place_and_department" and account.department is not None and department is not None:
        conditions.append(or_(department.is_(None), department == account.department))
    return and_(*conditions)


def covers(area: str | None, place: str) -> bool:
    """Whether a place is the area or lies in it (120000 ⊃ 120104 ⊃ 120104001); None is everywhere."""
    return area is None or place.startswith(digits_of(area))


def _here(account: StaffAccount, places: list[str]) -> bool:
    return not places or any(covers(account.place, place) for place in places)


def digits_of(area: str) -> str:
    """The digits every code within an area begins with: a province and a city end in zeros that stand for all below."""
    return WHOLE_LEVELS.sub("", area) if len(area) == COUNTY_DIGITS else area
