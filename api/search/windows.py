"""Where to go for a policy at a place, with what is not known said, and the public line to ask."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from api.core.settings import settings
from api.wording import words
from knowledge.places import place_name
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
    """windows: the nearest of each kind of office, the nearest place first. notice: whom to call where none can be relied on."""

    locality: str | None
    policy_id: str | None
    windows: list[WindowOut]
    hotline: HotlineOut
    notice: str | None


def windows_at(place: str | None, policy: Policy | None) -> WindowsOut:
    """Where to go at a place, for one policy or for anything."""
    known = load_windows()
    offices = known.serving(policy.id, policy.department) if policy else list(known.offices)
    hotline = known.hotline(offices if policy else [])
    found = known.find(offices, policy.id if policy else None, place, settings().environment != "production")
    return WindowsOut(
        locality=place,
        policy_id=policy.id if policy else None,
        windows=[_shown(code, window, known) for code, window in found],
        hotline=HotlineOut(number=hotline.number, name=hotline.name),
        notice=_notice(place, [window for _, window in found], hotline),
    )


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


def _notice(place: str | None, found: list[Window], hotline: Hotline) -> str | None:
    if any(not window.demonstration for window in found):
        return None
    key = "no_place" if place is None else "only_demonstrations" if found else "none"
    line = {"number": hotline.number, "name": hotline.name}
    return str(words("windows")[key].format(place=place_name(place) if place else "", **line))
