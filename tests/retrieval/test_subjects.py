"""What a question is about: names, places, what is left, what it points at."""

from __future__ import annotations

import pytest

from knowledge.catalogue import Catalogue
from retrieval.naming import names_in_force
from retrieval.subjects import read_question, sides, subject_words
from tests.retrieval.conftest import DAY


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("低保要带什么材料", [("dibao",)]),
        ("低保和特困有什么区别", [("dibao",), ("tekun-gongyang",)]),
        ("低保边缘户怎么认定", [("dibao-bianyuan",)]),
        ("家里没钱看病", []),
    ],
)
def test_the_policies_called_by_name_are_read_in_their_order(
    catalogue: Catalogue, text: str, called: list[tuple[str, ...]]
) -> None:
    assert list(read_question(text, names_in_force(catalogue, DAY)).called) == called


def test_a_name_that_two_policies_share_belongs_to_both(catalogue: Catalogue) -> None:
    (owners,) = read_question("临时救助怎么申请", names_in_force(catalogue, DAY)).called
    assert set(owners) == {"linshi-jinan", "linshi-zhichu"}


@pytest.mark.parametrize("text", ["那要带什么材料", "多久能批", "丹阳呢", "我能申请吗", "低保一个月能领多少钱", "天津低保去哪办"])
def test_a_question_that_says_no_more_is_bare(catalogue: Catalogue, text: str) -> None:
    assert read_question(text, names_in_force(catalogue, DAY)).bare


@pytest.mark.parametrize("text", ["家里有破面包车能不能吃低保", "低保户住院能报多少", "爸爸瘫痪了怎么办", "孩子上学多少钱"])
def test_a_question_that_tells_something_is_not_bare(catalogue: Catalogue, text: str) -> None:
    assert not read_question(text, names_in_force(catalogue, DAY)).bare


@pytest.mark.parametrize(
    ("text", "place"),
    [("丹阳呢", "321181"), ("天津低保标准是多少", "120000"), ("南开区去哪办", "120104"), ("低保标准是多少", None)],
)
def test_a_place_is_known_by_its_name(catalogue: Catalogue, text: str, place: str | None) -> None:
    assert read_question(text, names_in_force(catalogue, DAY)).place == place


@pytest.mark.parametrize(("text", "chosen"), [("第一个", 0), ("后面那个吧", 1), ("低保", None)])
def test_a_choice_may_be_made_by_its_place(catalogue: Catalogue, text: str, chosen: int | None) -> None:
    assert read_question(text, names_in_force(catalogue, DAY)).chosen == chosen


def test_what_points_at_a_policy_is_known(catalogue: Catalogue) -> None:
    assert read_question("这个补贴要什么条件", names_in_force(catalogue, DAY)).pointing
    assert not read_question("要什么条件", names_in_force(catalogue, DAY)).pointing


def test_what_asks_for_one_kind_asks_for_no_other(catalogue: Catalogue) -> None:
    assert read_question("失业金什么时候发", names_in_force(catalogue, DAY)).kinds == ("payday",)
    assert read_question("低保去哪申请，要带什么材料", names_in_force(catalogue, DAY)).kinds == ("papers", "place")


def test_two_sides_are_cut_apart_where_nothing_is_called_by_name() -> None:
    assert sides("学费减免和生活补助有什么区别") == ["学费减免", "生活"]
    assert sides("低保有什么区别") == []


def test_no_word_stands_in_two_lists() -> None:
    words = subject_words()
    lists = [words.pointing, words.again, words.between, [word for group in words.ordinals for word in group]]
    flat = [word for group in lists for word in group]
    assert len(flat) == len(set(flat))
    assert len(words.fillers) == len(set(words.fillers))
