"""Run inside a network of its own that has only loopback: installs and starts an unpacked bundle, then talks with it.

`python without_network.py FOLDER PORT`, below `unshare --net`; prints one JSON object of what it saw. Standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

INTERFACE = struct.Struct("16sh14x")
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
# A name server that everybody knows; nothing is sent when there is no way to it.
OUTSIDE = ("9.9.9.9", 53)
READY_SECONDS = 900


def bring_up_loopback() -> None:
    """A new network begins with its loopback down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, INTERFACE.pack(b"lo", IFF_UP))


def reaches_outside() -> bool:
    """Whether there is a way out of this network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(OUTSIDE)
        except OSError:
            return False
    return True


def bare_environment(folder: Path, port: int) -> dict[str, str]:
    """Nothing of this machine but its Python 3.11: no pip settings, no pip cache, no other Python."""
    home = folder.parent / "home"
    home.mkdir()
    path = os.pathsep.join([str(Path(sys.base_prefix) / "bin"), "/usr/bin", "/bin"])
    ports = {"API_PORT": port, "RASA_PORT": port + 1, "ACTIONS_PORT": port + 2}
    settings = {name: str(value) for name, value in ports.items()}
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull, **settings}


def ask(address: str, body: Any = None, token: str = "") -> Any:
    """One call; the answer's JSON."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(address, None if body is None else json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_until_ready(address: str, service: subprocess.Popen[bytes], log: Path) -> float:
    """The seconds until every part is ready."""
    began = time.monotonic()
    while service.poll() is None and time.monotonic() - began < READY_SECONDS:
        try:
            ask(f"{address}/readyz")
            return time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise SystemExit(f"the service did not become ready: {log.read_text('utf-8', 'replace')[-3000:]}")


def talk(address: str) -> list[dict[str, Any]]:
    """What the bot says to a resident."""
    conversation = ask(f"{address}/v1/conversations", {"channel": "web"})
    said = {"text": "低保怎么申请"}
    answer = ask(f"{address}/v1/conversations/{conversation['id']}/messages", said, conversation["token"])
    return list(answer["replies"])


def main() -> None:
    """Installs, starts, talks, stops."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    bring_up_loopback()
    seen: dict[str, Any] = {"reaches_outside": reaches_outside()}
    environment = bare_environment(folder, port)
    seen["other_python"] = shutil.which("python3.10", path=environment["PATH"])
    log = folder.parent / "run.log"
    with log.open("wb") as output:
        command = ["make", "run"]
        service = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        seen["seconds"] = round(wait_until_ready(address, service, log))
        seen["replies"] = talk(address)
    finally:
        # As Ctrl-C does at a terminal: to make and to what it started.
        os.killpg(service.pid, signal.SIGINT)
        service.wait(timeout=60)
    seen["log"] = log.read_text("utf-8")
    print(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main()
