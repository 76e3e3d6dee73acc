"""What is counted: which days, and which place as far as whoever asks may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, SQLColumnExpression, and_, cast, func
from sqlalchemy.orm import Session

from api.core.clock import CHINA, today
from api.core.errors import InvalidInputError
from api.models import StaffAccount
from api.staff.permissions import digits_of, require, within

DAYS = timedelta(days=29)
MOST_DAYS = 366
# China has kept one time all year since then.
FIRST_YEAR = 1992
OFFSET = "+8 hours"
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Scope:
    """Days in China, both included. place: what was asked for, None for all that is within reach."""

    account: StaffAccount
    action: str
    since: date
    until: date
    place: str | None

    def days(self) -> list[str]:
        """Every day of the period."""
        return [(self.since + timedelta(days=number)).isoformat() for number in range((self.until - self.since).days + 1)]

    def within(self, place: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """The rows of the places; those of no known place only where no place was asked for."""
        reached = within(self.account, self.action, place)
        return reached if self.place is None else and_(reached, place.startswith(digits_of(self.place)))

    def during(self, moment: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """The moments of these days."""
        begin = datetime.combine(self.since, time.min, CHINA)
        return and_(moment >= begin, moment < datetime.combine(self.until, time.min, CHINA) + timedelta(days=1))


def scope_of(account: StaffAccount, action: str, since: date | None, until: date | None, place: str | None) -> Scope:
    """The days asked for, thirty up to today by default. Raises InvalidInputError; NotFoundError for another's place."""
    last = until or today()
    first = since or last - min(DAYS, last - date.min)
    if first > last:
        raise InvalidInputError("days_reversed", field="from")
    if (last - first).days >= MOST_DAYS or last > today() or first.year < FIRST_YEAR:
        raise InvalidInputError("days_too_many", field="from", most=str(MOST_DAYS))
    if place is not None:
        require(account, action, [place])
    return Scope(account, action, first, last, place)


def day_of(session: Session, moment: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The day in China of a stored moment; as text on SQLite."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(moment, OFFSET)
    return cast(func.timezone(ZONE, moment), Date)


def as_day(value: Any) -> date:
    """What `day_of` gave, as a day."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def minutes_between(session: Session, begin: SQLColumnExpression[Any], end: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Whole minutes from one stored moment to another."""
    if session.get_bind().dialect.name == "sqlite":
        seconds: ColumnElement[Any] = cast(func.strftime("%s", end), Integer) - cast(func.strftime("%s", begin), Integer)
    else:
        seconds = func.extract("epoch", end - begin)
    minutes: ColumnElement[int] = cast(func.floor(seconds / 60), Integer)
    return minutes
