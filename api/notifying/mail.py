"""Sends a letter over the configured mail server. Letters hold numbers and days, never what residents said or who they are."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from starlette.concurrency import run_in_threadpool

from api.core.settings import settings
from api.gateway.delivery import DeliveryError, RefusedDeliveryError
from api.gateway.outbox import Letter

# RFC 5321: answers from 500 on are final.
FINAL = 500


class Mail:
    """Delivers letters whose content names `to`, `subject` and `body`."""

    async def deliver(self, letter: Letter) -> None:
        """Hands the letter to the mail server. Raises DeliveryError."""
        await run_in_threadpool(_send, _message(letter))

    async def close(self) -> None:
        """Every letter has a connection of its own."""


def _message(letter: Letter) -> EmailMessage:
    sender = settings().mail_from
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.content["to"]
    message["Subject"], message["Date"] = letter.content["subject"], formatdate()
    # The same letter sent twice has the same id, by which mail programs drop the second one.
    domain = parseaddr(sender)[1].partition("@")[2] or "localhost"
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    # RFC 3834: no holiday notice answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.content["body"])
    return message


def _send(message: EmailMessage) -> None:
    try:
        with _connection() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        raise _failure(min(codes, default=FINAL)) from refusal
    except smtplib.SMTPResponseException as refusal:
        # A wrong password or a certificate is mended by whoever runs the service; the letter itself is not at fault.
        final = isinstance(refusal, smtplib.SMTPSenderRefused | smtplib.SMTPDataError)
        raise _failure(refusal.smtp_code) if final else DeliveryError(f"SMTP {refusal.smtp_code}") from refusal
    except (smtplib.SMTPException, OSError) as problem:
        raise DeliveryError(type(problem).__name__) from problem


def _failure(code: int) -> DeliveryError:
    kind = RefusedDeliveryError if code >= FINAL else DeliveryError
    return kind(f"SMTP {code}")


@contextmanager
def _connection() -> Iterator[smtplib.SMTP]:
    """The mail server, encrypted and signed in as the settings say; closed afterwards, whatever happens."""
    chosen = settings()
    with _opened() as server:
        if chosen.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        yield server


def _opened() -> smtplib.SMTP:
    chosen, patience = settings(), settings().delivery_timeout.total_seconds()
    if chosen.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=patience, context=context)
    return smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=patience)
