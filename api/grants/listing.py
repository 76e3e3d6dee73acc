"""The grants within one person's reach, filtered, the newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.core.clock import shown
from api.grants.schemas import Window
from api.models import Grant, StaffAccount
from api.search.service import policies_by_id
from api.staff.permissions import digits_of, within
from api.wording import words
from knowledge.places import place_name

PAGE = 50


def grants(session: Session, account: StaffAccount, window: Window) -> tuple[list[Grant], bool]:
    """One page, and whether there is another."""
    found: Any = select(Grant).where(within(account, "grant.see", Grant.place, Grant.department))
    if window.policy is not None:
        found = found.where(Grant.policy_id == window.policy)
    if window.place is not None:
        found = found.where(Grant.place.startswith(digits_of(window.place)))
    if window.running is not None:
        # What has no known day may run.
        found = found.where(
            or_(Grant.from_day.is_(None), Grant.from_day <= window.running),
            or_(Grant.until_day.is_(None), Grant.until_day >= window.running),
        )
    start = (window.page - 1) * PAGE
    rows = list(session.scalars(found.order_by(Grant.at.desc(), Grant.id).offset(start).limit(PAGE + 1)))
    return rows[:PAGE], len(rows) > PAGE


def row_of(grant: Grant) -> dict[str, Any]:
    """A grant as it is listed, in words, without who it is."""
    wording = words("staff")["grants"]
    first, last = grant.from_day, grant.until_day
    key = "both" if first and last else "from" if first else "until" if last else "unknown"
    amount = wording["amount"].format(amount=grant.amount, unit=grant.unit or "") if grant.amount is not None else None
    return {
        "id": grant.id,
        "number": grant.number,
        "policy_id": grant.policy_id,
        "name": policies_by_id([grant.policy_id])[0],
        "amount": amount or wording["amount_unknown"],
        "days": wording["days"][key].format(first=first, last=last),
        "place_name": place_name(grant.place) if grant.place else wording["place_unknown"],
        "by": grant.by,
        "at": shown(grant.at),
    }
