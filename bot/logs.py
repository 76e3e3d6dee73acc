"""Structured logs of the bot's processes: one JSON object a line, never what a resident wrote.

Rasa attaches message texts, slots and trackers to its log events, and exceptions often quote the data they failed on.
So only the name of an event is kept, and of an exception its type and where it was raised.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

FIELDS = ("request_id", "action", "verb", "status", "milliseconds", "replies", "intent", "reason")


class JsonFormatter(logging.Formatter):
    """Renders a record as one JSON line with the fields we allow."""

    def __init__(self, service: str) -> None:
        """Takes the name of the process, which stands in every line."""
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        """Gives the line; an exception becomes its type and the place it was raised."""
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created)),
            "level": record.levelname.lower(),
            "service": self.service,
            "event": self._event(record),
        }
        line.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["raised"] = [f"{frame.filename}:{frame.lineno}" for frame in frames[-3:]]
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _event(record: logging.LogRecord) -> str:
        # A foreign record's arguments may hold anything; its template is fixed text from the library's source.
        ours = record.name.split(".")[0] == "bot"
        return record.getMessage() if ours or not record.args else str(record.msg)


def keep_event_name(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every key Rasa attached to a structured log event except its name."""
    return {"event": event.get("event", "")}


def configure_logging(service: str) -> None:
    """Sends all logs of this process to standard output as JSON: ours from INFO, the libraries' from WARNING."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, keep_event_name, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
