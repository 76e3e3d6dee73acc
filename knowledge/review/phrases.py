"""Finds resident phrases that say the same: the same words with other punctuation, or one word swapped in a template.

Two phrases are compared by the two-character pieces they have in common, punctuation and width aside. Only phrases that share one
of their rarest pieces can be alike, so that ten thousand phrases take a second and not fifty million comparisons.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Phrase:
    """A phrase of a policy: the how-manieth, and the text."""

    policy: str
    position: int
    text: str


@dataclass(frozen=True)
class Pair:
    """Two phrases and how alike they are, up to 1; the second is the later one."""

    first: Phrase
    second: Phrase
    likeness: float


def near_duplicates(phrases: Mapping[str, Sequence[str]], within: float, across: float) -> list[Pair]:
    """The pairs at least so alike within one policy, or across two, the most alike first."""
    pairs = _alike(
        [Phrase(name, place, text) for name, group in phrases.items() for place, text in enumerate(group)], min(within, across)
    )
    found = [pair for pair in pairs if pair.likeness >= (within if pair.first.policy == pair.second.policy else across)]
    return sorted(found, key=lambda pair: -pair.likeness)


def pieces(text: str) -> frozenset[str]:
    """The two-character pieces of a text, its beginning and end included; case, width and punctuation do not count."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())
    framed = f"^{plain}$"
    return frozenset(framed[place : place + 2] for place in range(len(framed) - 1))


def _alike(phrases: list[Phrase], least: float) -> Iterator[Pair]:
    cut = [pieces(phrase.text) for phrase in phrases]
    frequency = Counter(piece for group in cut for piece in group)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(cut):
        # Of two sets this alike at least one of the rarest pieces, this many, is common to both.
        rarest = sorted(group, key=lambda piece: (frequency[piece], piece))[: len(group) - ceil(least * len(group)) + 1]
        for other in sorted({other for piece in rarest for other in holders[piece]}):
            common = len(group & cut[other])
            likeness = common / (len(group) + len(cut[other]) - common)
            if likeness >= least:
                yield Pair(phrases[other], phrases[number], likeness)
        for piece in rarest:
            holders[piece].append(number)
