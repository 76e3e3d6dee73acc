"""Where things stand and what every process of the service is told, from the environment and the file `.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.errors import OperationError

ROOT = Path(__file__).resolve().parent.parent
MAIN_PYTHON = ROOT / ".venv" / "bin" / "python"
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
# Belongs to this clone, whatever DATA_DIR is: what the set-up and the training have done.
STAMPS = ROOT / "var" / "stamps"

# An address that means "every interface" is reached from this machine over loopback.
EVERY_INTERFACE = {"0.0.0.0", "::", "localhost"}
LOOPBACK = "127.0.0.1"
ENVIRONMENTS = ("embedded", "production")

QUIET = {
    # Two threads are five to twenty times slower than one for the small models here.
    "OMP_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TOKENIZERS_PARALLELISM": "false",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # rasa-sdk and sanic listen on every interface unless they are told otherwise.
    "SANIC_HOST": LOOPBACK,
    "PYTHONUNBUFFERED": "1",
    # Many threads with a heap each keep memory that nobody uses any more: a fifth of a process after some load.
    "MALLOC_ARENA_MAX": "2",
}


@dataclass(frozen=True)
class Settings:
    """The addresses and the data folder of one running instance."""

    data: Path
    host: str
    api_port: int
    rasa_port: int
    actions_port: int

    @property
    def reached_host(self) -> str:
        """The host under which this machine reaches the API."""
        return LOOPBACK if self.host in EVERY_INTERFACE else self.host

    @property
    def api_url(self) -> str:
        """The address at which this machine reaches the API."""
        return f"http://{self.reached_host}:{self.api_port}"

    @property
    def logs(self) -> Path:
        """The folder of the logs, one file a process."""
        return self.data / "logs"

    @property
    def state(self) -> Path:
        """The file in which the supervisor says how each process is; read by the API."""
        return self.data / "run" / "supervisor.json"


def read_env_file(path: Path) -> dict[str, str]:
    """The NAME=value lines of a file; none when there is no file. Blank lines and lines starting with # are skipped."""
    if not path.is_file():
        return {}
    values = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, separator, value = text.partition("=")
        if not separator or not name.strip().isidentifier():
            raise OperationError(f"Line {number} of {path} is not of the form NAME=value.")
        values[name.strip()] = value.strip().strip("\"'")
    return values


def full_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment with `.env` beneath it: what is set outside wins. An empty value counts as not set."""
    outside = os.environ if environ is None else environ
    return {name: value for name, value in {**read_env_file(ROOT / ".env"), **outside}.items() if value}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of the instance; a port that is none raises OperationError."""
    return Settings(
        data=(ROOT / environ.get("DATA_DIR", "var")).resolve(),
        host=environ.get("HOST", LOOPBACK),
        api_port=_port(environ, "API_PORT", 8000),
        rasa_port=_port(environ, "RASA_PORT", 5005),
        actions_port=_port(environ, "ACTIONS_PORT", 5055),
    )


def require_sound_addresses(environ: Mapping[str, str]) -> None:
    """Raises OperationError for a setting that no process could work with, without repeating it: it may hold a password."""
    if environ.get("ENVIRONMENT", "embedded") not in ENVIRONMENTS:
        raise OperationError(f"ENVIRONMENT is either {' or '.join(ENVIRONMENTS)}.")
    if not environ.get("REDIS_URL", "redis://").startswith(("redis://", "rediss://")):
        raise OperationError("REDIS_URL is not of the form redis://:password@host:port/0.")


def process_environment(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """What every process of the instance gets as its environment."""
    addresses = {
        "DATA_DIR": str(settings.data),
        "HOST": settings.host,
        "API_PORT": str(settings.api_port),
        "RASA_PORT": str(settings.rasa_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "API_URL": settings.api_url,
        "RASA_URL": f"http://{LOOPBACK}:{settings.rasa_port}",
        "ACTIONS_URL": f"http://{LOOPBACK}:{settings.actions_port}",
        "TRACKER_DB": str(settings.data / "tracker.db"),
    }
    # Nothing is fetched while the service runs; only a model that was named on purpose may be.
    offline = {} if environ.get("EMBEDDING_MODEL") else {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    return {**QUIET, **offline, **environ, **addresses}


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise OperationError(f"{name}={value} is not a port: give a number from 1 to 65535.")
    return int(value)
