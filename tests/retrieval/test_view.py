"""How the texts of a policy count together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.naming import Names
from retrieval.search import SearchIndex
from retrieval.view import View
from tests.retrieval.conftest import DAY


def view_of(lengths: list[int]) -> View:
    """Policies with so many texts each."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    nothing = np.zeros(0, dtype=np.int64)
    starts = np.searchsorted(owners, np.arange(len(lengths)))
    return View([], nothing, owners, starts, nothing, np.zeros(0, dtype=bool), [], Names([]))


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0]), min_size=1, max_size=6), min_size=1), st.integers(1, 4))
def test_the_best_few_texts_of_each_policy_are_averaged(groups: list[list[float]], most: int) -> None:
    values = np.array([value for group in groups for value in group], dtype=np.float32)
    expected = [np.mean(sorted(group, reverse=True)[:most]) for group in groups]
    assert np.allclose(view_of([len(group) for group in groups]).pool(values, most), expected)


def test_the_texts_of_each_policy_stand_beside_each_other(index: SearchIndex) -> None:
    view = index.view(DAY)
    owners = [view.policies[owner].id for owner in view.owners]
    assert owners == [index.contents.texts[row].policy_id for row in view.texts]
    assert [owners[start] for start in view.starts] == [policy.id for policy in view.policies]


def test_places_without_entries_of_their_own_share_one_view(index: SearchIndex) -> None:
    assert index.view(DAY, "650100") is index.view(DAY, "540100") is index.view(DAY)
