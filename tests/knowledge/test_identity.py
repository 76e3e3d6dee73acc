"""Resident ID numbers: length, checksum, a real date in the past."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.identity import is_resident_id, masked

TODAY = date(2026, 11, 22)
# The worked example of GB 11643.
EXAMPLE = "11010519491231002X"


@pytest.mark.parametrize("number", [EXAMPLE, EXAMPLE.lower(), f" {EXAMPLE} "])
def test_the_example_of_the_standard_is_a_number(number: str) -> None:
    assert is_resident_id(number, TODAY)


@pytest.mark.parametrize("position", range(17))
def test_one_wrong_digit_is_noticed(position: int) -> None:
    wrong = str((int(EXAMPLE[position]) + 1) % 10)
    assert not is_resident_id(EXAMPLE[:position] + wrong + EXAMPLE[position + 1 :], TODAY)


@pytest.mark.parametrize(
    "number", ["", EXAMPLE[:17], EXAMPLE + "0", EXAMPLE[:17] + "1", "1101051949123１002X", "A1010519491231002X"]
)
def test_what_is_not_of_the_form_is_refused(number: str) -> None:
    assert not is_resident_id(number, TODAY)


def with_checksum(first: str) -> str:
    return next(first + last for last in "0123456789X" if is_resident_id(first + last, date(9999, 1, 1)))


def test_a_birth_in_the_future_is_refused_and_today_is_not() -> None:
    number = with_checksum("12010120261122001")
    assert is_resident_id(number, TODAY)
    assert not is_resident_id(number, date(2026, 11, 21))


@pytest.mark.parametrize("birth", ["20230229", "19991301", "18991231", "19900431"])
def test_a_day_that_never_was_is_refused_whatever_the_checksum(birth: str) -> None:
    assert not any(is_resident_id(f"120101{birth}001{last}", TODAY) for last in "0123456789X")


def test_a_number_is_shown_with_its_middle_hidden() -> None:
    assert masked(EXAMPLE) == "1101************2X"
