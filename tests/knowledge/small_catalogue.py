"""The catalogue of one or two entries that tests of loading and checking write: its files, and an entry that is right."""

from __future__ import annotations

from typing import Any

from tests.knowledge.households import TIANJIN, condition, overlay_file, policy_file

GOOD = condition(id="cars", fact="household.cars", at_most=0)
ONE, TWO = "policies/national/one.yaml", "policies/national/two.yaml"
LOCAL = "policies/120000/one.yaml"
LIMIT = "parameters/national/limit.yaml"


def one(*conditions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The national entry."""
    return policy_file("one", *(conditions or (GOOD,)), **changes)


def local(**changes: Any) -> dict[str, Any]:
    """What 天津 changes of it."""
    return overlay_file("one", TIANJIN, **changes)
