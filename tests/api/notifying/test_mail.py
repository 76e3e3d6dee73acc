"""Letters over a real mail server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import anyio
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from api.core.settings import settings
from api.gateway.delivery import DeliveryError, RefusedDeliveryError
from api.gateway.outbox import Letter
from api.notifying.mail import Mail
from operations.instances import free_ports

LETTER = Letter(
    1, "reminder:1", "mail", "reminder", {"to": "wang@office.example", "subject": "快到期", "body": "办件 JZ1 快到期。"}
)
ACCOUNT = LoginPassword(b"service", b"password-of-the-tests")


class Letterbox:
    """Keeps what comes; refuses with an answer when it is told to."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.refusal: str | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(envelope)
        return "250 OK"


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data == ACCOUNT)


@pytest.fixture
def letterbox(data_folder: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """A mail server that takes letters."""
    box = Letterbox()
    [port] = free_ports(1)
    server = Controller(box, hostname="127.0.0.1", port=port, authenticator=_authenticate, auth_require_tls=False)
    server.start()
    values = {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "MAIL_FROM": "救助通 <notice@office.example>"}
    for name, value in (values | {"SMTP_PORT": str(port)}).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield box
    server.stop()


def deliver() -> None:
    anyio.run(Mail().deliver, LETTER)


def test_a_letter_arrives_as_it_was_written(letterbox: Letterbox) -> None:
    deliver()
    [envelope] = letterbox.letters
    message = message_from_bytes(envelope.content or b"", policy=default)
    assert (message["To"], message["Subject"]) == ("wang@office.example", "快到期")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "办件 JZ1 快到期。" in message.get_content()


def test_the_same_letter_again_has_the_same_id(letterbox: Letterbox) -> None:
    deliver()
    deliver()
    ids = {message_from_bytes(envelope.content or b"")["Message-ID"] for envelope in letterbox.letters}
    assert len(ids) == 1


@pytest.mark.parametrize("answer,kind", [("550 no such person", RefusedDeliveryError), ("451 try later", DeliveryError)])
def test_a_refused_address_is_final_only_when_the_server_says_so(letterbox: Letterbox, answer: str, kind: type) -> None:
    letterbox.refusal = answer
    with pytest.raises(DeliveryError) as failure:
        deliver()
    assert type(failure.value) is kind


def test_the_service_signs_in_where_an_account_is_set(letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_USER", ACCOUNT.login.decode())
    monkeypatch.setenv("SMTP_PASSWORD", ACCOUNT.password.decode())
    settings.cache_clear()
    deliver()
    assert len(letterbox.letters) == 1


def test_a_wrong_password_is_tried_again_and_refuses_no_letter(letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_USER", "service")
    monkeypatch.setenv("SMTP_PASSWORD", "another")
    settings.cache_clear()
    with pytest.raises(DeliveryError) as failure:
        deliver()
    assert not isinstance(failure.value, RefusedDeliveryError)


def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked_for(
    letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_SECURITY", "starttls")
    settings.cache_clear()
    with pytest.raises(DeliveryError):
        deliver()
    assert letterbox.letters == []


def test_nobody_at_the_address_is_tried_again(letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PORT", "9")
    settings.cache_clear()
    with pytest.raises(DeliveryError) as failure:
        deliver()
    assert not isinstance(failure.value, RefusedDeliveryError)
