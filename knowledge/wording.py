"""The Chinese words of this package, from `wording.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def wording() -> dict[str, Any]:
    """All wording of the package by section and key."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))
    return loaded
