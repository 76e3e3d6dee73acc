"""The peer: a stock Rasa bot in an environment of its own, trained on the product's examples, run as Rasa's manual says."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from operations.bench.usage import cpu_seconds
from operations.commands import run
from operations.console import announce
from operations.environment import LOOPBACK, ROOT, STAMPS
from operations.errors import OperationError
from operations.instances import free_ports
from operations.processes import Service
from operations.setup import VirtualEnvironment, bot_python, provide_environment
from operations.stamps import Stamp, alone, fingerprint
from operations.supervisor import Supervisor

ENVIRONMENT = VirtualEnvironment(
    "stock", "3.10", ROOT / ".venv-stock" / "bin" / "python", ROOT / "requirements" / "stock.txt", False, bot_python
)
SOURCE = ROOT / "operations" / "stock_bot"
EXAMPLES = ROOT / "bot" / "data" / "nlu"
FOLDER = ROOT / "var" / "stock"
PROJECT = FOLDER / "project"
MODEL = FOLDER / "models" / "stock.tar.gz"
MODEL_STAMP = Stamp(STAMPS / "stock-model")
# Threads are left to TensorFlow, as they are by default; only what talks is hushed and what listens is kept on this machine.
SETTINGS = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SANIC_HOST": LOOPBACK}
READY_SECONDS = 240


@dataclass(frozen=True)
class StockBot:
    """A running stock bot: its address, the process group of each process, and what each used of the processor to start."""

    address: str
    groups: dict[str, int]
    cpu: dict[str, float]


def provide_stock_bot(environ: Mapping[str, str]) -> None:
    """Makes the environment and trains the bot, each only when its inputs changed. Raises OperationError."""
    with alone(STAMPS / "stock.lock"):
        provide_environment(ENVIRONMENT, environ)
        write_project(PROJECT)
        inputs = fingerprint([PROJECT / "config.yml", PROJECT / "domain", PROJECT / "data", ENVIRONMENT.requirements])
        if MODEL.is_file() and MODEL_STAMP.shows(inputs):
            return
        announce("training the stock bot (five to ten minutes, once)")
        MODEL_STAMP.remove()
        run(training_command(), {**environ, **SETTINGS, "RASA_MAX_CACHE_SIZE": "0"}, "The stock bot could not be trained.")
        MODEL_STAMP.write(inputs)


def write_project(project: Path) -> None:
    """Writes the stock bot's project: its own few files, and the examples and intents of the product."""
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(SOURCE, project, ignore=shutil.ignore_patterns("__pycache__"))
    examples = product_examples(EXAMPLES)
    write_yaml(project / "data" / "nlu.yml", {"nlu": examples})
    write_yaml(project / "domain" / "intents.yml", {"intents": [one["intent"] for one in examples]})


def product_examples(folder: Path) -> list[dict[str, Any]]:
    """The product's examples of every intent, which are in Rasa's own format."""
    files = sorted(folder.glob("*.yml"))
    return [example for file in files for example in yaml.safe_load(file.read_text("utf-8"))["nlu"]]


def write_yaml(path: Path, content: dict[str, Any]) -> None:
    """Writes a file of Rasa's training data."""
    path.write_text(yaml.safe_dump({"version": "3.1", **content}, allow_unicode=True, sort_keys=False), "utf-8")


def training_command() -> list[str | Path]:
    """What trains the bot."""
    inputs: list[str | Path] = ["--config", PROJECT / "config.yml", "--domain", PROJECT / "domain", "--data", PROJECT / "data"]
    product: list[str | Path] = ["--out", MODEL.parent, "--fixed-model-name", MODEL.name.partition(".")[0]]
    return [ENVIRONMENT.python, "-m", "rasa", "train", *inputs, *product]


@contextmanager
def running_stock_bot(service: str, environ: Mapping[str, str]) -> Iterator[StockBot]:
    """Starts `rasa run` and `rasa run actions`, whose action asks the service at this address. Raises OperationError."""
    rasa_port, actions_port = free_ports(2)
    settings = {**environ, **SETTINGS, "API_URL": service, "STOCK_ACTIONS_PORT": str(actions_port), "PYTHONPATH": str(PROJECT)}
    commands = stock_services(rasa_port, actions_port)
    with Supervisor(commands, settings, FOLDER / "logs", FOLDER / "run" / "supervisor.json") as supervisor:
        supervisor.start()
        address = f"http://{LOOPBACK}:{rasa_port}"
        wait_until_ready(supervisor, (f"{address}/webhooks/rest/", f"http://{LOOPBACK}:{actions_port}/health"))
        groups = {keeper.service.name: keeper.process.pid for keeper in supervisor.keepers}
        yield StockBot(address, groups, {name: cpu_seconds(group) for name, group in groups.items()})


def stock_services(rasa_port: int, actions_port: int) -> tuple[Service, ...]:
    """The stock bot's two processes, under the names of the product's that they stand beside."""
    rasa = (str(ENVIRONMENT.python), "-m", "rasa", "run")
    files = ("--endpoints", str(PROJECT / "endpoints.yml"), "--credentials", str(PROJECT / "credentials.yml"))
    place = ("--interface", LOOPBACK, "--port", str(rasa_port))
    return (
        Service("rasa", (*rasa, "--model", str(MODEL), *files, *place), (LOOPBACK, rasa_port)),
        Service("actions", (*rasa, "actions", "--actions", "actions", "--port", str(actions_port)), (LOOPBACK, actions_port)),
    )


def wait_until_ready(supervisor: Supervisor, addresses: tuple[str, ...]) -> None:
    """Waits until every address answers. Raises OperationError when a process ends or it takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not all(map(answers, addresses)):
        ended = [str(keeper.log) for keeper in supervisor.keepers if keeper.process.exit_code is not None]
        if ended or time.monotonic() > deadline:
            raise OperationError(f"The stock bot did not start: see {ended or FOLDER / 'logs'}")
        time.sleep(0.25)


def answers(address: str) -> bool:
    """Whether an address answers that all is well."""
    try:
        return httpx.get(address, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
