"""Starting: without the secret or the model nothing listens, and the reason is one sentence."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rasa import telemetry

from tests.bot.conftest import ROOT, Part, environment_of, free_port, running, wait_until_up
from tests.servers import PostgresServer, RedisServer

PASSWORD = "the-password-of-the-store"
SETTINGS = {"INTERNAL_TOKEN", "RASA_MODEL", "DATABASE_URL", "REDIS_URL"}


def run(module: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Gives how a module ended that was started with only these settings of ours."""
    base = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    ports = {"RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**base, **ports, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("module", ["bot.server", "bot.rasa_server"])
def test_a_server_without_the_token_does_not_start(module: str) -> None:
    ended = run(module)
    assert ended.returncode == 1
    assert "INTERNAL_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_rasa_without_a_model_says_how_to_get_one() -> None:
    ended = run("bot.rasa_server", INTERNAL_TOKEN="x", RASA_MODEL="/nowhere/assistant.tar.gz")
    assert ended.returncode == 1
    assert "bot.train" in ended.stderr


def test_rasa_refuses_a_database_address_that_is_none_in_one_sentence(model: Path, tmp_path: Path) -> None:
    address = f"postgresql+psycopg://service:{PASSWORD}@host:port/name"
    ended = run("bot.rasa_server", INTERNAL_TOKEN="x", TRACKER_DB=str(tmp_path / "tracker.db"), DATABASE_URL=address)
    assert ended.returncode == 1
    assert ended.stderr.startswith("DATABASE_URL is not of the form")
    assert len(ended.stderr.splitlines()) == 1
    assert PASSWORD not in ended.stderr


def test_rasa_tells_nobody_that_it_runs() -> None:
    assert not telemetry.is_telemetry_enabled()


def wait_until_said(part: Part, sentence: str, seconds: float = 60.0) -> None:
    """Returns once a process has said this; fails when it ends or the time is over."""
    limit = time.monotonic() + seconds
    while sentence not in part.log.read_text():
        assert part.process.poll() is None and time.monotonic() < limit, part.log.read_text()
        time.sleep(0.1)


def test_rasa_waits_for_its_stores_and_says_so(model: Path, tmp_path: Path) -> None:
    database, redis = PostgresServer(), RedisServer()
    port = free_port()
    address = database.url("postgres").replace("service@", f"service:{PASSWORD}@")
    settings = {**environment_of(tmp_path, 1, port, 2), "DATABASE_URL": address, "REDIS_URL": redis.url}
    try:
        with running("bot.rasa_server", port, settings, tmp_path) as rasa:
            wait_until_said(rasa, "The database of the trackers does not answer, Rasa waits for it")
            database.start()
            wait_until_said(rasa, "Redis does not answer, Rasa waits for it")
            redis.start()
            wait_until_up(f"{rasa.url}/webhooks/gateway/", rasa, 60)
            assert PASSWORD not in rasa.log.read_text()
    finally:
        database.remove()
        redis.remove()
