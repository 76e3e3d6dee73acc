"""The list of cases a person may see: one row a part, the nearest deadline first, filtered and paged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from api.cases.moves import status_text
from api.cases.schemas import CaseRow, CasesOut
from api.core.clock import shown, today
from api.core.errors import InvalidInputError
from api.core.text_types import LARGEST_ID
from api.models import Application, ApplicationPart, StaffAccount
from api.search.service import policies_by_id
from api.staff.permissions import digits_of, within
from knowledge.places import place_name

# Without a deadline comes last.
NO_DAY = date.max
CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,10})")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; None is anything. due_before: that day not included. text: a part of the number."""

    status: str | None = None
    policy: str | None = None
    department: str | None = None
    place: str | None = None
    due_before: date | None = None
    overdue: bool = False
    mine: bool = False
    open: bool = False
    dispatch: str | None = None
    text: str | None = None


def list_cases(session: Session, account: StaffAccount, filters: Filters, limit: int, cursor: str | None) -> CasesOut:
    """One page of the parts within this person's reach. Raises InvalidInputError for a cursor that is none of ours."""
    day = func.coalesce(ApplicationPart.due, NO_DAY)
    query = (
        select(ApplicationPart, Application.created_at)
        .join(Application, Application.number == ApplicationPart.number)
        .where(visible(account), *_conditions(account, filters))
    )
    if cursor is not None:
        last_day, last_id = _read(cursor)
        query = query.where(or_(day > last_day, and_(day == last_day, ApplicationPart.id > last_id)))
    rows = session.execute(query.order_by(day, ApplicationPart.id).limit(limit + 1)).all()
    page = rows[:limit]
    more = page[-1][0] if len(rows) > limit else None
    return CasesOut(
        results=[_row(part, shown(created)) for part, created in page],
        cursor=f"{(more.due or NO_DAY).isoformat()}.{more.id}" if more else None,
    )


def visible(account: StaffAccount) -> ColumnElement[bool]:
    """The parts a person may see: those their place handles, and those it shares. Raises NotAllowedError."""
    part: Any = ApplicationPart
    handled = within(account, "case.see", part.place, part.department)
    shared = within(account, "case.see", part.other_place, part.department)
    return or_(handled, and_(ApplicationPart.other_place.is_not(None), shared))


def _conditions(account: StaffAccount, filters: Filters) -> list[ColumnElement[bool]]:
    part, found = ApplicationPart, []
    for column, value in (
        (part.status, filters.status),
        (part.policy_id, filters.policy),
        (part.department, filters.department),
        (part.dispatch, filters.dispatch),
        (part.assigned_to, account.name if filters.mine else None),
    ):
        if value is not None:
            found.append(column == value)
    if filters.place is not None:
        area = digits_of(filters.place)
        found.append(or_(part.place.startswith(area), part.other_place.startswith(area)))
    if filters.due_before is not None:
        found.append(part.due < filters.due_before)
    if filters.overdue:
        found.append(and_(part.due < today(), part.closed_at.is_(None)))
    if filters.open:
        found.append(part.closed_at.is_(None))
    if filters.text:
        found.append(Application.number.contains(filters.text.strip().upper(), autoescape=True))
    return found


def _row(part: ApplicationPart, created_at: str) -> CaseRow:
    return CaseRow(
        number=part.number,
        policy_id=part.policy_id,
        name=policies_by_id([part.policy_id])[0],
        department=part.department,
        place=part.place,
        place_name=place_name(part.place) if part.place else None,
        status=part.status,
        status_text=status_text(part.status),
        dispatch=part.dispatch,
        assigned_to=part.assigned_to,
        due=part.due,
        overdue=is_overdue(part),
        created_at=created_at,
    )


def is_overdue(part: ApplicationPart) -> bool:
    """Whether the nearest limit of an open part has passed."""
    return part.closed_at is None and part.due is not None and part.due < today()


def _read(cursor: str) -> tuple[date, int]:
    found = CURSOR.fullmatch(cursor)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if found is None or day is None or int(found[2]) > LARGEST_ID:
        raise InvalidInputError("cursor_wrong", field="cursor")
    return day, int(found[2])
