"""How soon the hotline console has its suggestion: one operator who types, over HTTP, with everything the service does for it."""

from __future__ import annotations

import secrets
import subprocess
import time
from collections.abc import Iterator

import httpx

from operations.bench.figures import Row, figure
from operations.bench.talks import workload
from operations.environment import MAIN_PYTHON, ROOT
from operations.instances import Instance

TIMES = 100
# The caller is heard from this letter on.
FIRST_LETTERS = 10


def hotline_rows(service: Instance) -> Iterator[Row]:
    """From the pause of the keys to the suggestion, without the pause itself. Raises httpx.HTTPError."""
    with httpx.Client(base_url=service.address, timeout=30, cookies=_signed_in(service), trust_env=False) as operator:
        told = str(workload()["call"])
        _milliseconds(operator, told)
        times = [_milliseconds(operator, _typed(told, number)) for number in range(TIMES)]
    yield Row("hotline", "hotline: facts, policies and the next question at a pause of the keys", "ms", figure(times))


def _typed(told: str, number: int) -> str:
    return told[: FIRST_LETTERS + number % (len(told) - FIRST_LETTERS + 1)]


def _milliseconds(operator: httpx.Client, text: str) -> float:
    started = time.perf_counter()
    operator.post("/v1/hotline/assist", json={"text": text}).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _signed_in(service: Instance) -> httpx.Cookies:
    name, password = f"bench-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    command = [str(MAIN_PYTHON), "-m", "operations.api_command", "api.staff.create_account", name]
    subprocess.run(command, input=password, text=True, cwd=ROOT, env=service.environment, check=True, capture_output=True)
    answer = httpx.post(f"{service.address}/v1/staff/session", json={"name": name, "password": password}, trust_env=False)
    return answer.raise_for_status().cookies
