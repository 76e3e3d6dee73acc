"""A city's platform for tests: a real HTTP server that checks signatures, keeps what it takes by its key, and may refuse."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.gateway.signing import KEY, SIGNATURE, TIMESTAMP, is_signed

SECRET = "secret-shared-with-the-platform"


class PlatformServer:
    """What the platform has taken, by key, and how it answers. refusals: statuses for the next requests, one each."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.seen: Counter[str] = Counter()
        self.order: list[str] = []
        self.unsigned = 0
        self.refusals: list[int] = []
        self.slow_seconds = 0.0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where it takes applications."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/cases"

    def serve(self) -> None:
        """Answers until it is closed."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stops answering."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, key: str, timestamp: str, signature: str, body: bytes) -> int:
        """The status for one request; what was signed and not refused is kept under its key, once."""
        with self._lock:
            if not is_signed(SECRET, timestamp, body, signature, datetime.now(UTC)):
                self.unsigned += 1
                return 401
            if self.refusals:
                return self.refusals.pop(0)
            self.seen[key] += 1
            self.order.append(key)
            self.taken.setdefault(key, json.loads(body))
        time.sleep(self.slow_seconds)
        return 200

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = platform.take(self.headers[KEY], self.headers[TIMESTAMP], self.headers[SIGNATURE], body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *values: Any) -> None:
                """Nothing is printed."""

        return Handler


@contextmanager
def platform_server() -> Iterator[PlatformServer]:
    """A platform that answers until the end of the block."""
    server = PlatformServer()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(timeout=10)
