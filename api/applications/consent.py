"""What a resident agrees to with an application: what for, how long, and that it can be taken back."""

from __future__ import annotations

from datetime import timedelta

from api.core.settings import settings
from api.wording import words


def consent_text() -> str:
    """The wording of today's version, with how long this office keeps what was applied for."""
    wording = words("dialogue")["application"]
    kept = wording["kept"].format(granted=_length(settings().keep_granted), refused=_length(settings().keep_refused))
    return str(wording["consent"]).format(kept=kept)


def _length(kept: timedelta | None) -> str:
    length = words("dialogue")["application"]["length"]
    return str(length["open"] if kept is None else length["days"].format(days=kept.days))
