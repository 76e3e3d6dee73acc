"""The time, in one place: aware, in China's zone, so that days and deadlines are the resident's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, in UTC, as it is stored."""
    return datetime.now(UTC)


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


def shown(moment: datetime) -> str:
    """A stored moment as ISO 8601 with China's offset."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(CHINA).isoformat(timespec="seconds")
