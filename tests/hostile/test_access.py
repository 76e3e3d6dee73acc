"""Every call with every key but the right one: refused, and nothing is read or changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hostile.conftest import SECRET
from tests.hostile.stranger import Stranger

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text("utf-8"))


def refused(intruder: Stranger, row: dict[str, Any], headers: dict[str, str], names: dict[str, str]) -> None:
    """Sends a call with a key that opens nothing and reads the refusal."""
    text = json.dumps([row["call"], row.get("body"), {**row.get("headers", {}), **headers}])
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    call, body, sent = json.loads(text)
    method, path = call.split()
    answer = intruder.send(method, path, body, sent, keyless=True)
    # With the cookie of staff and no page of ours it is refused before anybody looks at the key.
    assert answer.status_code in (401, 403)
    assert SECRET not in answer.text


def names_of(intruder: Stranger, neighbour: Stranger, staff_key: dict[str, str]) -> dict[str, str]:
    """What stands for the names of the table."""
    return {
        "id": neighbour.id,
        "greeting": neighbour.greeting["id"],
        "own": intruder.id,
        "token": intruder.token,
        "staff": staff_key["Cookie"].removeprefix("staff="),
    }


def with_every_key(rows: str, keys: str) -> Any:
    """Every call of one kind with every key that is of no use there."""
    calls = pytest.mark.parametrize("row", TABLE[rows], ids=[row["call"] for row in TABLE[rows]])
    return lambda test: calls(pytest.mark.parametrize("key", TABLE[keys].values(), ids=list(TABLE[keys]))(test))


@with_every_key("resident_calls", "keys_of_no_use_with_residents")
def test_a_conversation_opens_to_its_own_key_only(
    intruder: Stranger, neighbour: Stranger, staff_key: dict[str, str], row: dict[str, Any], key: dict[str, str]
) -> None:
    before = neighbour.history()
    refused(intruder, row, key, names_of(intruder, neighbour, staff_key))
    assert neighbour.history() == before


@with_every_key("staff_calls", "keys_of_no_use_with_staff")
def test_the_inbox_opens_to_staff_only(
    intruder: Stranger, neighbour: Stranger, staff_key: dict[str, str], row: dict[str, Any], key: dict[str, str]
) -> None:
    refused(intruder, row, key, names_of(intruder, neighbour, staff_key))


@with_every_key("internal_calls", "keys_of_no_use_inside")
def test_what_the_bot_calls_opens_to_nobody_else(
    intruder: Stranger, neighbour: Stranger, staff_key: dict[str, str], row: dict[str, Any], key: dict[str, str]
) -> None:
    before = neighbour.facts()
    refused(intruder, row, key, names_of(intruder, neighbour, staff_key))
    assert neighbour.facts() == before
