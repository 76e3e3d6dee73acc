"""Bodies and bytes that are no request of ours: refused, and the service goes on."""

from __future__ import annotations

import gzip
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.hostile.stranger import Stranger

PLAIN = {"Content-Type": "application/json"}
JSON_TEXT = b'{"text": "hello"}'
KINDS = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/vnd.api+json",
    "text/json",
    "application/jsonp",
    "nonsense",
    "",
]
CODINGS = ["gzip", "deflate", "br", "zstd", "gzip, gzip", "nonsense"]
MALFORMED = {
    "cut": b'{"text": "hello"',
    "two": b'{"text": "a"}{"text": "b"}',
    "a comment": b'{"text": "a" /* b */}',
    "single quotes": b"{'text': 'a'}",
    "a comma too many": b'{"text": "a",}',
    "no text of Unicode": b'{"text": "\xff\xfe"}',
    "another encoding": '{"text": "低保"}'.encode("gb18030"),
    "a list": b'[{"text": "a"}]',
    "a text": b'"text"',
    "a number": b"1",
    "nothing": b"null",
    "empty": b"",
    "lists without end": b"[" * 100_000,
    "objects without end": b'{"text":' * 100_000,
    "binary": bytes(range(256)),
}
RAW = {
    "NUL in a header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Phone: 1\x002\r\n\r\n",
    "a header split in two": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-ID: abcdefgh\rSet-Cookie: a=b\r\n\r\n",
    "two lengths": b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n12345",
    "a length that is none": b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk that is none": b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a header without end": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000,
    "headers without end": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 50_000,
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a method that is none": b"\x00\x01 / HTTP/1.1\r\n\r\n",
    "a version that is none": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
}


def send(stranger: Stranger, content: bytes, **headers: str) -> int:
    """A message whose body and kind are given as they are."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return stranger.send("POST", f"{stranger.path}/messages", content, {**PLAIN, **sent}).status_code


def raw(address: str, content: bytes) -> bytes:
    """What comes back to bytes sent as they are; empty when the connection is only closed."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    with socket.create_connection((host, port), timeout=5) as line:
        try:
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
            return line.recv(65_536)
        except OSError:
            return b""


def alive(stranger: Stranger) -> bool:
    """Whether the conversation still answers, and kept nothing of what was refused."""
    return stranger.said() == [] and stranger.say("你好").status_code == 200


@pytest.mark.parametrize("kind", KINDS, ids=ascii)
def test_a_body_of_another_kind_is_refused(stranger: Stranger, kind: str) -> None:
    assert send(stranger, JSON_TEXT, Content_Type=kind) == 415
    assert alive(stranger)


def test_json_with_its_encoding_named_is_json(stranger: Stranger) -> None:
    assert send(stranger, JSON_TEXT, Content_Type="Application/JSON; charset=utf-8") == 200


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_that_would_have_to_be_unpacked_is_refused(stranger: Stranger, coding: str) -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * 50_000_000 + b'"}')
    assert send(stranger, bomb, Content_Encoding=coding) == 415
    assert alive(stranger)


@pytest.mark.parametrize("content", MALFORMED.values(), ids=list(MALFORMED))
def test_a_body_that_is_no_json_object_is_refused(stranger: Stranger, content: bytes) -> None:
    assert send(stranger, content) in (400, 422)
    assert alive(stranger)


def test_a_body_without_end_is_refused_before_its_end(stranger: Stranger) -> None:
    assert send(stranger, b'{"text": "' + b"a" * 4_000_000 + b'"}') == 413
    assert alive(stranger)


def test_of_a_field_given_twice_the_last_one_holds_for_everybody(stranger: Stranger) -> None:
    send(stranger, '{"text": "我家九口人", "text": "我家三口人"}'.encode())
    assert (stranger.said(), stranger.facts()) == (["我家三口人"], {"household.size": 3})


def test_fields_nobody_asked_for_change_nothing(stranger: Stranger) -> None:
    extra: dict[str, Any] = {
        "text": "你好",
        "mode": "human",
        "sender": "staff",
        "facts": {"household": {"size": 9}},
    }
    turn = stranger.send("POST", f"{stranger.path}/messages", extra).json()
    assert (turn["mode"], stranger.facts()) == ("bot", {})
    assert [message["sender"] for message in stranger.history()][:2] == ["bot", "resident"]


@pytest.mark.parametrize("content", RAW.values(), ids=list(RAW))
def test_bytes_that_are_no_request_are_refused_and_the_service_goes_on(
    live_system: str, stranger: Stranger, content: bytes
) -> None:
    answer = raw(live_system, content)
    assert not answer or answer.split()[1].startswith(b"4")
    assert b"set-cookie: a=b" not in answer.lower()
    assert alive(stranger)
