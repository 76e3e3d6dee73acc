"""Reads the word lists and patterns beside this file; no Chinese word stands in the code."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
REPOSITORY = FOLDER.parent.parent
FRAGMENT = re.compile(r"\{([a-z_]{2,30})\}")


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `<name>.yaml` beside this file."""
    content: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return content


@cache
def _fragments() -> dict[str, str]:
    return {**load("numbers")["fragments"], **load("language")["fragments"]}


def expand(pattern: str) -> str:
    """`pattern` with every `{fragment}` replaced by what it stands for."""
    fragments = _fragments()
    while FRAGMENT.search(pattern):
        pattern = FRAGMENT.sub(lambda found: fragments[found.group(1)], pattern)
    return pattern


@cache
def compiled(pattern: str) -> "re.Pattern[str]":
    """`pattern` of a YAML file as a regular expression."""
    return re.compile(expand(pattern))
