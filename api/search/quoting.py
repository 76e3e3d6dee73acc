"""What is said of a policy and what it rests on: no sentence without its clause and the day on which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.wording import words
from knowledge.policy import LegalBasis, Passage, Policy
from retrieval.citation import Citation
from retrieval.text import normalise

# A passage with this share of a sentence's pairs of characters says the same: read over the whole catalogue, below it not all do.
SAME_WORDS = 0.33
MOST_LAWS = 2
# How a sentence is backed: by a clause, by the source of a number, by the legal basis as a whole, or by nothing of the law.
Backing = Literal["cited", "checked", "unlisted", "own"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer. part: what of the entry it gives; day: on which it holds, or on which its source was checked."""

    part: str
    text: str
    refs: tuple[str, ...]
    day: date
    backing: Backing

    def in_words(self) -> str:
        """The line as it is said, with what it rests on behind it."""
        return str(words("answers")["lines"][self.part].format(value=self.backed()))

    def backed(self) -> str:
        """The sentence with what it rests on behind it."""
        wording = words("answers")
        if self.backing == "own":
            return self.text
        refs = wording["between_refs"].join(self.refs)
        return str(wording[self.backing].format(text=self.text, refs=refs, day=self.day))


def refs_on(policy: Policy, clause: str, day: date) -> tuple[str, ...]:
    """The clauses named together in an entry, without those of a law that does not hold on that day."""
    wording = words("answers")
    titles = [basis.title.removeprefix(wording["state"]) for basis in policy.legal_basis if not _holds(basis, day)]
    return tuple(part for part in clause.split(wording["between_refs"]) if not any(part.startswith(title) for title in titles))


def basis_on(policy: Policy, day: date) -> tuple[str, ...]:
    """The legal basis of a policy as far as it holds on that day, each as it is cited."""
    return tuple(_law(basis) for basis in policy.legal_basis if _holds(basis, day))


def resting_on(policy: Policy, part: str, text: str, clause: str | None, day: date) -> Statement:
    """A sentence with the clause the entry names for it, else with the clause that says the same, else with the legal basis."""
    refs = refs_on(policy, clause, day) if clause else ()
    refs = refs or tuple(passage.ref for passage in saying(policy, text, day))
    if refs:
        return Statement(part, text, refs, day, "cited")
    return Statement(part, text, basis_on(policy, day)[:MOST_LAWS], day, "unlisted")


def saying(policy: Policy, text: str, day: date) -> list[Passage]:
    """The passage that says what a sentence says, in much the same words; none where no passage comes near it."""
    wanted = _pairs(text)
    alike = [(len(wanted & _pairs(passage.text)) / max(len(wanted), 1), passage) for passage in held(policy, day)]
    best = max(alike, key=lambda one: one[0], default=None)
    return [best[1]] if best and best[0] >= SAME_WORDS else []


def quoted(policy: Policy, refs: tuple[str, ...], day: date) -> list[Citation]:
    """The words of these clauses, as far as the entry quotes them."""
    return [
        Citation(ref=passage.ref, text=passage.text)
        for passage in held(policy, day)
        if any(ref.startswith(passage.ref) or passage.ref.startswith(ref) for ref in refs)
    ]


def held(policy: Policy, day: date) -> list[Passage]:
    """The passages of a policy that hold on that day."""
    return [passage for passage in policy.passages if passage.in_force is None or passage.in_force.holds_on(day)]


def _pairs(text: str) -> set[str]:
    plain = normalise(text).replace(" ", "")
    return {plain[start : start + 2] for start in range(len(plain) - 1)}


def _holds(basis: LegalBasis, day: date) -> bool:
    return basis.in_force is None or basis.in_force.holds_on(day)


def _law(basis: LegalBasis) -> str:
    wording = words("answers")
    number = wording["law_number"].format(number=basis.number) if basis.number else ""
    return str(wording["law"].format(title=basis.title, number=number, clauses=basis.clauses or ""))
