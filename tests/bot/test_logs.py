"""Log lines: what they carry, and what never gets into them."""

import json
import logging
import sys
from typing import Any

from bot.logs import JsonFormatter, keep_event_name

SECRET = "手机号一三八"


def line(name: str, message: str, *arguments: Any, **extra: Any) -> dict[str, Any]:
    """Gives a record as the formatter writes it."""
    record = logging.getLogger(name).makeRecord(name, logging.WARNING, "file.py", 1, message, arguments, None, extra=extra)
    written: dict[str, Any] = json.loads(JsonFormatter("test").format(record))
    return written


def test_a_line_names_process_event_and_request() -> None:
    written = line("bot.channel", "turn", request_id="r-1", milliseconds=12)
    assert (written["service"], written["event"], written["request_id"], written["milliseconds"]) == ("test", "turn", "r-1", 12)


def test_a_field_nobody_allowed_is_left_out() -> None:
    assert SECRET not in json.dumps(line("bot.channel", "turn", text=SECRET), ensure_ascii=False)


def test_the_arguments_of_a_foreign_record_are_left_out() -> None:
    written = line("rasa.core", "could not parse %s", SECRET)
    assert written["event"] == "could not parse %s"


def test_an_exception_is_named_but_not_quoted() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("rasa", logging.ERROR, "file.py", 1, "failed", (), sys.exc_info())
    written = JsonFormatter("test").format(record)
    assert json.loads(written)["error"] == "ValueError"
    assert SECRET not in written


def test_only_the_name_of_a_structured_event_is_kept() -> None:
    assert keep_event_name(None, "", {"event": "processor.message.parse", "text": SECRET}) == {"event": "processor.message.parse"}
