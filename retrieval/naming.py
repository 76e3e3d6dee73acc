"""Which policies a question calls by name: the longest name that stands at a place is the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.policy import Policy
from retrieval.text import normalise

Floats = NDArray[np.float32]
# On a day before all policies there is no name to find.
NOTHING = "(?!)"


class Names:
    """The names and aliases of some policies, made ready once: finding them takes longer to prepare than to do."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._positions = {policy.id: position for position, policy in enumerate(policies)}
        self._full = {policy.id: normalise(policy.name) for policy in policies}
        self._owners: dict[str, list[str]] = {}
        for policy in policies:
            for name in dict.fromkeys(map(normalise, (policy.name, *policy.aliases))):
                self._owners.setdefault(name, []).append(policy.id)
        longest_first = sorted(self._owners, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or NOTHING)

    def named(self, text: str) -> Floats:
        """1 for every policy whose name or alias stands in the normalised text and is not part of a longer one, else 0."""
        hits = np.zeros(len(self._positions), dtype=np.float32)
        for _, owners in self.calls(text):
            hits[[self._positions[owner] for owner in owners]] = 1
        return hits

    def calls(self, text: str) -> list[tuple[str, list[str]]]:
        """Each name that stands in the normalised text, in its order, with the policies it belongs to."""
        return [(match.group(), self._owners[match.group()]) for match in self._pattern.finditer(text)]

    def owners(self, name: str) -> tuple[str, ...]:
        """The policies a normalised name belongs to: the one whose full name it is, else all that are also called so."""
        called = self._owners.get(name, [])
        return tuple(owner for owner in called if self._full[owner] == name) or tuple(called)


@lru_cache(maxsize=16)
def names_in_force(catalogue: Catalogue, day: date) -> Names:
    """The names of all policies in force on a day."""
    return Names(catalogue.in_force(day))
