"""Which clauses stand behind a hit: the policy's own words, never a phrase or a summary of who may get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.passages import SearchText

MOST_CITED = 2
# A second clause is shown only when it fits the question nearly as well as the first.
NEARLY = 0.7


@dataclass(frozen=True)
class Citation:
    """A clause, word for word, and where it stands."""

    ref: str
    text: str


def cite(clauses: Sequence[SearchText], fit: NDArray[np.float32]) -> list[Citation]:
    """The best one or two of a policy's clauses; fit: how well each answers the question, 0 for not at all."""
    order = np.argsort(-fit, kind="stable")[:MOST_CITED]
    chosen = [position for rank, position in enumerate(order) if rank == 0 or fit[position] >= NEARLY * fit[order[0]] > 0]
    return [Citation(ref=clauses[position].ref or "", text=clauses[position].text) for position in chosen]
