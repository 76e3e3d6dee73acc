"""Killed at any moment between the resident's click and the platform's answer, the service loses and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from operations.environment import ROOT
from operations.instances import free_ports
from tests.api.application_form import form, id_number_of
from tests.breaking import wait_for
from tests.platform_server import SECRET, PlatformServer, platform_server

# A submission, its transaction and its delivery are over well within this time.
WHOLE_WAY_SECONDS = 0.6
# The platform takes this long to say that it has taken something, so that kills fall into that time too.
PLATFORM_SECONDS = 0.05


class ApiAlone:
    """The API's own process, without the dialogue: an application needs none."""

    def __init__(self, folder: Path, platform: PlatformServer) -> None:
        [port] = free_ports(1)
        self.address = f"http://127.0.0.1:{port}"
        self._port, self._log = str(port), folder / "api.log"
        self._environment = os.environ | {
            "DATA_DIR": str(folder),
            "INTERNAL_TOKEN": "internal-token-of-the-tests",
            "ENCRYPTION_KEY": "encryption-key-of-the-tests",
            "CASE_GATEWAY": "http",
            "GATEWAY_URL": platform.address,
            "GATEWAY_SECRET": SECRET,
            "DELIVERY_LEASE": "PT0.5S",
            "DELIVERY_FIRST_WAIT": "PT0.1S",
        }
        subprocess.run([sys.executable, "-m", "api.migrate"], cwd=ROOT, env=self._environment, check=True)

    def start(self) -> None:
        """Starts the process and waits until it answers."""
        command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", self._port, "--log-level", "warning"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        wait_for(self._answers)

    def kill(self) -> None:
        """Ends it at once."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=10)

    def submit(self, key: str) -> str | None:
        """The number of a submission under this key; None when nobody said it was taken."""
        try:
            headers = {"Idempotency-Key": key}
            filled = form(applicant={"id_number": id_number_of(key)})
            answer = httpx.post(f"{self.address}/v1/applications", json=filled, headers=headers, timeout=10)
        except httpx.HTTPError:
            return None
        return str(answer.raise_for_status().json()["number"])

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text("utf-8", "replace")[-3000:]
        try:
            return httpx.get(f"{self.address}/healthz", timeout=2).is_success
        except httpx.HTTPError:
            return False


@pytest.fixture
def api(tmp_path: Path) -> Iterator[tuple[ApiAlone, PlatformServer]]:
    """The service before a platform that takes its time."""
    with platform_server() as platform:
        platform.slow_seconds = PLATFORM_SECONDS
        service = ApiAlone(tmp_path, platform)
        yield service, platform
        service.kill()


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.long)])
def test_a_kill_at_any_point_loses_and_doubles_nothing(api: tuple[ApiAlone, PlatformServer], kills: int) -> None:
    service, platform = api
    chance = random.Random(kills)
    numbers: dict[str, str] = {}
    service.start()
    for kill in range(kills):
        key = f"key-of-kill-{kill}"
        with ThreadPoolExecutor(1) as pool:
            clicked = pool.submit(service.submit, key)
            time.sleep(chance.uniform(0, WHOLE_WAY_SECONDS))
            service.kill()
            said = clicked.result()
        service.start()
        # The page that heard nothing sends again under the same key.
        numbers[key] = str(service.submit(key))
        assert said in (None, numbers[key])
    wait_for(lambda: len(platform.taken) >= kills)
    told = [content["application"]["number"] for content in platform.taken.values()]
    assert sorted(told) == sorted(numbers.values())
    assert len(set(told)) == kills
