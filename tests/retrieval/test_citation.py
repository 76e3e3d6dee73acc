"""Which clause is cited for which kind of question."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.citation import cite, kind_of, question_kinds
from retrieval.passages import SearchText
from retrieval.search import SearchIndex
from tests.retrieval.conftest import DAY

CLAUSES = [
    SearchText(policy_id="p", kind="clause", ref="第一条", text="本办法适用于下列对象。"),
    SearchText(policy_id="p", kind="clause", ref="第二条", text="自受理之日起三十个工作日内作出决定。"),
    SearchText(policy_id="p", kind="clause", ref="第三条", text="按月发放，标准由地方确定。"),
]
ALIKE = np.ones(3, dtype=np.float32)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("低保多久能批", "time"),
        ("要带什么证件", "papers"),
        ("能领多少钱", "amount"),
        ("去哪办", "place"),
        ("什么条件", "conditions"),
    ],
)
def test_a_question_is_known_by_what_it_is_after(question: str, kind: str) -> None:
    found = kind_of(question)
    assert found is not None
    assert found.kind == kind


def test_a_situation_asks_for_nothing_in_particular() -> None:
    assert kind_of("我妈瘫了家里没钱") is None


def test_a_situation_is_answered_with_a_clause_the_rule_stands_on() -> None:
    assert [citation.ref for citation in cite("我妈瘫了", frozenset({"第三条第一款"}), CLAUSES, ALIKE)] == ["第三条"]


def test_a_question_after_time_is_answered_with_a_time_limit() -> None:
    assert cite("多久批下来", frozenset({"第一条"}), CLAUSES, np.array([1, 0.5, 0], dtype=np.float32))[0].ref == "第二条"


def test_a_second_clause_is_cited_only_when_it_fits_nearly_as_well() -> None:
    likeness = np.array([1.0, 0.9, 0.1], dtype=np.float32)
    assert [citation.ref for citation in cite("我妈瘫了", frozenset(), CLAUSES, likeness)] == ["第一条", "第二条"]
    assert [citation.ref for citation in cite("我妈瘫了", frozenset(), CLAUSES, likeness**8)] == ["第一条"]


def test_a_policy_without_a_clause_in_force_is_not_cited() -> None:
    assert cite("低保", frozenset(), [], np.zeros(0, dtype=np.float32)) == []


def test_no_word_asks_for_two_kinds() -> None:
    words = [word for kind in question_kinds() for word in kind.asked]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("question", "said"), [("低保要多久批下来", "工作日"), ("低保怎么申请", "申请"), ("欠薪请不起律师", "法律援助")]
)
def test_the_clause_cited_for_the_real_catalogue_gives_what_was_asked(index: SearchIndex, question: str, said: str) -> None:
    assert said in index.search(question, as_of=DAY).results[0].passages[0].text
