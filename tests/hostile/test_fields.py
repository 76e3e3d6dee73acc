"""Fills every field, address and header with what it was not made for; `Stranger.send` checks that an answer is one at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.hostile.stranger import Stranger

TABLE = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text("utf-8"))
MARK = "the place of the poison"
# An address that names what is there, or nothing.
FOUND, REFUSED = {200, 201, 204, 303}, {400, 401, 404, 405, 409, 413, 422, 429}


def poison(written: Any) -> str:
    """A value as it stands in JSON."""
    if isinstance(written, str):
        return written
    part = {"before": "", "inside": "", "closing": "", "after": "", **written}
    return "".join((part["before"], part["each"] * part["times"], part["inside"], part["closing"] * part["times"], part["after"]))


def places(body: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a body, and to the body itself."""
    yield ()
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, value in inside:
        for rest in places(value):
            yield (step, *rest)


def poisoned(body: Any, place: tuple[Any, ...]) -> Any:
    """The body with a mark at that place."""
    if not place:
        return MARK
    copy = deepcopy(body)
    inside = copy
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = MARK
    return copy


def with_poisoned_names(body: Any) -> Iterator[Any]:
    """The body with a mark as the name of a field, once in every object."""
    for place in places(body):
        copy = deepcopy(body)
        inside = copy
        for step in place:
            inside = inside[step]
        if isinstance(inside, dict):
            inside[MARK] = 1
            yield copy


def bodies(body: Any, value: str) -> list[bytes]:
    """The body with the value in every place, and, where it can be one, as a name."""
    marked = [poisoned(body, place) for place in places(body)]
    marked += with_poisoned_names(body) if value.startswith('"') else []
    return [json.dumps(one).replace(json.dumps(MARK), value).encode() for one in marked]


def aimed(row: dict[str, Any], stranger: Stranger) -> tuple[str, str, Any]:
    """Method, path and body of a call for that conversation."""
    text = json.dumps([row["call"], row["body"]]).replace("{id}", stranger.id).replace("{greeting}", stranger.greeting["id"])
    call, body = json.loads(text)
    return *call.split(), body


def every(rows: list[dict[str, Any]]) -> Any:
    """Every call with every poison."""
    names = [f"{row['call']} {' '.join(row['body'])[:30]}" for row in rows]
    soon = [pytest.param(poison(value), id=name) for name, value in TABLE["poisons"].items()]
    later = [pytest.param(poison(value), id=str(name), marks=pytest.mark.long) for name, value in TABLE["more_poisons"].items()]
    values = pytest.mark.parametrize("value", [*soon, *later])
    return lambda test: values(pytest.mark.parametrize("row", rows, ids=names)(test))


@every(TABLE["calls"])
def test_a_field_filled_with_anything_is_answered_or_refused(stranger: Stranger, row: dict[str, Any], value: str) -> None:
    method, path, body = aimed(row, stranger)
    for sent in bodies(body, value):
        assert stranger.send(method, path, sent, headers=row.get("headers")).status_code in FOUND | REFUSED
    assert stranger.history()[0] == stranger.greeting


@every(TABLE["staff_calls"])
def test_a_field_of_the_staff_filled_with_anything_is_answered_or_refused(
    attended: Stranger, staff_key: dict[str, str], row: dict[str, Any], value: Any
) -> None:
    method, path, body = aimed(row, attended)
    for sent in bodies(body, value):
        assert attended.send(method, path, sent, headers=staff_key).status_code in FOUND | REFUSED


@pytest.mark.parametrize("address", TABLE["addresses"])
def test_an_address_with_anything_in_it_is_answered_or_refused(
    stranger: Stranger, staff_key: dict[str, str], address: str
) -> None:
    keys = staff_key if address.startswith("/v1/staff") else {}
    for value in TABLE["in_addresses"]:
        path = address.replace("{id}", stranger.id).replace("{}", value)
        if "/events" in path:
            assert stranger.begin(path, keys) in FOUND | REFUSED
        else:
            assert stranger.send("GET", path, headers={**keys, "Accept": "application/json"}).status_code in FOUND | REFUSED


@pytest.mark.parametrize("name", TABLE["headers"])
def test_a_header_with_anything_in_it_is_answered_or_refused(stranger: Stranger, name: str) -> None:
    for value in TABLE["in_headers"]:
        header = {name: value.encode("latin-1")}
        for method, path in (("GET", f"{stranger.path}/messages"), ("GET", "/v1/applications/JZ2026112200000000"), ("GET", "/")):
            stranger.send(method, path, headers=header)
        stranger.send("POST", "/v1/extract", {"text": "家里三口人"}, headers=header)
        stranger.send("POST", "/v1/applications", {}, headers=header)


def test_after_all_of_it_the_service_is_as_ready_as_before(live_system: str, neighbour: Stranger) -> None:
    assert httpx.get(f"{live_system}/readyz", timeout=10).status_code == 200
    assert httpx.get(f"{live_system}/metrics", timeout=10).status_code == 200
    assert len(neighbour.said()) == 1
