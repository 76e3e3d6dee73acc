"""Structured logs, one JSON line per event; ID numbers, phones and e-mail addresses never reach them."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from api.core.request_id import current_request_id

# Long digit runs (ID numbers, phones, cards) and e-mail addresses; every quantifier is bounded.
PERSONAL = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)\d{12,32}(?!\d)"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}"
)
MASK = "***"
Event = MutableMapping[str, Any]


def redact(value: Any) -> Any:
    """The value with everything that may identify a person masked, however deep it stands."""
    if isinstance(value, str):
        return PERSONAL.sub(MASK, value)
    if isinstance(value, dict):
        return {key: redact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item) for item in value]
    return value


def _redacted(_: Any, __: str, event: Event) -> Event:
    return {key: redact(value) for key, value in event.items()}


def _with_request_id(_: Any, __: str, event: Event) -> Event:
    event.setdefault("request_id", current_request_id())
    return event


def frames_of(error: BaseException) -> str:
    """Where an error came from and its kind, without its message, which may quote what somebody wrote."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


def _with_frames(_: Any, __: str, event: Event) -> Event:
    error = event.pop("exc_info", None)
    return {**event, "exception": frames_of(error)} if isinstance(error, BaseException) else event


class FramesOnly(logging.Filter):
    """Lets the server's own report of an error say where it came from, and not its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = frames_of(record.exc_info[1])
        return True


class PatientOutput:
    """Standard output, which may lead to a full disk: a line that is lost is better than a resident who is refused for it."""

    def write(self, text: str) -> None:
        """Writes what there is room for."""
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        """Passes on what there is room for."""
        with suppress(OSError):
            sys.stdout.flush()


def configure_logging() -> None:
    """JSON lines on standard output; the libraries' own logs only from warning upwards."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")
    logging.getLogger("uvicorn.error").addFilter(FramesOnly())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _with_request_id,
            _with_frames,
            _redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, PatientOutput())),
        cache_logger_on_first_use=True,
    )


logger = structlog.get_logger()
