"""Adding a city as `docs/tasks/add-a-city.md` says: a folder of parameters and a file of windows, and no line of code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge.windows import load_windows
from tests.knowledge.households import Facts, family, judge_of, parameter_file, write_catalogue

# No such place exists.
PROVINCE, CITY, COUNTY = "990000", "990100", "990102"
FAMILY = family(size=3, monthly_income=2400, savings=3000, homes=1, cars=0, receiving=[])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue with one more city."""
    place = tmp_path_factory.mktemp("catalogue")
    for name in ("policies", "parameters", "windows"):
        shutil.copytree(FOLDER / name, place / name)
    window = {"office": "street_assistance", "name": "w", "phone": "0999-1234567", "verified": False}
    numbers = {"dibao.monthly_standard": 900, "dibao.savings_months": 24}
    files = {
        f"parameters/{CITY}/{name}.yaml": parameter_file(name, ("2026-07-01", value), label=name)
        for name, value in numbers.items()
    }
    return write_catalogue(place, {**files, f"windows/{CITY}.yaml": {"windows": [window]}})


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    """Its catalogue."""
    return load_catalogue(folder)


def verdict(catalogue: Catalogue, facts: Facts, place: str) -> str:
    """The verdict on 低保 at a place."""
    judge = judge_of(catalogue, facts, place)
    return next(result.verdict for result in judge.results() if result.policy.id == "dibao")


def test_where_no_number_is_known_nothing_is_decided(catalogue: Catalogue) -> None:
    assert verdict(catalogue, FAMILY, PROVINCE) == "undetermined"


@pytest.mark.parametrize("place", [CITY, COUNTY, f"{COUNTY}001"])
def test_the_numbers_of_the_city_decide_in_all_its_counties(catalogue: Catalogue, place: str) -> None:
    assert verdict(catalogue, FAMILY, place) == "eligible"


def test_the_other_places_judge_as_before(catalogue: Catalogue) -> None:
    places = ("120101", "321181", "110101")
    assert [verdict(catalogue, FAMILY, place) for place in places] == [
        verdict(load_catalogue(), FAMILY, place) for place in places
    ]


def test_its_windows_are_found(folder: Path) -> None:
    found = load_windows(folder).find(["street_assistance"], "dibao", COUNTY, with_demonstrations=True)
    assert [(place, window.phone) for place, window in found] == [(CITY, "0999-1234567")]
