"""A program that keeps one service until it is stopped, as `operations.run` keeps three; run by the tests."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from operations.processes import Service
from operations.run import StopRequest
from operations.supervisor import Patience, Supervisor


def main(folder: Path, command: tuple[str, ...]) -> None:
    """Keeps the command running; its files go below the folder."""
    request = StopRequest()
    service = Service("kept", command)
    with Supervisor([service], os.environ, folder / "logs", folder / "supervisor.json", Patience(stop=1.0)) as supervisor:
        supervisor.start()
        while not request.made:
            supervisor.tick()
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
