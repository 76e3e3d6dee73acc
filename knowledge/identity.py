"""Resident ID numbers: length, checksum and a real past date. Where a person may claim is asked, never read off the number."""

from __future__ import annotations

from datetime import date, datetime

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def is_resident_id(number: str, today: date | None = None) -> bool:
    """Whether it is a well-formed number of GB 11643-1999: 18 places, ISO 7064 MOD 11-2, born in the past."""
    text = number.strip().upper()
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, text[:17], strict=True)) % 11
    if text[17] != CHECK_CHARACTERS[remainder]:
        return False
    try:
        born = datetime.strptime(text[6:14], "%Y%m%d").date()
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= (today or date.today())


def masked(number: str) -> str:
    """The number as it may be shown: the first four and the last two places."""
    return f"{number[:4]}{'*' * max(len(number) - 6, 0)}{number[-2:]}"
