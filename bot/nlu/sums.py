"""A sum of money in its sentence, and the household's fact it gives: what bills and earnings have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Facts, Mention

if TYPE_CHECKING:
    from bot.nlu.assembly import Assembler


class SumFacts:
    """A sum of money in its sentence."""

    def __init__(self, assembler: Assembler) -> None:
        self.assembler = assembler
        self.situation = assembler.situation
        self.rules: Facts = load("money")

    def _read(self, mention: Mention) -> None:
        """Takes in what is said around the figure: its clause before and after it, and where its sentence begins."""
        clause = self.situation.clause_at(mention.start)
        self.said = self.situation.text[max(0, clause.start - self.rules["reach"]) : clause.end]
        self.before = self.situation.text[clause.start : mention.start]
        self.after = self.situation.text[mention.end : clause.end]
        self.wage_place: int | None = None
        self.start = mention.start
        self.sentence_start = next(known.start for known in self.situation.clauses if known.sentence == clause.sentence)

    def _sentence_around(self, mention: Mention) -> tuple[str, str]:
        """What the sentence says before the figure and after it."""
        text, sentence = self.situation.text, self.situation.clause_at(mention.start).sentence
        parts = [clause for clause in self.situation.clauses if clause.sentence == sentence]
        return text[parts[0].start : mention.start], text[mention.end : parts[-1].end]

    def _corrected(self) -> bool:
        return compiled(load("language")["correction"]).search(self.situation.text) is not None

    def _set(self, name: str, value: Any, mention: Mention) -> None:
        known = self.situation.household.get(name)
        if name in self.rules["single"] and known not in (None, 0, value) and not self._corrected():
            self.situation.doubtful.add(name)
        self.situation.household[name] = value
        mention.fact = f"household.{name}"
