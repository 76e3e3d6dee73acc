"""Which policies a question calls by name: the longest name that stands at a place is the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.policy import Policy
from retrieval.text import normalise

Floats = NDArray[np.float32]
# On a day before all policies there is no name to find.
NOTHING = "(?!)"


def named(text: str, policies: Sequence[Policy]) -> Floats:
    """1 for every policy whose name or alias stands in the normalised text and is not part of a longer one, else 0."""
    called = {owner for _, owners in calls(text, policies) for owner in owners}
    return np.array([float(policy.id in called) for policy in policies], dtype=np.float32)


def calls(text: str, policies: Sequence[Policy]) -> list[tuple[str, list[str]]]:
    """Each name that stands in the normalised text, in its order, with the policies it belongs to."""
    pattern, owners = _names(tuple((policy.id, (policy.name, *policy.aliases)) for policy in policies))
    return [(match.group(), owners[match.group()]) for match in pattern.finditer(text)]


@lru_cache(maxsize=64)
def _names(policies: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    owners: dict[str, list[str]] = {}
    for policy_id, names in policies:
        for name in dict.fromkeys(map(normalise, names)):
            owners.setdefault(name, []).append(policy_id)
    longest_first = sorted(owners, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first)) or NOTHING), owners
