"""Nothing that identifies a person reaches a log."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from api.core.database import unit_of_work
from api.core.logging import configure_logging, logger, redact

ID_NUMBER = "11010519491231002X"


@pytest.fixture
def logs() -> Iterator[None]:
    """Logging as the service sets it up, writing to what is standard output now."""
    structlog.reset_defaults()
    configure_logging()
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "personal",
    [
        ID_NUMBER,
        ID_NUMBER.lower(),
        "110105194912310021",
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+8613812345678",
        "6222021234567890123",
        "li.si+1@mail.example.cn",
    ],
)
def test_what_identifies_a_person_is_masked(personal: str) -> None:
    assert redact(f"我是 {personal}，请查").replace("+", "") == "我是 ***，请查"


@pytest.mark.parametrize("harmless", ["三口人，月收入2000元", "12345", "2026-11-22", "120104", "看病花了50000"])
def test_what_identifies_nobody_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_what_stands_deep_inside_is_masked() -> None:
    deep = {"body": [{"applicant": {"phone": "13812345678"}}, ("a@b.cn", 3)]}
    assert redact(deep) == {"body": [{"applicant": {"phone": "***"}}, ["***", 3]]}


@pytest.mark.parametrize("value", [None, 3, True, 2.5])
def test_what_is_no_text_stays(value: Any) -> None:
    assert redact(value) is value


def test_a_hundred_thousand_digits_are_read_within_a_second() -> None:
    began = time.monotonic()
    redact("1" * 100_000)
    redact("a" * 100_000 + "@")
    assert time.monotonic() - began < 1


def test_a_log_line_is_json_without_personal_data(logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    logger.new().info("something", text=f"号码 {ID_NUMBER}", nested={"phone": "13812345678"})
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["text"], line["nested"]) == ("something", "号码 ***", {"phone": "***"})


def test_an_error_in_a_log_line_is_masked_too(logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(ID_NUMBER)
    except ValueError as error:
        logger.new().error("failed", exc_info=error)
    assert ID_NUMBER not in capsys.readouterr().out


def test_a_line_there_is_no_room_for_is_no_fault(logs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Unbuffered, as the service runs, onto a disk that is always full.
    with open("/dev/full", "wb", buffering=0) as disk:
        full = io.TextIOWrapper(cast(io.BufferedWriter, disk), encoding="utf-8", write_through=True)
        monkeypatch.setattr("sys.stdout", full)
        logger.new().info("request")
        with pytest.raises(OSError, match="No space left"):
            full.write("a line")
        full.detach()


def test_an_error_of_the_database_does_not_repeat_what_was_said(app: FastAPI) -> None:
    with pytest.raises(DatabaseError) as raised, unit_of_work() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "独一无二"})
    assert "独一无二" not in str(raised.value)
