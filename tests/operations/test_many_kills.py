"""The whole service under repeated loss of its processes."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import pytest

from tests.live_service import LiveService, is_ready

from .conftest import wait_until

KILLS = 4
RECOVERY_SECONDS = 90


def entry(service: LiveService, name: str) -> dict[str, Any]:
    """What the supervisor says of one process."""
    state = json.loads((service.data / "run" / "supervisor.json").read_text())
    return next(process for process in state["processes"] if process["name"] == name)


@pytest.mark.long
@pytest.mark.parametrize("name", ["api", "rasa", "actions"])
def test_the_service_is_ready_again_after_each_kill(live_service: LiveService, name: str) -> None:
    for _ in range(KILLS):
        before = entry(live_service, name)
        os.kill(before["pid"], signal.SIGKILL)
        wait_until(lambda before=before: entry(live_service, name)["restarts"] == before["restarts"] + 1, RECOVERY_SECONDS)
        wait_until(lambda: is_ready(live_service.address), RECOVERY_SECONDS)
