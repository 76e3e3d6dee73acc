"""What of an index may be shown on a day for a place, laid out so that each policy's texts stand beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.parameters import places_from
from knowledge.policy import Policy
from retrieval.citation import rule_clauses
from retrieval.contents import IndexContents
from retrieval.naming import Names
from retrieval.passages import search_texts

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """The policies in view, and the positions of their texts in the index, in the order of the policies.

    owners: the policy of each text; starts: where the texts of each policy begin; classes: the policies' columns in the
    classifier; clauses: which texts may be cited; names: what the policies are called.
    """

    policies: list[Policy]
    texts: Positions
    owners: Positions
    starts: Positions
    classes: Positions
    clauses: NDArray[np.bool_]
    rules: list[frozenset[str]]
    names: Names

    def clauses_of(self, position: int) -> Positions:
        """Where among `texts` the citable ones of a policy stand."""
        first, last = np.searchsorted(self.owners, [position, position + 1])
        return np.asarray(first + np.flatnonzero(self.clauses[first:last]))

    def pool(self, values: Floats, most: int) -> Floats:
        """The mean of each policy's best few texts: one lucky phrase counts less than several that fit."""
        lengths = np.diff(self.starts, append=len(values))
        left, sums = values.copy(), np.zeros(len(self.starts))
        for taken in range(most):
            best = np.maximum.reduceat(left, self.starts)
            sums += np.where(lengths > taken, best, 0)
            # Of equals one at a time: each counts.
            equal = np.flatnonzero(left == best[self.owners])
            left[equal[np.searchsorted(equal, self.starts)]] = -np.inf
        return np.asarray(sums / np.minimum(lengths, most), dtype=np.float32)


def standing_texts(contents: IndexContents, catalogue: Catalogue) -> Positions:
    """The texts that the catalogue still has: all of its own index, of an older one what has not changed since."""
    if contents.manifest.catalogue == catalogue.version:
        return np.arange(len(contents.texts))
    said = set(search_texts(catalogue))
    return np.array([position for position, text in enumerate(contents.texts) if text in said], dtype=np.int64)


def build_view(contents: IndexContents, catalogue: Catalogue, standing: Positions, as_of: date, locality: str | None) -> View:
    """The view of a day and a place over the standing texts; a policy the index does not know is left out."""
    places = frozenset(places_from(locality))
    columns = {name: column for column, name in enumerate(contents.classifier.classes)}
    held = [(position, text) for position in standing.tolist() if (text := contents.texts[position]).holds(as_of, places)]
    known = columns.keys() & {text.policy_id for _, text in held}
    policies = [policy for policy in catalogue.in_force(as_of, locality) if policy.id in known]
    owner = {policy.id: position for position, policy in enumerate(policies)}
    # Stable: within a policy the texts keep the order of the index.
    rows = sorted(((owner[text.policy_id], position) for position, text in held if text.policy_id in owner), key=_owner)
    owners, texts = (np.array(part, dtype=np.int64) for part in zip(*rows, strict=True)) if rows else _nothing()
    return View(
        policies=policies,
        texts=texts,
        owners=owners,
        starts=np.searchsorted(owners, np.arange(len(policies))),
        classes=np.array([columns[policy.id] for policy in policies], dtype=np.int64),
        clauses=np.array([contents.texts[position].kind == "clause" for position in texts], dtype=bool),
        rules=[rule_clauses(policy) for policy in policies],
        names=Names(policies),
    )


def _owner(row: tuple[int, int]) -> int:
    return row[0]


def _nothing() -> tuple[Positions, Positions]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
