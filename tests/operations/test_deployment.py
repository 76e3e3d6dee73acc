"""The examples of units and proxies, and the manual, speak of what is really there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from api.chat.endpoints import router as chat
from api.core.event_stream import EventStreamResponse
from api.dialogue.endpoints import router as dialogue
from api.health.endpoints import router as health
from api.staff.endpoints import router as staff
from operations.environment import ROOT

from .installation import api_of, installation_in

DEPLOYMENT = ROOT / "operations" / "deployment"
NGINX = (DEPLOYMENT / "proxy" / "nginx.conf").read_text("utf-8")
CADDY = (DEPLOYMENT / "proxy" / "Caddyfile").read_text("utf-8")
UNITS = sorted((DEPLOYMENT / "systemd").glob("*.service"))
MANUAL = (ROOT / "docs" / "tasks" / "deploy.md").read_text("utf-8")
# uvicorn's own setting, not the service's.
OF_OTHERS = {"FORWARDED_ALLOW_IPS"}


def event_streams() -> list[str]:
    """The addresses under which events are streamed, with something in the place of each parameter."""
    routes = [route for route in (*chat.routes, *staff.routes) if getattr(route, "response_class", None) is EventStreamResponse]
    return [re.sub(r"\{[^}]*\}", "an-identifier", str(getattr(route, "path", ""))) for route in routes]


def test_nginx_passes_every_event_stream_on_unbuffered() -> None:
    found = re.search(r"location ~ (\S+) \{[^}]*proxy_buffering off;", NGINX)
    assert found is not None
    assert len(event_streams()) >= 2
    assert [path for path in event_streams() if not re.search(found[1], path)] == []


def test_nginx_does_not_take_an_ordinary_call_for_an_event_stream() -> None:
    found = re.search(r"location ~ (\S+) \{", NGINX)
    assert found is not None
    assert not re.search(found[1], "/v1/conversations/an-identifier/messages")


@pytest.mark.parametrize("path", ["/metrics", "/internal"])
def test_what_is_not_for_the_public_is_closed_by_both_proxies(path: str) -> None:
    assert any(str(getattr(route, "path", "")).startswith(path) for route in (*health.routes, *dialogue.routes))
    assert re.search(rf"location (= )?{path} \{{ return 404; }}", NGINX)
    private = re.search(r"@private path (.*)", CADDY)
    assert private is not None
    assert path in private[1].split()


def test_what_the_chat_asks_to_say_what_is_down_is_open_at_both_proxies() -> None:
    asked = re.search(r'fetch\("(/\w+)"', (ROOT / "api" / "web" / "static" / "chat" / "status.js").read_text("utf-8"))
    assert asked is not None
    assert f"{asked[1]} {{ return" not in NGINX
    assert asked[1] not in re.findall(r"@private path .*", CADDY)[0]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_program_that_exists(unit: Path) -> None:
    module = re.search(r"^ExecStart=.*python -m (\S+)", unit.read_text("utf-8"), re.MULTILINE)
    assert module is not None
    assert importlib.util.find_spec(module[1]) is not None


def test_every_command_of_the_manual_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    words = [word for line in re.findall(r"\bmake ([a-z -]+)", MANUAL) for word in line.split()[:1]]
    assert set(words) - targets == set()


def test_every_file_of_the_manual_exists() -> None:
    named = re.findall(r"`((?:systemd|proxy|logrotate)/[\w.]+)`", MANUAL)
    assert named
    assert [name for name in named if not (DEPLOYMENT / name).exists()] == []


def test_every_setting_of_the_manual_can_be_set() -> None:
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"^([A-Z_]+)=", MANUAL, re.MULTILINE)) | set(re.findall(r"`([A-Z]+_[A-Z_]+)`", MANUAL))
    assert named - known - OF_OTHERS == set()


def test_limits_count_the_address_that_the_proxy_passes_on(tmp_path: Path) -> None:
    installation = installation_in(tmp_path / "data", REQUESTS_PER_MINUTE="2")
    assert installation.run("api.migrate").returncode == 0
    callers = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"]
    with api_of(installation) as browser:
        seen = [browser.get("/v1/policies?limit=1", headers={"X-Forwarded-For": caller}).status_code for caller in callers]
    assert seen == [200, 200, 429, 200]
