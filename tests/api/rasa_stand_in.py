"""Stands for Rasa: a small server on a real port that answers every turn as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, cast

SAID = [{"recipient_id": "x", "text": "好的"}]


class RasaStandIn(ThreadingHTTPServer):
    """says: the body of every answer, text as it is, anything else as JSON; status: its code; late: seconds before it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Turn)
        self.says: Any = SAID
        self.status = 200
        self.late = 0.0
        self.before_answering: Callable[[dict[str, Any]], None] = lambda turn: None
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.forgotten: list[str] = []
        self.sweeps: list[float] = []
        self.over = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def messages(self) -> list[str]:
        """What it was sent, in order."""
        return [turn["message"] for turn in self.heard]


class _Turn(BaseHTTPRequestHandler):
    """One turn."""

    def do_POST(self) -> None:
        rasa = cast(RasaStandIn, self.server)
        turn = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/forget"):
            self._forget(rasa, turn)
            return
        rasa.heard.append(turn)
        rasa.headers.append(dict(self.headers))
        rasa.before_answering(turn)
        rasa.over.wait(rasa.late)
        body = rasa.says if isinstance(rasa.says, str) else json.dumps(rasa.says)
        # Whoever waited too long has gone.
        with suppress(ConnectionError):
            self._answer(rasa.status, body.encode())

    def _forget(self, rasa: RasaStandIn, call: dict[str, Any]) -> None:
        rasa.forgotten += call["senders"]
        rasa.sweeps += [call["idle_since"]] if call["idle_since"] is not None else []
        self._answer(rasa.status, b"{}")

    def do_GET(self) -> None:
        self._answer(cast(RasaStandIn, self.server).status, b'{"status": "ok"}')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def rasa_stand_in() -> Iterator[RasaStandIn]:
    """Serves until the end of the block."""
    server = RasaStandIn()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
