"""The dashboard, the alerts and the manual speak of the metrics that the service really gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import generate_latest

import api.core.metrics as service
from operations.environment import ROOT

DEPLOYMENT = ROOT / "operations" / "deployment"
DASHBOARD = DEPLOYMENT / "grafana" / "dashboard.json"
ALERTS = DEPLOYMENT / "prometheus" / "alerts.yml"
MANUAL = ROOT / "docs" / "tasks" / "watch-the-service.md"
PREFIXES = ("jiuzhu_", "process_", "python_")
METRIC = re.compile(r"\b(?:jiuzhu|process|python)_\w+")


def exposed() -> dict[str, str]:
    """What `/metrics` gives, by name, with its kind."""
    lines = (line.split() for line in generate_latest().decode().splitlines() if line.startswith("# TYPE"))
    return {name: kind for _, _, name, kind in lines if not name.endswith("_created")}


def series() -> set[str]:
    """Every name that a query can ask for."""
    parts = {"histogram": ("_bucket", "_sum", "_count")}
    return {f"{name}{part}" for name, kind in exposed().items() for part in parts.get(kind, ("",))}


def of_the_dashboard() -> list[str]:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def of_the_alerts() -> list[str]:
    (group,) = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    return [rule["expr"] for rule in group["rules"]]


@pytest.mark.parametrize("expression", [*of_the_dashboard(), *of_the_alerts()])
def test_every_metric_that_is_asked_for_exists(expression: str) -> None:
    assert set(METRIC.findall(expression)) - series() == set()


@pytest.mark.parametrize("expression", [*of_the_dashboard(), *of_the_alerts()])
def test_every_label_that_is_asked_for_exists(expression: str) -> None:
    metrics = (service.TURNS, service.REQUESTS, service.HANDOVERS, service.APPLICATIONS, service.DELIVERIES, service.SEARCHES)
    # The first two come from Prometheus itself, the third from every histogram.
    known = {"job", "instance", "le"} | {label for metric in metrics for label in metric._labelnames}
    grouped = [name for names in re.findall(r"\bby \(([^)]*)\)", expression) for name in names.split(", ")]
    assert {*grouped, *re.findall(r"(\w+)(?:=~|!~|!=|=)\"", expression)} - known == set()


@pytest.mark.parametrize("expressions", [of_the_dashboard(), of_the_alerts()], ids=["dashboard", "alerts"])
def test_none_of_our_own_metrics_is_forgotten(expressions: list[str]) -> None:
    asked = set(METRIC.findall(" ".join(expressions)))
    own = {name for name in exposed() if name.startswith("jiuzhu_")}
    assert {name for name in own if not any(word.startswith(name) for word in asked)} == set()


def test_the_manual_explains_every_metric_and_no_other() -> None:
    named = set(re.findall(r"`((?:jiuzhu|process|python)_\w+)`", Path(MANUAL).read_text("utf-8")))
    assert named == {name for name in exposed() if name.startswith(PREFIXES)}
