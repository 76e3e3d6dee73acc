"""A policy called by its name: the longest name at a place is the one that is meant."""

from __future__ import annotations

import pytest

from knowledge.catalogue import load_catalogue
from retrieval.naming import Names
from retrieval.text import normalise


def called(question: str) -> set[str]:
    policies = list(load_catalogue().policies.values())
    return {policy.id for policy, hit in zip(policies, Names(policies).named(normalise(question)), strict=True) if hit}


@pytest.mark.parametrize(
    ("question", "policies"),
    [
        ("低保要带什么材料", {"dibao"}),
        ("低保边缘是什么意思", {"dibao-bianyuan"}),
        ("低保和低保边缘有什么不一样", {"dibao", "dibao-bianyuan"}),
        ("我家没钱过日子", set()),
    ],
)
def test_the_longest_name_counts_and_not_what_is_inside_it(question: str, policies: set[str]) -> None:
    assert called(question) == policies


def test_where_no_policy_is_in_force_nothing_is_called() -> None:
    assert Names([]).calls("低保") == []
