"""`make run`: trains what is stale, brings the database up to date, starts all processes and keeps them running."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping

from operations.commands import run as run_command
from operations.console import announce, as_program
from operations.environment import (
    BOT_PYTHON,
    LOOPBACK,
    MAIN_PYTHON,
    Settings,
    full_environment,
    process_environment,
    read_settings,
    require_sound_addresses,
)
from operations.keys import provide_keys
from operations.processes import Service
from operations.readiness import is_ready, only_instance, require_free_disk, require_free_ports, what_is_missing
from operations.stores import store_of
from operations.supervisor import Supervisor
from operations.training import prepare_search, train_assistant

TICK_SECONDS = 0.25
READY_SECONDS = 60


def services(settings: Settings) -> tuple[Service, ...]:
    """The processes of the service. Rasa is the slowest to start, so it goes first; none waits for another."""
    # What Rasa pins announces deprecations on every start that nobody here can act on; the tests still see ours.
    bot = (str(BOT_PYTHON), "-W", "ignore", "-m")
    return (
        Service("rasa", (*bot, "bot.rasa_server"), (LOOPBACK, settings.rasa_port), "/webhooks/gateway/"),
        Service("actions", (*bot, "bot.server"), (LOOPBACK, settings.actions_port), "/health"),
        Service(
            "api", (str(MAIN_PYTHON), "-m", "operations.api_process"), (settings.reached_host, settings.api_port), "/healthz"
        ),
    )


def prepare(settings: Settings, environment: Mapping[str, str]) -> None:
    """Brings everything up to date that the processes read when they start."""
    train_assistant(environment)
    prepare_search(settings, environment)
    announce("bringing the database up to date")
    run_command([MAIN_PYTHON, "-m", "api.migrate"], environment, "The database could not be brought up to date.")


class StopRequest:
    """Set by Ctrl-C, by SIGTERM or by a terminal that closes."""

    def __init__(self) -> None:
        self.made = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.made = True


def supervise(supervisor: Supervisor, settings: Settings, request: StopRequest) -> None:
    """Looks after the processes until the stop; says once that they are ready, or once what keeps them from it."""
    deadline = time.monotonic() + READY_SECONDS
    ready = warned = False
    while not request.made:
        supervisor.tick()
        if not ready and is_ready(settings):
            ready = True
            print(f"\nReady: {settings.api_url}/   (Ctrl-C stops everything)\n", flush=True)
        if not (ready or warned) and time.monotonic() > deadline:
            warned = True
            announce(f"not ready after {READY_SECONDS} s, still trying: {what_is_missing(settings, supervisor.keepers)}")
        time.sleep(TICK_SECONDS)


def main() -> int:
    """Runs the service until it is stopped."""
    # Until the processes run, SIGTERM ends this program as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Database, trackers and logs are about people: nobody but the owner reads them.
    os.umask(0o077)
    environ = full_environment()
    settings = read_settings(environ)
    with only_instance(settings):
        require_free_disk(settings)
        require_free_ports(settings)
        require_sound_addresses(environ)
        store_of(settings, environ)
        environment = {**process_environment(settings, environ), **provide_keys(settings.data, environ)}
        prepare(settings, environment)
        request = StopRequest()
        announce("starting rasa, actions and api (about twenty seconds)")
        with Supervisor(services(settings), environment, settings.logs, settings.state) as supervisor:
            supervisor.start()
            supervise(supervisor, settings, request)
            announce("stopping")
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
