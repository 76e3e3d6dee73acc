"""The kinds of text that come from outside, made fit for every database before anything else sees them.

PostgreSQL keeps no NUL and no database keeps half a character (a lone surrogate, as a cut emoji leaves it behind). What people
write is mended; a code or an id with something invisible in it is nobody's and is refused.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f]*$"
KEY_PATTERN = r"^[A-Za-z0-9_.:-]+$"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Ids of messages are whole numbers of the database.
LARGEST_ID = 2**31 - 1


def number_of(identifier: str) -> int | None:
    """The number behind a message's id as it is shown; None when it can be nobody's."""
    if not identifier.isascii() or not identifier.isdecimal() or len(identifier) > len(str(LARGEST_ID)):
        return None
    number = int(identifier)
    return number if number <= LARGEST_ID else None


def whole_characters(value: Any) -> Any:
    """The text without halves of characters; anything else as it is."""
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value


def _written_as_day(value: Any) -> Any:
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError("expected a day as YYYY-MM-DD")


# Before a text's length is judged.
WHOLE_CHARACTERS = BeforeValidator(whole_characters)
# A code, an id or a path of ours, or what may be mistaken for one.
Code = Annotated[str, StringConstraints(max_length=128, pattern=NO_CONTROL_CHARACTERS)]
# A key that a program makes up, so that what it repeats counts once.
Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
# A moment or a number is no day, although it could be read as one.
Day = Annotated[date, BeforeValidator(_written_as_day)]
