"""What the supervisor says of the processes it keeps running."""

from __future__ import annotations

import json
from typing import Any

from api.core.settings import settings


def process_states() -> dict[str, Any]:
    """Each process with its state and restarts; empty where no supervisor runs."""
    file = settings().data_dir / "run" / "supervisor.json"
    try:
        states: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return states
