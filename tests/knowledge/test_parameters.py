"""Dated numbers of a place: the nearest place that speaks, the value of the day, nothing where nothing was verified."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from knowledge.parameters import Parameters, places_from
from knowledge.policy import Parameter
from tests.knowledge.households import parameter_file


def parameter(*values: tuple[str, float]) -> Parameter:
    return Parameter.model_validate(parameter_file("standard", *values))


def parameters(**by_place: Parameter) -> Parameters:
    return Parameters({place.removeprefix("in_"): {"standard": entry} for place, entry in by_place.items()})


def value(known: Parameters, place: str | None, day: str = "2026-01-01") -> float | None:
    entry = known.value_on("standard", place, date.fromisoformat(day))
    return None if entry is None else entry.value


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("120104", ["120104", "120100", "120000", "national"]),
        ("120104001002", ["120104", "120100", "120000", "national"]),
        ("120000", ["120000", "national"]),
        ("321100", ["321100", "320000", "national"]),
        (None, ["national"]),
        ("", ["national"]),
    ],
)
def test_a_place_lies_in_its_city_its_province_and_the_nation(code: str | None, places: list[str]) -> None:
    assert list(places_from(code)) == places


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-12-31", None), ("2025-01-01", 10), ("2025-08-31", 10), ("2025-09-01", 20), ("2099-01-01", 20)]
)
def test_a_value_holds_from_its_first_day_until_the_next(day: str, expected: float | None) -> None:
    assert value(parameters(in_120000=parameter(("2025-01-01", 10), ("2025-09-01", 20))), "120000", day) == expected


def test_the_nearest_place_speaks() -> None:
    known = parameters(
        national=parameter(("2020-01-01", 1)), in_320000=parameter(("2020-01-01", 2)), in_321181=parameter(("2020-01-01", 3))
    )
    assert [value(known, place) for place in ("321181", "321100", "110101", None)] == [3, 2, 1, 1]


def test_a_place_whose_number_is_open_does_not_borrow_from_its_province() -> None:
    known = parameters(in_320000=parameter(("2020-01-01", 2)), in_321181=parameter())
    assert value(known, "321181") is None


def test_an_unknown_parameter_has_no_value() -> None:
    assert Parameters({}).value_on("standard", "120000", date(2026, 1, 1)) is None
    assert Parameters({}).find("standard", None) is None


def test_a_parameter_without_a_value_must_say_what_is_missing() -> None:
    with pytest.raises(ValidationError, match="no verified value"):
        Parameter.model_validate(parameter_file("standard", open=None))


@pytest.mark.parametrize("days", [("2025-09-01", "2025-01-01"), ("2025-09-01", "2025-09-01")])
def test_values_stand_in_the_order_of_their_first_days(days: tuple[str, str]) -> None:
    with pytest.raises(ValidationError, match="in order"):
        parameter((days[0], 1), (days[1], 2))
