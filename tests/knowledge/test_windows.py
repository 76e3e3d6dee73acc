"""Windows: the nearest of each kind of office, demonstrations only where nothing real is known, nothing invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import load_catalogue
from knowledge.errors import CatalogueError
from knowledge.windows import Windows, check_windows, load_windows
from tests.knowledge.households import DANYANG, TIANJIN, catalogue_of, condition, policy_file, write_catalogue

NANKAI, STREET, VILLAGE = "120104", "120104001", "120104001002"
OFFICES: dict[str, Any] = {
    "map_link": "https://maps.example/?at={latitude},{longitude}&name={name}",
    "demonstration_mark": "(demo)",
    "hotline": "12345",
    "hotlines": {"12345": "general", "12393": "insurance"},
    "offices": {
        "street": {"name": "s", "hotline": "12345", "departments": ["民政"], "policies": ["aid"]},
        "bureau": {"name": "b", "hotline": "12345", "departments": ["民政"]},
        "insurance": {"name": "i", "hotline": "12393", "departments": ["医保"], "policies": ["aid"]},
    },
}


def window(name: str, office: str = "street", **changes: Any) -> dict[str, Any]:
    """A window as its file has it."""
    return {"office": office, "name": name, "verified": False, **changes}


def demonstration(name: str, office: str = "street", **changes: Any) -> dict[str, Any]:
    """A window that is there for show."""
    return window(f"{name} (demo)", office, demonstration=True, **changes)


def windows_of(folder: Path, **by_place: list[dict[str, Any]]) -> Windows:
    """The windows of these places, each named `in_` and its code."""
    files = {f"windows/{place.removeprefix('in_')}.yaml": {"windows": group} for place, group in by_place.items()}
    # Offices have an order.
    offices = yaml.safe_dump(OFFICES, sort_keys=False)
    return load_windows(write_catalogue(folder, {"windows/offices.yaml": offices, **files}))


def names(known: Windows, place: str | None, *offices: str, policy: str | None = None, demonstrations: bool = True) -> list[str]:
    """What is found, by name and in order."""
    found = known.find(list(offices or ("street",)), policy, place, demonstrations)
    return [entry.name for _, entry in found]


def test_what_the_product_ships_can_be_loaded_and_serves_every_policy() -> None:
    check_windows(load_windows(), load_catalogue())


def test_every_window_the_product_ships_is_a_demonstration_with_nothing_invented() -> None:
    shipped = [entry for group in load_windows().by_place.values() for entry in group]
    assert shipped
    assert {(entry.demonstration, entry.verified, entry.address, entry.hours) for entry in shipped} == {(True, False, None, None)}


@pytest.mark.parametrize("place", [NANKAI, DANYANG])
def test_the_demonstration_set_shows_every_kind_of_office_people_ask_for_most(place: str) -> None:
    wanted = ["street_assistance", "civil_affairs", "medical_insurance", "human_resources"]
    wanted += ["disabled_persons", "student_aid", "legal_aid", "veterans"]
    found = load_windows().find(wanted, None, place, with_demonstrations=True)
    assert [entry.office for _, entry in found] == wanted


def test_the_nearest_place_speaks_for_each_office(tmp_path: Path) -> None:
    known = windows_of(
        tmp_path,
        in_120104001=[window("street's own")],
        in_120104=[window("district"), window("district bureau", "bureau")],
        in_120000=[window("city"), window("city bureau", "bureau"), window("city insurance", "insurance")],
    )
    asked = ("insurance", "bureau", "street")
    assert names(known, VILLAGE, *asked) == ["street's own", "district bureau", "city insurance"]
    assert names(known, STREET, *asked) == names(known, VILLAGE, *asked)
    assert names(known, NANKAI, *asked) == ["district bureau", "district", "city insurance"]
    assert names(known, "120101", *asked) == ["city insurance", "city bureau", "city"]


def test_a_place_without_windows_has_none(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[window("district")])
    assert [names(known, place) for place in (DANYANG, TIANJIN, None)] == [[], [], []]


def test_what_holds_for_the_nation_is_found_everywhere(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_national=[window("online")])
    assert [names(known, place) for place in (VILLAGE, DANYANG, None)] == [["online"]] * 3


def test_all_windows_of_an_office_at_a_place_are_given(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[window("one"), window("two")])
    assert names(known, NANKAI) == ["one", "two"]


def test_a_demonstration_gives_way_to_a_real_window_however_far(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[demonstration("near")], in_120000=[window("far")])
    assert names(known, NANKAI) == ["far"]


def test_demonstrations_can_be_left_out(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[demonstration("near")])
    assert [names(known, NANKAI, demonstrations=wanted) for wanted in (True, False)] == [["near (demo)"], []]


def test_a_window_may_serve_only_some_policies(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[window("some", policies=["aid"]), window("all")])
    assert names(known, NANKAI, policy="aid") == ["some", "all"]
    assert names(known, NANKAI, policy="other") == ["all"]
    assert names(known, NANKAI) == ["some", "all"]


def test_a_policy_is_served_by_the_offices_that_name_it_else_by_those_of_its_department(tmp_path: Path) -> None:
    known = windows_of(tmp_path)
    assert known.serving("aid", "民政") == ["street", "insurance"]
    assert known.serving("other", "民政") == ["street", "bureau"]
    assert known.serving("other", "nobody's") == []


def test_the_line_to_call_is_the_offices_own_before_the_general_one(tmp_path: Path) -> None:
    known = windows_of(tmp_path)
    assert [known.hotline(offices).number for offices in (["street", "insurance"], ["street"], [])] == ["12393", "12345", "12345"]


def test_coordinates_become_a_link_to_a_map(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[window("窗口 1", latitude=39.1, longitude=117.2), window("two")])
    links = [known.map_link(entry) for _, entry in known.find(["street"], None, NANKAI, True)]
    assert links == ["https://maps.example/?at=39.1,117.2&name=%E7%AA%97%E5%8F%A3%201", None]


BROKEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown office": ("120104", window("w", "nobody"), "nobody"),
    "an unknown key": ("120104", window("w", colour="red"), "colour"),
    "half of the coordinates": ("120104", window("w", latitude=39.1), "longitude"),
    "coordinates that are nowhere": ("120104", window("w", latitude=139.1, longitude=117.2), "latitude"),
    "a phone that is none": ("120104", window("w", phone="ask Mr Wang"), "phone"),
    "verified by nobody": ("120104", window("w", verified=True), "verified"),
    "a demonstration that does not say so": ("120104", window("w", demonstration=True), "(demo)"),
    "a real window that says it is a demonstration": ("120104", window("w (demo)"), "(demo)"),
    "a demonstration with an address": ("120104", demonstration("w", address="a"), "address"),
    "a demonstration with a phone of its own": ("120104", demonstration("w", phone="022-1234567"), "phone"),
    "a file that names no place": ("nankai", window("w"), "place"),
}


@pytest.mark.parametrize(("place", "entry", "named"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_wrong_is_said_with_its_file(tmp_path: Path, place: str, entry: dict[str, Any], named: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        windows_of(tmp_path, **{place: [entry]})
    assert f"{place}.yaml" in str(refused.value)
    assert named in str(refused.value)


@pytest.mark.parametrize("phone", ["12345", "110", "022-23456789", "0511-86521234", "400-123-4567", "13800000000"])
def test_a_phone_is_written_as_it_is_dialled(tmp_path: Path, phone: str) -> None:
    assert names(windows_of(tmp_path, in_120104=[window("w", phone=phone)]), NANKAI) == ["w"]


def test_a_line_without_a_name_is_refused(tmp_path: Path) -> None:
    nameless = {**OFFICES, "hotline": "12399"}
    with pytest.raises(CatalogueError, match="12399"):
        load_windows(write_catalogue(tmp_path, {"windows/offices.yaml": nameless}))


GOOD = condition(fact="household.cars", at_most=0)
AID = policy_file("aid", GOOD, department="民政")


def test_a_policy_that_does_not_exist_is_told_with_its_line(tmp_path: Path) -> None:
    known = windows_of(tmp_path, in_120104=[window("w", policies=["gone"])])
    with pytest.raises(CatalogueError) as refused:
        check_windows(known, catalogue_of(tmp_path, AID), tmp_path)
    assert "windows/120104.yaml:5 [windows[0].policies[0]]" in str(refused.value)
    assert "there is no national policy gone" in str(refused.value)


def test_a_policy_that_no_office_serves_is_told(tmp_path: Path) -> None:
    strange = policy_file("strange", GOOD, department="nobody's")
    with pytest.raises(CatalogueError, match="no office serves strange"):
        check_windows(windows_of(tmp_path), catalogue_of(tmp_path, AID, strange), tmp_path)
