"""Who applies, as it is kept: encrypted, with the fingerprints by which it can be found."""

from __future__ import annotations

import json
from typing import Any

import phonenumbers

from api.core.errors import InvalidInputError
from api.core.security import decrypt, encrypt, fingerprint, has_fingerprint

REGION = "CN"


def normal_phone(phone: str) -> str:
    """The number in E.164. Raises InvalidInputError when it cannot be one."""
    try:
        parsed = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException as problem:
        raise InvalidInputError("phone_wrong", field="applicant.phone") from problem
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidInputError("phone_wrong", field="applicant.phone")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_phone_of(phone: str, phone_fingerprint: str) -> bool:
    """Whether this is the number behind a fingerprint, however it is written."""
    return has_fingerprint(_lenient_phone(phone), phone_fingerprint)


def sealed(personal: dict[str, Any]) -> dict[str, str]:
    """The columns of an application that keep who applies and for whom."""
    applicant = personal["applicant"]
    return {
        "applicant_encrypted": encrypt(json.dumps(personal, ensure_ascii=False)),
        "id_fingerprint": fingerprint(applicant["id_number"].strip().upper()),
        "phone_fingerprint": fingerprint(_lenient_phone(applicant["phone"])),
    }


def opened(applicant_encrypted: str) -> dict[str, Any]:
    """Who applies and for whom, in clear. Raises cryptography's InvalidToken when no known key reads it."""
    personal: dict[str, Any] = json.loads(decrypt(applicant_encrypted))
    return personal


def _lenient_phone(phone: str) -> str:
    try:
        return normal_phone(phone)
    except InvalidInputError:
        return phone
