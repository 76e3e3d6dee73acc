"""Medians, spreads and percentiles of the benchmark."""

from __future__ import annotations

import time

import pytest

from operations.bench.figures import Figure, figure, milliseconds, percentile


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.95, 5.0),
        ([1.0, 2.0], 0.5, 2.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([float(value) for value in range(100)], 0.95, 95.0),
        ([float(value) for value in range(100)], 0.05, 5.0),
        ([1.0, 2.0, 3.0], 1.0, 3.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_a_few_values_spread_from_the_lowest_to_the_highest() -> None:
    assert figure([3.0, 1.0, 2.0]) == Figure(2.0, 1.0, 3.0, 3)


def test_one_outlier_among_many_values_is_outside_the_spread() -> None:
    assert figure([*[1.0] * 30, 1000.0]) == Figure(1.0, 1.0, 1.0, 31)


def test_the_first_run_warms_up_and_does_not_count() -> None:
    pauses = iter([0.2, 0.0, 0.0, 0.0])
    assert max(milliseconds(lambda: time.sleep(next(pauses)), repeats=3)) < 100
