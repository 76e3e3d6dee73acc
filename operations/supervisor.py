"""Keeps processes running: starts them, starts again what dies or is stuck, says how each is, and leaves none behind."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from operations.console import announce
from operations.leash import Leash
from operations.processes import Running, Service, rotate
from operations.stamps import write_atomically

State = Literal["starting", "running", "restarting"]


@dataclass(frozen=True)
class Patience:
    """How long the supervisor waits for what, in seconds."""

    first_pause: float = 1.0
    longest_pause: float = 60.0
    # A process that ran this long was well: its next death counts as the first.
    steady: float = 60.0
    # How often a process is asked for a sign of life, and how long it may give none before it counts as stuck.
    look: float = 4.0
    silence: float = 16.0
    stop: float = 8.0


@dataclass
class Status:
    """How one process is; written to the state file for the API."""

    name: str
    pid: int
    state: State
    restarts: int
    since: str


class Keeper:
    """Keeps one service running."""

    def __init__(self, service: Service, environment: Mapping[str, str], log: Path, patience: Patience, leash: Leash) -> None:
        self.service = service
        self.log = log
        self._environment = environment
        self._patience = patience
        self._leash = leash
        self._pause = patience.first_pause
        self._resume_at = 0.0
        self._look_at = self._answered_at = 0.0
        rotate(log)
        self.process, self._started = self._start()
        self.status = Status(service.name, self.process.pid, "starting", 0, _now())

    def tick(self, moment: float) -> bool:
        """Looks after the process at this moment (monotonic seconds); says whether its state changed."""
        if self.status.state == "restarting":
            return moment >= self._resume_at and self._restart()
        if self.process.exit_code is not None:
            return self._note_death(moment)
        if self.status.state == "starting" and self.process.listens():
            self._answered_at = moment
            return self._change("running")
        return self.status.state == "running" and self._is_stuck(moment) and self._end_stuck(moment)

    def _start(self) -> tuple[Running, float]:
        process = Running(self.service, self._environment, self.log)
        self._leash.hold(process.pid)
        return process, time.monotonic()

    def stop(self) -> None:
        """Ends the process and all it started, at once."""
        self.process.kill()
        self._leash.let_go(self.process.pid)

    def _is_stuck(self, moment: float) -> bool:
        if moment < self._look_at:
            return False
        self._look_at = moment + self._patience.look
        if self.process.answers():
            self._answered_at = moment
        return moment - self._answered_at > self._patience.silence

    def _end_stuck(self, moment: float) -> bool:
        announce(f"{self.service.name} has not answered for {self._patience.silence:g} s; ending it")
        self.process.kill()
        return self._note_death(moment)

    def _note_death(self, moment: float) -> bool:
        # What the process started may outlive it and keep the port.
        self.stop()
        if moment - self._started >= self._patience.steady:
            self._pause = self._patience.first_pause
        self._resume_at = moment + self._pause
        announce(
            f"{self.service.name} ended (code {self.process.exit_code}, see {self.log}); starting it again in {self._pause:g} s"
        )
        self._pause = min(self._pause * 2, self._patience.longest_pause)
        return self._change("restarting")

    def _restart(self) -> bool:
        self.process, self._started = self._start()
        self.status.pid = self.process.pid
        self.status.restarts += 1
        return self._change("starting")

    def _change(self, state: State) -> bool:
        self.status.state = state
        self.status.since = _now()
        return True


class Supervisor:
    """Keeps several services running; used as a context, so that nothing is left behind however it ends."""

    def __init__(
        self,
        services: Sequence[Service],
        environment: Mapping[str, str],
        logs: Path,
        state_file: Path,
        patience: Patience | None = None,
    ) -> None:
        self._services = services
        self._environment = environment
        self._logs = logs
        self._state_file = state_file
        self._patience = patience or Patience()
        self._leash = Leash()
        self.keepers: list[Keeper] = []

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        processes = [keeper.process for keeper in self.keepers]
        for process in processes:
            process.ask_to_stop()
        deadline = time.monotonic() + self._patience.stop
        while time.monotonic() < deadline and not all(process.group_is_gone() for process in processes):
            time.sleep(0.05)
        for keeper in self.keepers:
            keeper.stop()
        self._leash.close()
        self._state_file.unlink(missing_ok=True)

    def start(self) -> None:
        """Starts every service."""
        for service in self._services:
            log = self._logs / f"{service.name}.log"
            self.keepers.append(Keeper(service, self._environment, log, self._patience, self._leash))
        self._write_state()

    def tick(self) -> None:
        """Looks after every process once; call it a few times a second."""
        moment = time.monotonic()
        changed = [keeper.tick(moment) for keeper in self.keepers]
        if any(changed):
            self._write_state()

    def _write_state(self) -> None:
        state = {"supervisor": os.getpid(), "processes": [asdict(keeper.status) for keeper in self.keepers]}
        write_atomically(self._state_file, json.dumps(state, indent=2))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
