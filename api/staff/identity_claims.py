"""What an identity service says about somebody, in the words used here; `identity_claims.yaml` shows how claims are mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.core.errors import InvalidInputError, NotAllowedError
from api.core.settings import settings
from api.staff.accounts import Position, check_position
from api.staff.roles import ROLES

DEFAULT = Path(__file__).with_name("identity_claims.yaml")


@dataclass(frozen=True)
class Somebody:
    """A person as the identity service knows them. identity: a digest of issuer and subject; name: as it would be shown."""

    identity: str
    name: str
    position: Position


def somebody(claims: Mapping[str, Any]) -> Somebody:
    """Who the claims of a verified ID token are about. Raises NotAllowedError where they give no role that holds here."""
    mapping: dict[str, dict[str, Any]] = yaml.safe_load((settings().oidc_claims or DEFAULT).read_text("utf-8"))
    role, place, department = (_meant(mapping[part], claims) for part in ("role", "place", "department"))
    lacking = [part for part, found in (("place", place), ("department", department)) if found is None]
    if role not in ROLES or any(role in mapping[part].get("needed_by", ()) for part in lacking):
        raise NotAllowedError("identity_no_role")
    position = Position(role, place, department)
    try:
        check_position(position)
    except InvalidInputError as unfit:
        # A place or department nobody knows must not become everywhere.
        raise NotAllowedError("identity_no_role") from unfit
    digest = hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()
    return Somebody(digest, _meant(mapping["name"], claims) or "", position)


def _meant(rule: Mapping[str, Any], claims: Mapping[str, Any]) -> str | None:
    """What one claim means; of several values the one that comes first in the mapping, without one the first."""
    found: Any = claims
    for part in rule["claim"].split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    said = [str(value) for value in (found if isinstance(found, list) else [found]) if value not in (None, "")]
    if "values" not in rule:
        return said[0] if said else None
    return next((meaning for value, meaning in rule["values"].items() if str(value) in said), None)
