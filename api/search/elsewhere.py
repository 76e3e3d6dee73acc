"""Whose business it is when it is not social assistance: an office and the national line to call, from `elsewhere.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

import api.wording
from api.wording import words
from knowledge.windows import load_windows
from retrieval.text import normalise

ELSEWHERE = Path(api.wording.__file__).with_name("elsewhere.yaml")
BOTH = "+"


class Office(BaseModel):
    """Whose business it is, the national line to call, and the words that tell; `only`: words no policy of ours uses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    office: str
    number: str
    only: list[str] = []
    words: list[str] = []


class ElsewhereOut(BaseModel):
    """Who is to be asked instead: the office, its line, and the sentence that says so."""

    office: str
    number: str
    text: str


@cache
def offices(file: Path = ELSEWHERE) -> list[Office]:
    """The offices in their order of precedence."""
    return TypeAdapter(list[Office]).validate_python(yaml.safe_load(file.read_text("utf-8")))


def certainly_elsewhere(question: str) -> ElsewhereOut | None:
    """Who is to be asked a normalised question that names something no policy of ours is about."""
    return next((_shown(office) for office in offices() if _stands(office.only, question)), None)


def elsewhere(question: str) -> ElsewhereOut | None:
    """Who is to be asked a normalised question that nothing of ours answers; None where nobody is known."""
    found = next((office for office in offices() if _stands([*office.only, *office.words], question)), None)
    return certainly_elsewhere(question) or (_shown(found) if found else None)


def _stands(told: list[str], question: str) -> bool:
    return any(all(normalise(part) in question for part in word.split(BOTH)) for word in told)


def _shown(office: Office) -> ElsewhereOut:
    line = load_windows().line(office.number)
    text = words("answers")["elsewhere"].format(office=office.office, number=line.number, line=line.name)
    return ElsewhereOut(office=office.office, number=line.number, text=text)
