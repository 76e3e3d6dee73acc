"""Where an application stands, in words: for the resident whose it is, without the name of anyone of the staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.applications.papers import paper_states
from api.applications.personal import masked_name, opened
from api.applications.schemas import ApplicationDetail, ApplicationEventOut, ApplicationOut, MaskedApplicant, PartProgress
from api.cases.clocks import next_limit
from api.cases.events import RESIDENT, events_of, of_part
from api.cases.moves import possible, status_text
from api.cases.parts import limits_of, parts_of
from api.core.clock import CHINA, shown
from api.models import Application, ApplicationEvent, ApplicationPart
from api.search.service import policies_by_id
from api.wording import words
from knowledge.identity import masked
from knowledge.places import place_name

STAFF = "staff"


def detail(session: Session, application: Application, receipt: ApplicationOut) -> ApplicationDetail:
    """Status by part, history in words, the nearest deadline, who handles it, and what the applicant may do now."""
    events, parts = events_of(session, application.number), parts_of(session, application.number)
    names = dict(zip(application.policy_ids, policies_by_id(application.policy_ids), strict=True))
    handling = [office for part in parts if part.closed_at is None and (office := _office(part.place, part.department))]
    return ApplicationDetail(
        **receipt.model_dump(),
        status_text=status_text(application.status),
        submitted_on=application.created_at.astimezone(CHINA).date(),
        applicant=_applicant(application),
        papers=paper_states(session, application),
        label=words("receipt")["label"],
        policies=[{"policy_id": identifier, "name": name} for identifier, name in names.items()],
        parts=[_part(application, part, names, events) for part in parts],
        history=[_event(event, names) for event in events],
        handled_by=words("cases")["between"].join(dict.fromkeys(handling)) or None,
    )


def in_words(found: ApplicationDetail) -> str:
    """The same as it is told in a conversation: a line for the whole, then one for each part."""
    wording: dict[str, Any] = words("cases")["told"]
    lines = [wording["whole"].format(number=found.number, status=found.status_text)]
    for part in found.parts:
        lines.append(wording["part"].format(name=part.name, status=part.status_text))
        lines += [wording["office"].format(office=part.handled_by)] if part.handled_by else []
        lines += [part.next_text] if part.next_text else []
    return "\n".join(lines)


def _applicant(application: Application) -> MaskedApplicant:
    personal = opened(application)
    applicant, other = personal["applicant"], personal["on_behalf_of"]
    return MaskedApplicant(
        name=masked_name(applicant["name"]),
        id_number=masked(applicant["id_number"]),
        on_behalf_of=masked_name(other["name"]) if other else None,
    )


def _part(application: Application, part: ApplicationPart, names: dict[str, str], events: list[ApplicationEvent]) -> PartProgress:
    own = of_part(events, part)
    asked_for = [event.missing for event in own if event.missing]
    return PartProgress(
        policy_id=part.policy_id,
        name=names[part.policy_id],
        status=part.status,
        status_text=status_text(part.status),
        handled_by=_office(part.place, part.department) if part.closed_at is None else None,
        next_deadline=part.due,
        next_text=_next_text(application, part, own),
        missing=(asked_for[-1] or []) if part.status == "returned" and asked_for else [],
        may=[str(step) for step in possible(None, application, part)],
    )


def _next_text(application: Application, part: ApplicationPart, events: list[ApplicationEvent]) -> str | None:
    """By when what is to happen, and where it says so; without a day, why there is none."""
    wording: dict[str, Any] = words("cases")
    open_limits = [limit for limit in limits_of(application, part, events) if not limit.met]
    if part.status == "returned":
        return str(wording["told"]["stands"])
    nearest = next_limit(open_limits)
    if nearest is None or nearest.day is None:
        return str(wording["told"]["no_day"]) if open_limits else None
    step = wording["limits"]["whole"] if nearest.total else wording["steps"][nearest.step]
    return str(wording["told"]["next"]).format(day=nearest.day.isoformat(), step=step, clause=nearest.clause)


def _event(event: ApplicationEvent, names: dict[str, str]) -> ApplicationEventOut:
    # Why a part went from one office to another is theirs to know.
    why = event.why if event.act == "status" else None
    return ApplicationEventOut(
        status=event.status,
        by=RESIDENT if event.by == RESIDENT else STAFF,
        why=why,
        at=shown(event.at),
        policy_id=event.policy_id,
        text=_told(event, names, why),
    )


def _told(event: ApplicationEvent, names: dict[str, str], why: str | None) -> str:
    wording: dict[str, Any] = words("cases")
    kind = event.status if event.act == "status" else event.act
    if kind == "submitted" and event.policy_id is not None:
        kind = "supplied"
    office = _office(event.place, event.department) or wording["an_office"]
    said = str(wording["history"][kind]).format(office=office)
    extras = [*(event.missing or []), *([why] if why else []), *([event.clause] if event.clause else [])]
    about = wording["about"].format(name=names[event.policy_id]) if event.policy_id in names and len(names) > 1 else ""
    return about + said + (wording["because"] + wording["between"].join(extras) if extras else "")


def _office(place: str | None, department: str | None) -> str | None:
    """A department at a place; None where neither is known."""
    wording: dict[str, Any] = words("cases")["office"]
    if place and department:
        return str(wording["both"]).format(place=place_name(place), department=department)
    return place_name(place) if place else department
