"""Of a whole journey no name, number or message is in any log line, whichever logger writes it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from api.core.logging import configure_logging, frames_of, logger
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.staff.conftest import account, password_hash, staff
from tests.api.talk import Talk

__all__ = ["account", "password_hash", "staff"]
Make = Callable[..., Any]
SAID = "我妈妈上个月查出尿毒症"
WRONG = "110105194912310021"


def journey(talk: Talk, supervisor: TestClient) -> str:
    """Speaks, applies rightly and wrongly, asks for a person, is answered, looked up, handed out; gives the number."""
    talk.send(text=SAID)
    talk.send(text=SAID * 300)
    talk.browser.post(f"{talk.path}/messages", content=f'{{"text": "{SAID}'.encode(), headers=talk.key)
    number: str = submit(talk.browser, conversation_id=talk.id, headers=talk.key).json()["number"]
    submit(talk.browser, key="another-key", applicant={"id_number": WRONG})
    submit(talk.browser, key="a-third-key", applicant={"phone": {"number": PHONE}})
    talk.browser.get(f"/v1/applications/{number}", headers={"X-Phone": PHONE})
    talk.browser.get(f"/v1/applications/{number}", headers={"X-Phone": "13912345678"})
    talk.browser.post(f"{talk.path}/handover", json={"reason": SAID}, headers=talk.key)
    for verb, body in {"claim": None, "reply": {"text": SAID}, "close": {"outcome": SAID}}.items():
        supervisor.post(f"/v1/staff/conversations/{talk.id}/{verb}", json=body)
    supervisor.post("/v1/staff/people/lookup", json={"id_number": ID_NUMBER})
    supervisor.post("/v1/staff/people/lookup", json={"id_number": [NAME]})
    supervisor.post("/v1/staff/people/export", json={"numbers": [number]})
    supervisor.post(f"/v1/staff/applications/{number}/transition", json={"to": SAID})
    return number


def test_nothing_of_a_whole_journey_is_in_any_log(
    talk: Talk, staff: Make, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        journey(talk, staff("zhu", "supervisor").browser)
    out, err = capsys.readouterr()
    said = out + err + caplog.text
    assert '"status": 422' in said and '"status": 201' in said
    assert [text for text in (SAID, NAME, ID_NUMBER, WRONG, PHONE, "13912345678") if text in said] == []


def failure() -> ValueError:
    """An error whose message quotes what somebody wrote."""
    try:
        raise ValueError(f"{NAME}: {SAID}")
    except ValueError as error:
        return error


def test_an_error_says_where_it_came_from_and_not_its_message() -> None:
    told = frames_of(failure())
    assert "ValueError" in told and "test_journey_logs.py" in told
    assert NAME not in told and SAID not in told


def test_the_servers_own_report_of_an_error_says_no_message_either(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    configure_logging()
    server, shown = logging.getLogger("uvicorn.error"), logging.StreamHandler()
    server.addHandler(shown)
    try:
        server.error("Exception in ASGI application", exc_info=failure())
        logger.new().error("unforeseen_error", exc_info=failure())
    finally:
        server.removeHandler(shown)
        structlog.reset_defaults()
    out, err = capsys.readouterr()
    assert "ValueError" in err and "ValueError" in out
    assert [text for text in (NAME, SAID) if text in out + err] == []
