"""Every act that is written into the audit trail has a name that auditors read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.wording import words

API = Path(__file__).resolve().parents[3] / "api"
ACTION = 2


def acts() -> Iterator[tuple[str, bool]]:
    """Every act the code names, and whether it is only the beginning of a name that is put together."""
    for path in sorted(API.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) == ACTION + 2:
                action = node.args[ACTION]
                if isinstance(action, ast.Constant):
                    yield str(action.value), False
                elif isinstance(action, ast.JoinedStr) and isinstance(action.values[0], ast.Constant):
                    yield str(action.values[0].value), True


@pytest.mark.parametrize("act,beginning", sorted(set(acts())))
def test_an_act_has_a_name(act: str, beginning: bool) -> None:
    named = words("audit")["actions"]
    assert any(name.startswith(act) for name in named) if beginning else act in named
