"""Every Chinese sentence the service says, one YAML file per subject."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words(subject: str) -> dict[str, Any]:
    """The wording of one subject, the name of its file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / f"{subject}.yaml").read_text("utf-8"))
    return loaded
