"""The bot as it really runs: both servers in processes of their own, a recording stand-in for the API's internal routes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from bot.environment import QUIET

os.environ.update(QUIET)

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "bot" / "models" / "assistant.tar.gz"
TOKEN = "a-token-for-tests"
QUESTION = {"type": "question", "text": "open question", "buttons": [], "data": {"fact": "household.size"}}


@dataclass
class Call:
    """One internal call as the API would have received it."""

    sender: str
    verb: str
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass
class RecordingService:
    """Stands where the API stands: records every internal call, and answers each verb with its own name."""

    calls: list[Call] = field(default_factory=list)
    status: int = 200
    done: bool = False
    seconds: float = 0.0
    about: str | None = None

    def answer(self, call: Call) -> dict[str, Any]:
        """Gives the replies of one verb; the interview asks its question until it is done."""
        self.calls.append(call)
        time.sleep(self.seconds)
        if call.verb == "interview":
            reply = {"type": "plan", "text": "plan", "buttons": [], "data": {}} if self.done else QUESTION
            slots = {"asked_fact": None if self.done else "household.size", "done": self.done, "about": self.about}
            return {"replies": [reply], "slots": slots}
        reply = {"type": "text", "text": call.verb, "buttons": [], "data": {}}
        return {"replies": [reply], "slots": {"asked_fact": call.body.get("asked"), "done": False, "about": self.about}}

    def verbs(self) -> list[str]:
        """Gives the verbs called so far, a resumed interview as `resume`."""
        return ["resume" if call.body.get("resume") else call.verb for call in self.calls]

    def forget(self) -> None:
        """Clears what was recorded, keeping the conversations as they are."""
        self.calls.clear()
        self.status, self.done, self.seconds, self.about = 200, False, 0.0, None


def free_port() -> int:
    """Gives a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(url: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """Gives status and JSON of a POST; a refusal is an answer too."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(url, data=data, headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def wait_until_up(url: str, part: "Part", seconds: float) -> None:
    """Returns once the address answers; fails with the log when the process ends or the time is over."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert part.process.poll() is None, f"{url}: the process ended\n{part.log.read_text()[-3000:]}"
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer within {seconds} s")


@pytest.fixture(scope="session")
def recording() -> Iterator[tuple[RecordingService, int]]:
    """Gives the stand-in and its port."""
    service = RecordingService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sender, verb = self.path.split("/")[-2:]
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = service.answer(Call(sender, verb, body, dict(self.headers)))
            payload = json.dumps(answer).encode()
            self.send_response(service.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            """Keeps the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield service, server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Part:
    """One running process of the bot."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops the process where it is, connections open, and lets it go on in the end."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@dataclass
class Bot:
    """The two running processes."""

    rasa: Part
    actions: Part

    @property
    def rasa_url(self) -> str:
        """Gives the address of Rasa."""
        return self.rasa.url

    @property
    def actions_url(self) -> str:
        """Gives the address of the action server."""
        return self.actions.url

    @property
    def logs(self) -> list[Path]:
        """Gives the log of each process."""
        return [self.actions.log, self.rasa.log]

    def log_text(self) -> str:
        """Gives everything both processes have logged."""
        return "".join(path.read_text() for path in self.logs)

    def turn(self, sender: str, message: str, button: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Gives status and replies of something said in a conversation."""
        metadata = {"message_id": uuid.uuid4().hex, "request_id": f"request-{sender}", "button": button}
        body = {"sender": sender, "message": message, "metadata": metadata}
        return post(f"{self.rasa_url}/webhooks/gateway/webhook", body, {"X-Internal-Token": TOKEN})


@contextmanager
def running(module: str, port: int, environment: dict[str, str], folder: Path) -> Iterator[Part]:
    """Starts one of the bot's modules with its output in a file, without waiting for it; stops it in the end."""
    log = folder / f"{module}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield Part(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def environment_of(folder: Path, api_port: int, rasa_port: int, actions_port: int) -> dict[str, str]:
    """Gives what both processes are told."""
    return {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
        "INTERNAL_TOKEN": TOKEN,
        "API_URL": f"http://127.0.0.1:{api_port}",
        "RASA_PORT": str(rasa_port),
        "ACTIONS_PORT": str(actions_port),
        "TRACKER_DB": str(folder / "tracker.db"),
    }


@contextmanager
def running_bots(folder: Path, api_port: int, number: int = 1, **settings: str) -> Iterator[list[Bot]]:
    """Starts an action server and so many Rasas in front of it, and waits until all are up."""
    actions_port = free_port()
    rasa_ports = [free_port() for _ in range(number)]
    environments = [{**environment_of(folder, api_port, port, actions_port), **settings} for port in rasa_ports]
    with ExitStack() as stack:
        actions = stack.enter_context(running("bot.server", actions_port, environments[0], folder))
        rasas = [
            stack.enter_context(running("bot.rasa_server", port, environment, folder))
            for port, environment in zip(rasa_ports, environments, strict=True)
        ]
        wait_until_up(f"{actions.url}/health", actions, 60)
        for rasa in rasas:
            wait_until_up(f"{rasa.url}/webhooks/gateway/", rasa, 120)
        yield [Bot(rasa, actions) for rasa in rasas]


@pytest.fixture(scope="session")
def model() -> Path:
    """Gives the trained model, training it first where there is none."""
    if not MODEL.exists():
        subprocess.run([sys.executable, "-m", "bot.train"], cwd=ROOT, check=True, capture_output=True)
    return MODEL


@pytest.fixture(scope="session")
def bot(recording: tuple[RecordingService, int], model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """Gives both servers, running on free ports against the stand-in."""
    with running_bots(tmp_path_factory.mktemp("bot"), recording[1]) as bots:
        yield bots[0]


@pytest.fixture
def service(recording: tuple[RecordingService, int]) -> RecordingService:
    """Gives the stand-in with nothing recorded yet."""
    recording[0].forget()
    return recording[0]


Talk = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def talk(bot: Bot) -> Talk:
    """Gives a function that says something in a conversation of this test's own and returns the replies."""
    sender = uuid.uuid4().hex

    def say(message: str, button: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        status, replies = bot.turn(sender, message, button)
        assert status == 200
        return list(replies)

    return say


def texts(replies: list[dict[str, Any]]) -> list[str]:
    """Gives what the replies say, whether they came from the API or from the domain."""
    return [reply["custom"]["text"] if "custom" in reply else reply["text"] for reply in replies]
