"""Real processes under the supervisor: kept, restarted, stopped, never left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from operations.instances import free_ports
from operations.processes import LARGEST_LOG, Service, rotate
from operations.supervisor import Keeper, Supervisor

from .conftest import HURRIED, PARENT, is_alive, python_service, wait_until

SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
Make = Callable[..., Supervisor]
Parent = tuple[Service, Callable[[], list[int]]]


def tick_until(supervisor: Supervisor, holds: Callable[[Keeper], bool]) -> None:
    def ticked() -> bool:
        supervisor.tick()
        return holds(supervisor.keepers[0])

    wait_until(ticked)


def test_a_process_that_dies_is_started_again(supervise: Make) -> None:
    supervisor = supervise(python_service("mortal", SLEEPER))
    first = supervisor.keepers[0].process.pid
    os.kill(first, signal.SIGKILL)
    tick_until(supervisor, lambda keeper: keeper.status.state == "running" and keeper.status.restarts == 1)
    assert supervisor.keepers[0].process.pid != first


def test_the_pause_doubles_with_each_death_up_to_the_longest(supervise: Make, capsys) -> None:
    supervisor = supervise(python_service("hopeless", "raise SystemExit(3)"))
    tick_until(supervisor, lambda keeper: keeper.status.restarts == 4)
    announced = [line.rpartition(" in ")[2] for line in capsys.readouterr().out.splitlines()]
    assert announced[:4] == ["0.1 s", "0.2 s", "0.4 s", "0.4 s"]


def test_a_process_that_ran_well_is_started_again_after_the_first_pause(supervise: Make, capsys) -> None:
    supervisor = supervise(python_service("steady", f"import time; time.sleep({HURRIED.steady + 0.2})"))
    tick_until(supervisor, lambda keeper: keeper.status.restarts == 2)
    assert capsys.readouterr().out.count("again in 0.1 s") == 2


def test_what_a_dead_process_started_is_ended_before_the_restart(supervise: Make, parent: Parent) -> None:
    service, pids = parent
    supervisor = supervise(service)
    leader, child = pids()
    os.kill(leader, signal.SIGKILL)
    tick_until(supervisor, lambda keeper: keeper.status.state == "restarting")
    wait_until(lambda: not is_alive(child))


def test_a_service_runs_only_once_it_takes_connections(supervise: Make) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        service = Service("late", (sys.executable, "-c", SLEEPER), listener.getsockname())
        supervisor = supervise(service)
        supervisor.tick()
        assert supervisor.keepers[0].status.state == "starting"
        listener.listen()
        supervisor.tick()
        assert supervisor.keepers[0].status.state == "running"


def test_the_state_file_says_how_each_process_is(supervise: Make, tmp_path: Path) -> None:
    supervisor = supervise(python_service("kept", SLEEPER))
    supervisor.tick()
    state = json.loads((tmp_path / "run" / "supervisor.json").read_text())
    [entry] = state["processes"]
    assert (entry["name"], entry["state"], entry["restarts"]) == ("kept", "running", 0)
    assert entry["pid"] == supervisor.keepers[0].process.pid
    assert state["supervisor"] == os.getpid()


def test_stopping_ends_the_process_and_what_it_started(tmp_path: Path, parent: Parent) -> None:
    service, pids = parent
    with Supervisor([service], os.environ, tmp_path, tmp_path / "state.json", HURRIED) as supervisor:
        supervisor.start()
        kept = pids()
    wait_until(lambda: not any(is_alive(pid) for pid in kept))
    assert not (tmp_path / "state.json").exists()


def test_a_process_deaf_to_sigterm_is_killed_after_the_patience(tmp_path: Path) -> None:
    with Supervisor([python_service("deaf", STUBBORN)], os.environ, tmp_path, tmp_path / "state.json", HURRIED) as supervisor:
        supervisor.start()
        wait_until(lambda: "deaf" in (tmp_path / "deaf.log").read_text())
        pid, begun = supervisor.keepers[0].process.pid, time.monotonic()
    assert not is_alive(pid)
    assert time.monotonic() - begun >= HURRIED.stop


def supervising(start_program: Callable[..., subprocess.Popen[str]], folder: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """A supervisor in a program of its own, and the ids of the process it keeps and of that one's child."""
    pids = folder / "pids"
    program = start_program("-m", "tests.operations.supervising", str(folder), sys.executable, "-c", PARENT, str(pids))
    wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    return program, [int(pid) for pid in pids.read_text().split()]


def test_ctrl_c_leaves_no_process_behind(start_program: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    program, kept = supervising(start_program, tmp_path)
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=10) == 0
    assert not any(is_alive(pid) for pid in kept)


def test_a_killed_supervisor_takes_its_processes_with_it(
    start_program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    program, kept = supervising(start_program, tmp_path)
    program.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in kept))


def test_a_large_log_is_put_aside_and_the_oldest_dropped(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    for generation in range(5):
        log.write_bytes(str(generation).encode() + b"x" * LARGEST_LOG)
        rotate(log)
    assert not log.exists()
    assert [file.read_bytes()[:1] for file in sorted(tmp_path.iterdir())] == [b"4", b"3", b"2"]


def test_a_small_log_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    log.write_text("kept\n")
    rotate(log)
    assert log.read_text() == "kept\n"


def test_a_process_that_is_stuck_is_ended_and_started_again(supervise: Make) -> None:
    [port] = free_ports(1)
    server = ("-m", "http.server", "--bind", "127.0.0.1", str(port))
    supervisor = supervise(Service("stuck", (sys.executable, *server), ("127.0.0.1", port), "/"))
    tick_until(supervisor, lambda keeper: keeper.status.state == "running")
    first = supervisor.keepers[0].process.pid
    os.kill(first, signal.SIGSTOP)
    tick_until(supervisor, lambda keeper: keeper.status.state == "running" and keeper.status.restarts == 1)
    assert not is_alive(first)


def test_a_process_that_answers_is_left_alone(supervise: Make) -> None:
    [port] = free_ports(1)
    server = ("-m", "http.server", "--bind", "127.0.0.1", str(port))
    supervisor = supervise(Service("well", (sys.executable, *server), ("127.0.0.1", port), "/"))
    tick_until(supervisor, lambda keeper: keeper.status.state == "running")
    over = time.monotonic() + 3 * HURRIED.silence
    tick_until(supervisor, lambda _: time.monotonic() > over)
    assert supervisor.keepers[0].status.restarts == 0
