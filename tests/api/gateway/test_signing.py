"""The signature of what leaves the building."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.gateway.signing import FRESH_SECONDS, SIGNATURE, TIMESTAMP, headers, is_signed

MOMENT = datetime(2026, 11, 22, 8, tzinfo=UTC)
BODY = b'{"kind": "x"}'
SECRET = "the-secret-of-both"
SENT = headers(SECRET, "key", BODY, MOMENT)


def test_the_receiver_knows_what_was_signed() -> None:
    assert is_signed(SECRET, SENT[TIMESTAMP], BODY, SENT[SIGNATURE], MOMENT)


@pytest.mark.parametrize(
    "secret,timestamp,body,signature,moment",
    [
        ("another secret", SENT[TIMESTAMP], BODY, SENT[SIGNATURE], MOMENT),
        (SECRET, "1", BODY, SENT[SIGNATURE], MOMENT),
        (SECRET, SENT[TIMESTAMP], BODY + b" ", SENT[SIGNATURE], MOMENT),
        (SECRET, SENT[TIMESTAMP], BODY, SENT[SIGNATURE] + "0", MOMENT),
        (SECRET, SENT[TIMESTAMP], BODY, "签名", MOMENT),
        (SECRET, SENT[TIMESTAMP], BODY, SENT[SIGNATURE], MOMENT + timedelta(seconds=FRESH_SECONDS + 1)),
        (SECRET, "no number", BODY, SENT[SIGNATURE], MOMENT),
        (SECRET, "9" * 30, BODY, SENT[SIGNATURE], MOMENT),
    ],
    ids=["secret", "time", "body", "signature", "characters", "old", "no time", "endless time"],
)
def test_anything_else_is_not_signed(secret: str, timestamp: str, body: bytes, signature: str, moment: datetime) -> None:
    assert not is_signed(secret, timestamp, body, signature, moment)
