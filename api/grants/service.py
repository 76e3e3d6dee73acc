"""Records what was granted, and tells what somebody has been granted already."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.applications.personal import lenient_phone, normal_id_number, opened
from api.audit import record
from api.chat.text import has_words
from api.core.clock import now, today
from api.core.errors import InvalidInputError
from api.core.security import fingerprint, fingerprints, new_identifier
from api.grants.schemas import RecordForm, Terms
from api.models import Application, ApplicationPart, Grant, StaffAccount
from api.staff.permissions import require
from knowledge.catalogue import load_catalogue
from knowledge.identity import is_resident_id
from knowledge.policy import Policy


def note_grant(session: Session, by: str, application: Application, part: ApplicationPart, terms: Terms | None) -> None:
    """Records what a part came to: for whom it was applied for, with the applicant's own number or that of the other person."""
    personal = opened(application)
    # Where somebody else is applied for, the applicant's numbers are not those of whom it was granted to.
    person = personal["on_behalf_of"] or personal["applicant"]
    grant = _made(by, part.policy_id, person, terms or Terms())
    grant.number, grant.department, grant.place = application.number, part.department, part.place
    session.add(grant)
    record(session, by, "grant_recorded", application.number)


def record_grant(session: Session, account: StaffAccount, form: RecordForm) -> Grant:
    """Records what was granted to somebody who made no application here.

    Raises InvalidInputError for what is unfit, NotAllowedError, NotFoundError for a place or department that is another's.
    """
    policy = load_catalogue().policies.get(form.policy_id)
    if policy is None:
        raise InvalidInputError("unknown_policy", field="policy_id")
    if not has_words(form.name):
        raise InvalidInputError("name_missing", field="name")
    if not is_resident_id(form.id_number, today()):
        raise InvalidInputError("id_number_wrong", field="id_number")
    place = form.place or account.place
    require(account, "grant.record", [place] if place else [], policy.department)
    grant = _made(account.name, policy.id, {"name": form.name, "id_number": form.id_number}, form)
    grant.department, grant.place = policy.department, place
    session.add(grant)
    record(session, account.name, "grant_recorded", grant.id)
    session.flush()
    return grant


def granted_to(session: Session, id_number: str | None, but: str | None = None) -> list[Grant]:
    """What the person of this ID number has and is not known to have ended; `but`: the application looked at."""
    if not id_number:
        return []
    known = select(Grant).where(Grant.id_fingerprint.in_(fingerprints(normal_id_number(id_number))))
    running = known.where(or_(Grant.until_day.is_(None), Grant.until_day >= today()))
    other = running if but is None else running.where(or_(Grant.number.is_(None), Grant.number != but))
    return list(session.scalars(other.order_by(Grant.at)))


def known_to_applicant(session: Session, applicant: dict[str, Any], but: str | None = None) -> list[Grant]:
    """Of these what an applicant may be told: only whoever gave the same name, ID number and phone before.

    What was recorded without a phone is shown to staff alone: an ID number by itself is known to too many.
    """
    identity = applicant["name"], lenient_phone(applicant["phone"])
    return [grant for grant in granted_to(session, applicant["id_number"], but) if _identity(grant) == identity]


def received_by(session: Session, applicant: dict[str, Any], but: str | None = None) -> list[str]:
    """The policies of which an applicant, known as in `known_to_applicant`, is paid again and again."""
    policies = load_catalogue().policies
    held = dict.fromkeys(grant.policy_id for grant in known_to_applicant(session, applicant, but))
    return [identifier for identifier in held if identifier in policies and _goes_on(policies[identifier])]


def _goes_on(policy: Policy) -> bool:
    unit = policy.benefit.unit if policy.benefit else None
    return any(period in (unit or "") for period in _periods())


@cache
def _periods() -> tuple[str, ...]:
    return tuple(yaml.safe_load(Path(__file__).with_name("ongoing.yaml").read_text("utf-8")))


def seal_again(grant: Grant) -> None:
    """Puts the person and the fingerprint under today's key. Raises NotOpenedError, and then nothing of it has changed."""
    person = grant.person
    grant.person = person
    grant.id_fingerprint = _fingerprint(person["id_number"])


def _identity(grant: Grant) -> tuple[str, str | None]:
    phone = grant.person["phone"]
    return grant.person["name"], lenient_phone(phone) if phone else None


def _made(by: str, policy_id: str, person: dict[str, Any], terms: Terms) -> Grant:
    _check_days(terms.from_day, terms.until_day)
    grant = Grant(id=new_identifier(), policy_id=policy_id, by=by, at=now())
    grant.person = {name: person.get(name) for name in ("name", "id_number", "phone")}
    grant.id_fingerprint = _fingerprint(person.get("id_number"))
    grant.amount, grant.unit, grant.from_day, grant.until_day = terms.amount, terms.unit, terms.from_day, terms.until_day
    return grant


def _fingerprint(id_number: str | None) -> str | None:
    return fingerprint(normal_id_number(id_number)) if id_number else None


def _check_days(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise InvalidInputError("grant_days_wrong", field="until_day")
