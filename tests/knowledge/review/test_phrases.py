"""Near-duplicate phrases: a template with one word swapped, or the same words with other punctuation."""

from __future__ import annotations

import time

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.review.audit import repeated_phrases
from knowledge.review.phrases import near_duplicates
from knowledge.review.standards import standards

BOUNDS = standards().phrases
ALIKE = {
    "the same": ("家里揭不开锅了", "家里揭不开锅了"),
    "other punctuation": ("家里揭不开锅了，能申请吗？", "家里揭不开锅了能申请吗"),
    "other width": ("一个月1500元ABC够不够", "一个月１５００元ＡＢＣ够不够"),
    "one word swapped": ("我爸爸残疾了有什么补贴", "我妈妈残疾了有什么补贴"),
    "one word swapped in a short question": ("低保怎么办", "低保怎么领"),
    "one word swapped in a long sentence": (
        "老伴走了以后我没收入，儿子在念大学，能申请低保吗",
        "老伴走了以后我没收入，儿子在念大学，能申请特困吗",
    ),
    "a particle added": ("五保户养老院收不收", "五保户养老院收不收呀"),
}
DIFFERENT = {
    "another way of saying it": ("家里揭不开锅了", "米缸空了，这个月靠邻居送菜过日子"),
    "another question about the same": ("高龄老人补贴怎么办理", "八十岁了一个月能领多少"),
    "the same topic": ("失业补助金几天到账", "自己辞职的能领失业补助金吗"),
    "a beginning in common": ("我想问下吃低保要啥条件", "我想问下残疾证在哪里办"),
}


def found(first: str, second: str) -> int:
    return len(near_duplicates({"one": [first, second]}, BOUNDS.alike_within, BOUNDS.alike_across))


@pytest.mark.parametrize("kind", ALIKE)
def test_phrases_that_say_the_same_in_the_same_words_are_found(kind: str) -> None:
    assert found(*ALIKE[kind]) == 1


@pytest.mark.parametrize("kind", DIFFERENT)
def test_phrases_of_their_own_are_left_alone(kind: str) -> None:
    assert found(*DIFFERENT[kind]) == 0


def test_every_phrase_of_a_template_is_found() -> None:
    template = [f"{who}看病花了很多钱，家里负担不起怎么办" for who in ("爸爸", "妈妈", "爷爷", "孩子")]
    pairs = near_duplicates({"one": template}, BOUNDS.alike_within, BOUNDS.alike_across)
    assert {pair.second.position for pair in pairs} == {1, 2, 3}


def test_across_entries_only_what_is_nearly_identical_is_found() -> None:
    across = {"one": ["失业金怎么申请"], "two": ["高龄津贴怎么申请"], "three": ["高龄津贴怎么申请？"]}
    (pair,) = near_duplicates(across, BOUNDS.alike_within, BOUNDS.alike_across)
    assert (pair.first.policy, pair.second.policy, pair.likeness) == ("two", "three", 1.0)


def test_the_quick_search_finds_what_comparing_all_pairs_finds() -> None:
    phrases = {name: load_catalogue().policies[name].phrases for name in ("dibao", "gaoling-jintie", "gaoxiao-zhuxuejin")}
    bound = 0.2
    quick = {(pair.first.text, pair.second.text) for pair in near_duplicates(phrases, bound, bound)}
    texts = [text for group in phrases.values() for text in group]
    slow = {
        (first, second)
        for place, first in enumerate(texts)
        for second in texts[place + 1 :]
        if near_duplicates({"one": [first, second]}, bound, bound)
    }
    assert quick == slow


def test_no_phrase_of_the_catalogue_repeats_another() -> None:
    assert [finding.details["text"] for finding in repeated_phrases(load_catalogue())] == []


def test_the_whole_catalogue_is_compared_in_seconds() -> None:
    phrases = {name: policy.phrases for name, policy in load_catalogue().policies.items()}
    started = time.process_time()
    near_duplicates(phrases, BOUNDS.alike_within, BOUNDS.alike_across)
    assert time.process_time() - started < 5
