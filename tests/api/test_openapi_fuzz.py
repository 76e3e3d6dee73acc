"""Every documented call, played with what its document allows and with what it forbids.

Whatever comes, the answer is one of the documented ones, in its documented shape, and never an error of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from api.chat.conversations import open_conversation
from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings as configured
from api.handover.desk import claim
from api.handover.service import hand_over
from api.main import create_app
from api.models import StaffAccount
from api.staff.sessions import COOKIE, open_session
from tests.api.rasa_stand_in import rasa_stand_in
from tests.api.talk import open_talk

schema = schemathesis.openapi.from_dict(create_app().openapi())
# Keys are brought by `play`.
schema.config.generation.update(with_security_parameters=False)
# A shape cannot say everything: facts that cannot be are refused all the same. Who may do what is tested beside this, by name.
LEFT_OUT = [positive_data_acceptance, ignored_auth]
LIMITS = ("REQUESTS_PER_MINUTE", "MESSAGES_PER_MINUTE", "PHONE_ATTEMPTS_PER_HOUR", "SIGN_IN_ATTEMPTS")
NO_LIMIT = "1000000000"
STAFF = "wang"
UNDERSTOOD = {"facts": {"household": {"size": 3}}, "mentions": []}


def drawn(examples: int) -> settings:
    """The same examples every time: a failure is found again."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def whole(app: FastAPI, index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The service with all its parts, one of the staff, and no limit but those of the shapes."""
    with ExitStack() as servers:
        for name in ("RASA_URL", "ACTIONS_URL"):
            stand_in = servers.enter_context(rasa_stand_in())
            monkeypatch.setenv(name, stand_in.address)
            stand_in.says = UNDERSTOOD if name == "ACTIONS_URL" else stand_in.says
        for name in LIMITS:
            monkeypatch.setenv(name, NO_LIMIT)
        configured.cache_clear()
        with unit_of_work() as session:
            session.add(StaffAccount(name=STAFF, password_hash="none", role="operator", active=True, created_at=now()))
        yield servers.enter_context(TestClient(app, raise_server_exceptions=False))


def play(browser: TestClient, case: Case) -> None:
    """Sends one request, with the keys of the one it is made for, and compares the answer with the document."""
    keys: dict[str, str] = {}
    if not case.path.endswith("/events"):
        # A stream that is opened does not end.
        keys = _staff_keys(case) if case.path.startswith("/v1/staff") else _resident_keys(browser, case)
    browser.cookies.clear()
    call = case.as_transport_kwargs(base_url=str(browser.base_url))
    request = requests.Request(**{**call, "headers": {**dict(call["headers"]), **keys}}).prepare()
    headers = [(_octets(name), _octets(value)) for name, value in request.headers.items()]
    answer = browser.request(str(request.method), str(request.url), headers=headers, content=request.body)
    case.validate_response(answer, excluded_checks=LEFT_OUT)


def _resident_keys(browser: TestClient, case: Case) -> dict[str, str]:
    talk = open_talk(browser)
    _aim_at(case, talk.id)
    return talk.key


def _staff_keys(case: Case) -> dict[str, str]:
    with unit_of_work() as session:
        conversation, _ = open_conversation(session, "web", None)
        hand_over(session, conversation, "asked")
        if not case.path.endswith("/claim"):
            claim(session, conversation, session.get_one(StaffAccount, STAFF))
        _aim_at(case, conversation.id)
        return {"Cookie": f"{COOKIE}={open_session(session, session.get_one(StaffAccount, STAFF))}"}


def _aim_at(case: Case, conversation: str) -> None:
    """Puts a conversation that exists where the request names one that might."""
    made = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    if made is not None and made.mode.is_positive and "identifier" in case.path_parameters:
        case.path_parameters["identifier"] = conversation


def _octets(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


@schema.parametrize()
@drawn(examples=5)
def test_every_call_answers_as_documented(case: Case, whole: TestClient) -> None:
    play(whole, case)


@pytest.mark.long
@schema.parametrize()
@drawn(examples=200)
def test_every_call_answers_as_documented_whatever_comes(case: Case, whole: TestClient) -> None:
    play(whole, case)
