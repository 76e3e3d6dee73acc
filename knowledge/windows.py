"""Where to go: which offices serve a policy, and their windows place by place, from `windows/`.

`offices.yaml` lists the kinds of office with what they serve and the public line to ask; every other file is named after a place
(GB/T 2260, or the longer code of a street or village) and lists its windows. What nobody verified is None, never invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.catalogue import FOLDER, Catalogue
from knowledge.errors import CatalogueError
from knowledge.parameters import NATIONAL, places_from
from knowledge.reading import Finding, Location, placed, read_file
from knowledge.terms import Shape

SUBFOLDER = "windows"
OFFICES = "offices"
PLACE = re.compile(r"[0-9]{6}([0-9]{3}|[0-9]{6})?")
STREET_DIGITS = 9
# Ends the code of a place that is not divided at that level: a whole city, a whole province.
WHOLE = "00"


class Hotline(Shape):
    """A national public line."""

    number: str
    name: str


class Office(Shape):
    """A kind of office. It serves the policies it names, and of its departments those that no office names.

    note: what to know before going there.
    """

    name: str
    hotline: str
    departments: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    note: str | None = None


class Offices(Shape):
    """`offices.yaml`: what holds for windows everywhere. hotline: for whatever no other line is known for."""

    map_link: str
    demonstration_mark: str
    hotline: str
    hotlines: dict[str, str]
    offices: dict[str, Office]

    @model_validator(mode="after")
    def _knows_its_lines(self) -> Offices:
        if unknown := {self.hotline, *(office.hotline for office in self.offices.values())} - set(self.hotlines):
            numbers = ", ".join(sorted(unknown))
            raise PydanticCustomError("no_hotline", "{numbers}: not in hotlines", {"numbers": numbers})
        return self


class Window(Shape):
    """One window of a place. policies: only these of what its office serves; none named means all of them.

    latitude, longitude: degrees, WGS 84. checked: the day on which somebody verified it, source: where.
    demonstration: shows how a window looks; nobody can go there.
    """

    office: str
    name: str
    policies: tuple[str, ...] = ()
    address: str | None = None
    phone: Annotated[str | None, Field(pattern=r"^[0-9]{3,5}(-?[0-9]{3,8}){0,2}$")] = None
    hours: str | None = None
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    verified: bool
    checked: date | None = None
    source: str | None = None
    demonstration: bool = False

    @model_validator(mode="after")
    def _says_what_it_knows(self) -> Window:
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError("half_coordinates", "latitude and longitude come together")
        if self.verified and (self.checked is None or self.source is None):
            raise PydanticCustomError("verified_by_nobody", "what is verified has checked and source")
        if self.demonstration and (self.verified or self.address or self.latitude is not None):
            raise PydanticCustomError("demonstration_facts", "a demonstration has no address, no coordinates, is not verified")
        return self


class PlaceWindows(Shape):
    """The file of one place."""

    windows: Annotated[list[Window], Field(min_length=1)]


class Windows:
    """All windows by place; immutable."""

    def __init__(self, offices: Offices, by_place: dict[str, list[Window]]) -> None:
        self.offices = offices.offices
        self.by_place = by_place
        self._common = offices
        self._named = {name for office in self.offices.values() for name in office.policies}

    def serving(self, policy_id: str, department: str) -> list[str]:
        """The kinds of office that serve a policy, in the order in which one turns to them."""
        if policy_id in self._named:
            return [name for name, office in self.offices.items() if policy_id in office.policies]
        return [name for name, office in self.offices.items() if department in office.departments]

    def hotline(self, offices: Iterable[str]) -> Hotline:
        """The public line for what these offices serve: the first that is their own, else the general one."""
        general = self._common.hotline
        return self.line(next((line for name in offices if (line := self.offices[name].hotline) != general), general))

    def line(self, number: str) -> Hotline:
        """A national line by its number. Raises KeyError for one that is not listed."""
        return Hotline(number=number, name=self._common.hotlines[number])

    def find(
        self, offices: list[str], policy_id: str | None, place: str | None, with_demonstrations: bool
    ) -> list[tuple[str, Window]]:
        """The nearest windows of each of these offices with the place they belong to, the nearest place first.

        A demonstration is given only where no real window is known.
        """
        chain = list(nearest_places(place))
        found: list[tuple[str, Window]] = []
        for office in offices:
            fitting = [(code, window) for code in chain for window in self._of(code, office, policy_id)]
            real = [entry for entry in fitting if not entry[1].demonstration]
            best = real or (fitting if with_demonstrations else [])
            found += [entry for entry in best if entry[0] == best[0][0]]
        return sorted(found, key=lambda entry: chain.index(entry[0]))

    def inside(self, place: str | None, offices: Iterable[str], with_demonstrations: bool) -> bool:
        """Whether places inside this one have windows of these offices; every place is inside the nation (None)."""
        wanted, area = set(offices), _area(place)
        return any(
            window.office in wanted and (with_demonstrations or not window.demonstration)
            for code, windows in self.by_place.items()
            if code.startswith(area) and code != place
            for window in windows
        )

    def map_link(self, window: Window) -> str | None:
        """Where the window is on a map; None where its coordinates are not known."""
        if window.latitude is None:
            return None
        return self._common.map_link.format(
            latitude=window.latitude, longitude=window.longitude, name=quote(window.name, safe="")
        )

    def _of(self, place: str, office: str, policy_id: str | None) -> Iterator[Window]:
        for window in self.by_place.get(place, []):
            if window.office == office and (policy_id is None or not window.policies or policy_id in window.policies):
                yield window


def nearest_places(place: str | None) -> Iterator[str]:
    """The place itself, its street, its county, and what these lie in."""
    longer = [place, place[:STREET_DIGITS]] if place else []
    yield from dict.fromkeys((*longer, *places_from(place)))


def _area(place: str | None) -> str:
    """The digits with which the codes of all places inside begin: of a province two, of a city four."""
    code = place or ""
    while code.endswith(WHOLE):
        code = code.removesuffix(WHOLE)
    return code


@cache
def load_windows(folder: Path = FOLDER) -> Windows:
    """Reads and checks `windows/` below the folder. Raises CatalogueError with all mistakes of a file."""
    common = read_file(folder / SUBFOLDER / f"{OFFICES}.yaml", Offices)
    by_place: dict[str, list[Window]] = {}
    found: list[Finding] = []
    for file in sorted((folder / SUBFOLDER).glob("*.yaml")):
        if file.stem == OFFICES:
            continue
        name = f"{SUBFOLDER}/{file.name}"
        if file.stem != NATIONAL and not PLACE.fullmatch(file.stem):
            found.append(Finding(name, (), "no_place"))
        by_place[file.stem] = read_file(file, PlaceWindows).windows
        for position, window in enumerate(by_place[file.stem]):
            found += _check(name, ("windows", position), window, common)
    _refuse(found, folder)
    return Windows(common, by_place)


def _check(file: str, at: Location, window: Window, common: Offices) -> Iterator[Finding]:
    if window.office not in common.offices:
        yield Finding(file, (*at, "office"), "no_office", {"found": window.office, "known": ", ".join(common.offices)})
    if window.demonstration != (common.demonstration_mark in window.name):
        yield Finding(file, (*at, "name"), "demonstration_mark", {"mark": common.demonstration_mark})
    if window.demonstration and window.phone not in (None, *common.hotlines):
        yield Finding(file, (*at, "phone"), "demonstration_phone", {"known": ", ".join(common.hotlines)})


def check_windows(windows: Windows, catalogue: Catalogue, folder: Path = FOLDER) -> None:
    """That every policy has an office and every policy named exists. Raises CatalogueError."""
    named: list[tuple[str, Location, str]] = [
        (f"{SUBFOLDER}/{OFFICES}.yaml", ("offices", name, "policies", position), policy)
        for name, office in windows.offices.items()
        for position, policy in enumerate(office.policies)
    ]
    named += [
        (f"{SUBFOLDER}/{place}.yaml", ("windows", row, "policies", position), policy)
        for place, group in windows.by_place.items()
        for row, window in enumerate(group)
        for position, policy in enumerate(window.policies)
    ]
    found = [Finding(file, at, "no_policy", {"id": policy}) for file, at, policy in named if policy not in catalogue.policies]
    for policy in catalogue.policies.values():
        if not windows.serving(policy.id, policy.department):
            details = {"id": policy.id, "department": policy.department}
            found.append(Finding(f"{SUBFOLDER}/{OFFICES}.yaml", ("offices",), "unserved", details))
    _refuse(found, folder)


def _refuse(found: list[Finding], folder: Path) -> None:
    if found:
        raise CatalogueError(*placed(found, folder))
