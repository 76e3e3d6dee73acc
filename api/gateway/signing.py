"""How a receiver knows that a message is ours and of now: an HMAC over time and body.

SHA-256, keyed by the secret both sides have; docs/tasks/connect-a-platform.md shows how to check it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from api.core.security import same

SIGNATURE, TIMESTAMP, KEY = "X-Signature", "X-Timestamp", "Idempotency-Key"
SCHEME = "v1="
# Clocks of two buildings may differ by this much; what is older may have been recorded and sent again by somebody else.
FRESH_SECONDS = 300


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at that time (seconds since 1970)."""
    return SCHEME + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, timestamp: str, body: bytes, given: str, moment: datetime) -> bool:
    """Whether the body is from whoever knows the secret, and fresh."""
    try:
        sent = datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return False
    fresh = abs((moment - sent).total_seconds()) <= FRESH_SECONDS
    return fresh and same(given, signature(secret, timestamp, body))


def headers(secret: str, key: str, body: bytes, moment: datetime) -> dict[str, str]:
    """What goes with a signed body: the same key is the same message, however often it comes."""
    timestamp = str(int(moment.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        KEY: key,
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, body),
    }
