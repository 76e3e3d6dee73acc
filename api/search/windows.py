"""Where to go for a policy at a place, with what is not known said, and the public line to ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from api.core.settings import settings
from api.wording import words
from knowledge.places import place_for, place_name
from knowledge.policy import Policy
from knowledge.windows import Hotline, Window, Windows, load_windows

# What one needs to know of a window before setting out.
NEEDED = ("address", "phone", "hours")


class WindowOut(BaseModel):
    """One window; null is not known. locality: the place it belongs to. notices: to be shown with it, most important first."""

    name: str
    office: str
    office_name: str
    locality: str
    place_name: str
    address: str | None
    phone: str | None
    hours: str | None
    map_link: str | None
    verified: bool
    checked: date | None
    demonstration: bool
    notices: list[str]


class HotlineOut(BaseModel):
    number: str
    name: str


class WindowsOut(BaseModel):
    """windows: the nearest of each kind of office, the nearest place first. notice: whom to call where none can be relied on.

    before_going: what to know before setting out, each thing once: the notice, else what the windows' own notices say.
    place_needed: a place, or a county of it, would tell more.
    """

    locality: str | None
    policy_id: str | None
    windows: list[WindowOut]
    hotline: HotlineOut
    notice: str | None
    before_going: str | None
    place_needed: bool


def windows_at(place: str | None, policy: Policy | None) -> WindowsOut:
    """Where to go at a place, for one policy or for anything."""
    known, demonstrate = load_windows(), settings().environment != "production"
    offices = known.serving(policy.id, policy.department) if policy else list(known.offices)
    hotline = known.hotline(offices if policy else [])
    found = known.find(offices, policy.id if policy else None, place, demonstrate)
    place_needed = not found and known.inside(place, offices, demonstrate)
    shown = [_shown(code, window, known) for code, window in found]
    notice = _notice(place, shown, hotline, place_needed)
    return WindowsOut(
        locality=place,
        policy_id=policy.id if policy else None,
        windows=shown,
        hotline=HotlineOut(number=hotline.number, name=hotline.name),
        notice=notice,
        before_going=notice or "".join(dict.fromkeys(said for window in shown for said in window.notices)) or None,
        place_needed=place_needed,
    )


def where_to_go(policy: Policy, household: Mapping[str, Any], locality: str | None) -> WindowsOut:
    """Where a household goes for a policy: at the place that decides for it, as far as one is known."""
    return windows_at(place_for(policy.place, household, locality or settings().default_locality), policy)


def in_words(found: WindowsOut) -> str:
    """The windows in one line, each with its address, phone and hours as far as they are known; empty where there are none."""
    wording = words("windows")
    return str(wording["between"]).join(_line(window) for window in found.windows)


def _line(window: WindowOut) -> str:
    wording = words("windows")
    parts = [wording["line"][part].format(value=value) for part in NEEDED if (value := getattr(window, part)) is not None]
    return str(wording["comma"]).join([window.name, *parts])


def _shown(place: str, window: Window, known: Windows) -> WindowOut:
    office = known.offices[window.office]
    return WindowOut(
        name=window.name,
        office=window.office,
        office_name=office.name,
        locality=place,
        place_name=place_name(place),
        address=window.address,
        phone=window.phone,
        hours=window.hours,
        map_link=known.map_link(window),
        verified=window.verified,
        checked=window.checked,
        demonstration=window.demonstration,
        notices=_notices(window, office.note, known.hotline([window.office])),
    )


def _notices(window: Window, note: str | None, hotline: Hotline) -> list[str]:
    wording = words("windows")
    line = {"number": hotline.number, "name": hotline.name}
    missing = [wording["parts"][part] for part in NEEDED if getattr(window, part) is None]
    said = [str(wording["demonstration"])] if window.demonstration else []
    if missing:
        said.append(wording["unknown"].format(parts="、".join(missing), **line))
    elif not window.verified:
        said.append(wording["unverified"].format(**line))
    return [*said, *([note] if note else [])]


def _notice(place: str | None, found: list[WindowOut], hotline: Hotline, place_needed: bool) -> str | None:
    if any(not window.demonstration for window in found):
        return None
    line = {"number": hotline.number, "name": hotline.name}
    key = "only_demonstrations" if found else "inside" if place_needed else "none"
    if place is None:
        return str(words("windows")["no_place" if place_needed else "nowhere"].format(**line))
    return str(words("windows")[key].format(place=place_name(place), **line))
