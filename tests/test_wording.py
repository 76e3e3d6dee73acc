"""What residents read is short, plain and promises nothing; tests/wording.yaml says what that means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BOUNDS: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "wording.yaml").read_text("utf-8"))
CHINESE = re.compile(r"[㐀-䶿一-鿿]")
SENTENCE_END = re.compile(r"[。！？；\n]")
LEFT_OUT = {(file, path) for entry in BOUNDS["left_out"] for file, path in entry.items()}


def texts(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a YAML file with the keys that lead to it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from texts(value, (*path, str(key)))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from texts(value, (*path, str(place)))
    elif isinstance(content, str):
        yield path, content


def read_by_residents() -> list[tuple[str, str]]:
    """Every text residents read, after where it stands."""
    found = []
    for file in sorted(file for pattern in BOUNDS["files"] for file in ROOT.glob(pattern)):
        name = str(file.relative_to(ROOT))
        for path, text in texts(yaml.safe_load(file.read_text("utf-8"))):
            beginnings = {(name, ".".join(path[:length])) for length in range(1, len(path) + 1)}
            if CHINESE.search(text) and not beginnings & LEFT_OUT:
                found.append((f"{name}: {'.'.join(path)}", text))
    return found


def saying(patterns: list[str]) -> list[str]:
    """Where residents read one of these."""
    forbidden = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return [f"{place}: {found.group()}" for place, text in read_by_residents() if (found := forbidden.search(text))]


def test_every_file_of_wording_is_looked_at() -> None:
    looked_at = {place.split(":")[0] for place, _ in read_by_residents()}
    bot = {str(file.relative_to(ROOT)) for file in (ROOT / "bot" / "domain").glob("*.yml")}
    shown = {file for file in bot if "text:" in (ROOT / file).read_text("utf-8")}
    service = {str(file.relative_to(ROOT)) for file in (ROOT / "api" / "wording").glob("*.yaml")}
    assert (shown | service) - looked_at == {"api/wording/staff.yaml", "api/wording/keys.yaml"}


def test_no_sentence_is_longer_than_can_be_followed() -> None:
    sentences = [(place, sentence) for place, text in read_by_residents() for sentence in SENTENCE_END.split(text)]
    longest = BOUNDS["longest_sentence"]
    assert [place for place, sentence in sentences if len(CHINESE.findall(sentence)) > longest] == []


def test_nothing_is_promised() -> None:
    assert saying(BOUNDS["promises"]) == []


def test_nobody_is_spoken_to_like_a_form() -> None:
    assert saying(BOUNDS["officialese"]) == []


@pytest.mark.parametrize("verdict", ["eligible", "undetermined", "ineligible"])
def test_a_verdict_stays_a_first_look(verdict: str) -> None:
    pages = yaml.safe_load((ROOT / "api" / "wording" / "pages.yaml").read_text("utf-8"))
    assert any(word in pages["verdict"][verdict] for word in ("可能", "看来", "还要"))
