"""How text is cut before it is searched."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import (
    LONGEST_QUERY,
    TRADITIONAL,
    lexicon_dictionaries,
    normalise,
    normalise_query,
    pinyin_pairs,
    segmenter_with,
    simplified,
)


@pytest.mark.parametrize(
    ("written", "searched"),
    [("低 保?", "低 保"), ("Ｄ级危房", "d级危房"), ("①个人", "1个人"), ("救\u200b助", "救 助"), ("", "")],
)
def test_width_case_and_punctuation_do_not_matter(written: str, searched: str) -> None:
    assert normalise(written) == searched


@pytest.mark.parametrize(
    ("traditional", "written"),
    [
        ("請問殘疾人補貼怎麼領", "请问残疾人补贴怎么领"),
        ("老闆跑了，工錢沒發", "老板跑了，工钱没发"),
        ("爺爺癱瘓了沒錢看醫生", "爷爷瘫痪了没钱看医生"),
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(traditional: str, written: str) -> None:
    assert normalise(traditional) == normalise(written)


def test_each_traditional_character_stands_once_and_becomes_one_that_is_not_traditional() -> None:
    pairs = [pair for line in yaml.safe_load(TRADITIONAL.read_text("utf-8")) for pair in line.split()]
    assert all(len(pair) == 2 for pair in pairs)
    assert len(simplified()) == len(pairs)
    assert not {pair[1] for pair in pairs} & {pair[0] for pair in pairs}


@pytest.mark.parametrize("text", ["", "   ", "😀😭🙏", "\x00\x00", "1" * 100_000, "？！。", "12345"])
def test_a_text_without_any_letter_is_nothing_to_search_for(text: str) -> None:
    assert normalise_query(text) == ""


@given(st.text(max_size=800))
def test_a_query_is_never_longer_than_the_cap_and_keeps_no_control_character(text: str) -> None:
    query = normalise_query(text)
    assert len(query) <= LONGEST_QUERY
    assert all(unicodedata.category(character)[0] in "LNZM" for character in query)


def test_a_character_that_unfolds_to_many_cannot_pass_the_cap() -> None:
    assert len(normalise_query("ﷺ" * 10_000)) <= LONGEST_QUERY


def test_a_wrong_character_of_the_same_sound_gives_the_same_pairs() -> None:
    assert pinyin_pairs("底保") == pinyin_pairs("低保") == ["di_bao"]


def test_pairs_never_reach_over_something_that_is_not_chinese() -> None:
    assert pinyin_pairs("低a保 户") == []


def test_a_word_of_the_lexicon_stays_whole() -> None:
    plain, taught = segmenter_with(()), segmenter_with(("单人保户 10000 n\n",))
    assert "单人保户" not in plain.words("单人保户怎么办")
    assert "单人保户" in taught.words("单人保户怎么办")


def test_the_lexicon_is_read_in_the_order_of_its_file_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "notes.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert lexicon_dictionaries(tmp_path) == ("a.txt", "b.txt")
