"""Ranges: what is known only roughly is compared and calculated with honestly."""

from __future__ import annotations

from math import inf

import pytest

from knowledge.ranges import Range, plain


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (5, Range(5, 5)),
        (0, Range(0, 0)),
        ({"min": 2, "max": 3}, Range(2, 3)),
        ({"min": 2}, Range(2, inf)),
        ({"max": 3}, Range(-inf, 3)),
        ({"min": None, "max": 3}, Range(-inf, 3)),
        ({}, None),
        ({"min": None, "max": None}, None),
        (None, None),
        (True, None),
    ],
)
def test_a_range_is_read_from_a_number_or_its_ends(raw: object, expected: Range | None) -> None:
    assert Range.of(raw) == expected


@pytest.mark.parametrize("raw", [5, 2.5, {"min": 2, "max": 3}, {"min": 2}, {"max": 3}])
def test_a_range_is_written_as_it_was_said(raw: object) -> None:
    known = Range.of(raw)
    assert known is not None and known.to_json() == raw


def test_a_whole_number_is_written_without_a_fraction() -> None:
    assert repr(plain(3.0)) == "3"
    assert plain(2 / 3) == 0.6667


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Range(1, 2), Range(3, 4), True),
        (Range(1, 3), Range(3, 4), None),
        (Range(3, 3), Range(3, 3), False),
        (Range(4, 5), Range(1, 3), False),
        (Range(2, inf), Range(5, 5), None),
        (Range(-inf, 4), Range(5, 5), True),
    ],
)
def test_below_is_unknown_where_the_ranges_overlap(left: Range, right: Range, expected: bool | None) -> None:
    assert left.below(right) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Range(3, 3), Range(3, 3), True),
        (Range(1, 3), Range(3, 4), True),
        (Range(2, 4), Range(3, 3), None),
        (Range(4, 5), Range(3, 3), False),
        (Range(3, 5), Range(1, 3), None),
    ],
)
def test_at_most_takes_the_threshold_itself_in(left: Range, right: Range, expected: bool | None) -> None:
    assert left.at_most(right) is expected


def test_a_difference_is_widest_where_the_ends_are_crossed() -> None:
    assert Range(10, 20) - Range(1, 5) == Range(5, 19)


def test_a_sum_adds_the_ends() -> None:
    assert Range(1, 2) + Range(10, inf) == Range(11, inf)


def test_a_product_of_mixed_signs_keeps_all_values_in() -> None:
    assert Range(-2, 3) * Range(4, 5) == Range(-10, 15)


def test_nothing_times_anything_is_nothing() -> None:
    assert Range(0, 0) * Range(0, inf) == Range(0, 0)


@pytest.mark.parametrize(
    ("dividend", "divisor", "expected"),
    [
        (Range(6, 12), Range(2, 3), Range(2, 6)),
        (Range(6, 6), Range(1, inf), Range(0, 6)),
        (Range(6, 6), Range(0, 3), Range(2, inf)),
        (Range(0, 6), Range(0, 3), None),
        (Range(0, 0), Range(0, 0), None),
        (Range(6, 6), Range(0, 0), Range(inf, inf)),
        (Range(6, inf), Range(2, inf), Range(0, inf)),
    ],
)
def test_a_quotient_says_nothing_only_where_nothing_can_be_said(dividend: Range, divisor: Range, expected: Range | None) -> None:
    assert dividend.divided_by(divisor) == expected


def test_a_range_is_cut_at_zero() -> None:
    assert Range(-5, 3).not_below_zero() == Range(0, 3)
    assert Range(-5, -1).not_below_zero() == Range(0, 0)
