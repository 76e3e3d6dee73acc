"""Who applies, as it is kept: encrypted, with the fingerprints by which it can be found."""

from __future__ import annotations

import json
from typing import Any

import phonenumbers

from api.core.encryption import Place, decrypt, encrypt
from api.core.errors import InvalidInputError
from api.core.security import fingerprint, has_fingerprint
from api.models import Application

REGION = "CN"
HIDDEN = "*"


def normal_phone(phone: str, field: str = "applicant.phone") -> str:
    """The number in E.164. Raises InvalidInputError when it cannot be one."""
    try:
        parsed = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException as problem:
        raise InvalidInputError("phone_wrong", field=field) from problem
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidInputError("phone_wrong", field=field)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_phone_of(phone: str, phone_fingerprint: str) -> bool:
    """Whether this is the number behind a fingerprint, however it is written."""
    return has_fingerprint(lenient_phone(phone), phone_fingerprint)


def sealed(personal: dict[str, Any], number: str) -> dict[str, str]:
    """The columns of an application that keep who applies and for whom; they open in the row of this number alone."""
    applicant = personal["applicant"]
    return {
        "applicant_encrypted": encrypt(json.dumps(personal, ensure_ascii=False), place_of_person(number)),
        "id_fingerprint": fingerprint(normal_id_number(applicant["id_number"])),
        "person_fingerprint": fingerprint(person_named(personal)),
        "phone_fingerprint": fingerprint(lenient_phone(applicant["phone"])),
    }


def opened(application: Application) -> dict[str, Any]:
    """Who applies and for whom, in clear. Raises NotOpenedError when no known key reads it."""
    kept = decrypt(application.applicant_encrypted, place_of_person(application.number))
    personal: dict[str, Any] = json.loads(kept)
    return personal


def seal_again(application: Application) -> None:
    """Puts person, fingerprints and facts under today's key. Raises NotOpenedError, and then nothing of it has changed."""
    columns, facts = sealed(opened(application), application.number), application.facts
    for name, value in columns.items():
        setattr(application, name, value)
    application.facts = facts


def person_named(personal: dict[str, Any]) -> str:
    """Whom an application is for, as it is looked up: by ID number; without one by name and who applies for that person."""
    other, applicant = personal["on_behalf_of"], normal_id_number(personal["applicant"]["id_number"])
    if other is None:
        return applicant
    return normal_id_number(other["id_number"]) if other.get("id_number") else f"{applicant} {other['name']}"


def masked_name(name: str) -> str:
    """A name as it may be shown: its first character."""
    return name[:1] + HIDDEN * max(len(name) - 1, 1)


def place_of_person(number: str) -> Place:
    """Where an application keeps who applies."""
    return Place(Application.__tablename__, "applicant_encrypted", number)


def normal_id_number(number: str) -> str:
    """An ID number as it is looked up."""
    return number.strip().upper()


def lenient_phone(phone: str) -> str:
    """The number in E.164, or as it was written when it can be none."""
    try:
        return normal_phone(phone)
    except InvalidInputError:
        return phone
