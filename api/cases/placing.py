"""Where the steps of a part are done: at one place, or shared between where a household lives and where it is registered."""

from __future__ import annotations

from api.core.clock import CHINA
from api.models import Application, ApplicationPart
from api.staff.permissions import covers
from knowledge.catalogue import load_catalogue
from knowledge.errors import UnknownPolicyError
from knowledge.places import HUKOU, RESIDENCE, place_for
from knowledge.policy import Policy

BOTH = "both"


def policy_of(application: Application, part: ApplicationPart) -> Policy | None:
    """The entry a part is handled by: as it stood at its place on the day of the application; None when it is gone."""
    return local_policy(application, part.policy_id, part.place)


def local_policy(application: Application, policy_id: str, otherwise: str | None) -> Policy | None:
    """The entry of a policy for an application, at the place the policy goes by; `otherwise` where the application names none."""
    catalogue = load_catalogue()
    known = catalogue.policies.get(policy_id)
    if known is None:
        return None
    place = place_for(known.place, _named(application), None) or otherwise
    try:
        return catalogue.policy(policy_id, place, application.created_at.astimezone(CHINA).date())
    except UnknownPolicyError:
        return known


def first_places(application: Application, policy: Policy, locality: str | None) -> tuple[str | None, str | None]:
    """Who handles a new part, and the other side where the entry shares the work between two places."""
    place = place_for(policy.place, _named(application), locality)
    hukou, residence = application.hukou, application.residence
    if not (policy.step_places and place and hukou and residence) or are_one(hukou, residence):
        return place, None
    return place, residence if place == hukou else hukou


def step_places(application: Application, part: ApplicationPart, policy: Policy, step: str) -> list[str]:
    """The places a step of a part is done at: for a shared one those of the side the entry names, else whoever handles it."""
    if part.place is None or part.other_place is None:
        return [part.place] if part.place else []
    row = next((row for row in policy.step_places if row.step == step), None)
    if row is None or row.side == BOTH:
        return [part.place, part.other_place]
    here = _side(application, part.place)
    return [part.place if row.side == here else part.other_place]


def all_places(part: ApplicationPart) -> list[str]:
    """Every place a part concerns."""
    return [place for place in (part.place, part.other_place) if place is not None]


def hand_on(part: ApplicationPart, places: list[str]) -> bool:
    """Makes one of these places the one that handles the part, where it is not yet. Gives whether it changed."""
    if not places or part.place in places or part.other_place not in places:
        return False
    part.place, part.other_place = part.other_place, part.place
    return True


def are_one(first: str, second: str) -> bool:
    """Whether two codes mean one place, or one lies in the other."""
    return covers(first, second) or covers(second, first)


def _side(application: Application, place: str) -> str:
    """Which side a place stands for; a place that is neither was dispatched to for the registered one."""
    return RESIDENCE if application.residence and are_one(application.residence, place) else HUKOU


def _named(application: Application) -> dict[str, str | None]:
    return {HUKOU: application.hukou, RESIDENCE: application.residence}
