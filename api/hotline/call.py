"""What a call tells of a household: a conversation that is kept nowhere, built anew whenever the text grows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from api.chat.text import has_words
from api.core.errors import UnavailableError
from api.dialogue.facts import CORRECTED, learn, readback, set_fact
from api.hotline.schemas import AssistRequest, Correction, FactRow
from api.models import Conversation
from api.understanding import Understanding
from knowledge.catalogue import load_catalogue
from knowledge.dictionary import ANYBODY
from knowledge.situation import check_facts

# As whose household bot/nlu reads what is told of another one.
OTHER_HOUSEHOLD = "acquaintance"
SAID, KNOWN = "said", "known"
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text that is read at once. asked: the fact it answers."""

    text: str
    asked: str | None


@dataclass(frozen=True)
class Call:
    """The household as far as it is told. unplaced: corrections that no longer fit anybody."""

    told: Conversation
    unplaced: list[str]

    @property
    def facts(self) -> dict[str, Any]:
        """All that is known."""
        return self.told.facts

    def rows(self) -> list[FactRow]:
        """The facts as they are read and corrected."""
        return [self._row(row) for row in readback(self.told)]

    def _row(self, row: dict[str, Any]) -> FactRow:
        origin = self.told.provenance.get(row["path"], KNOWN)
        return FactRow(**row, relation=_relation(self.facts, row["path"]), origin=origin)


async def understood(understanding: Understanding, request: AssistRequest) -> list[dict[str, Any]] | None:
    """What each passage of the text says, in its order; None while nothing can be understood."""
    try:
        return list(await asyncio.gather(*(_read(understanding, request, passage) for passage in passages(request))))
    except UnavailableError:
        return None


def passages(request: AssistRequest) -> list[Passage]:
    """The text in stretches: a line that answers a question by itself, what was told freely together."""
    lines = request.text.split("\n")
    asked = [*request.asked, *[None] * len(lines)][: len(lines)]
    numbered = enumerate(zip(lines, asked, strict=True))
    stretches = groupby(numbered, lambda row: (row[0], row[1][1]) if row[1][1] else (None, None))
    found = [Passage("\n".join(line for _, (line, _) in rows), fact) for (_, fact), rows in stretches]
    return [passage for passage in found if has_words(passage.text)]


async def _read(understanding: Understanding, request: AssistRequest, passage: Passage) -> dict[str, Any]:
    if request.about == "other":
        return await understanding.in_conversation(passage.text, passage.asked, OTHER_HOUSEHOLD)
    return await understanding.of(passage.text, passage.asked)


def call_of(request: AssistRequest, said: list[dict[str, Any]] | None) -> Call:
    """The household: what was known, what the text says, and what was corrected by hand. Raises FactError."""
    known = request.facts.model_dump() if request.facts else {}
    check_facts(known, load_catalogue().dictionary)
    told = Conversation(facts=known, provenance={})
    for one in said or []:
        learn(told, one["facts"], CORRECTED if one.get("correction") else SAID)
    return Call(told, [label for each in request.corrections if (label := _correct(told, each))])


def _correct(told: Conversation, correction: Correction) -> str | None:
    """Sets a fact by hand; what it is called where it is about somebody the text no longer tells of. Raises FactError."""
    label = load_catalogue().dictionary.definition(correction.fact).label
    path = _path_now(told.facts, correction)
    if path is None:
        return label
    set_fact(told, path, correction.value)
    return None


def _path_now(facts: dict[str, Any], correction: Correction) -> str | None:
    """Where the corrected fact stands by now: people are recognised by their relation, else by their id."""
    section, *rest = correction.fact.split(".")
    if section != PEOPLE or rest[0] == ANYBODY:
        return correction.fact
    people = {person["id"]: person.get("relation") for person in facts.get("people", [])}
    if rest[0] in people and correction.relation in (None, people[rest[0]]):
        return correction.fact
    alike = [each for each, relation in people.items() if relation == correction.relation]
    return f"{PEOPLE}.{alike[0]}.{rest[1]}" if len(alike) == 1 and correction.relation else None


def _relation(facts: dict[str, Any], path: str) -> str | None:
    section, *rest = path.split(".")
    if section != PEOPLE:
        return None
    return next((person.get("relation") for person in facts.get("people", []) if person["id"] == rest[0]), None)
