"""What residents type is cleaned before anything else sees it."""

from __future__ import annotations

import time

import pytest

from api.chat.text import clean, for_dialogue, has_words

ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"]
BIDI = ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\u200e", "\u200f"]
CONTROL = ["\x00", "\x07", "\x08", "\x1b", "\x7f", "\x85"]
SURROGATES = ["\ud800", "\udfff"]
OTHER = ["\ue000", "\U0010ffff", "\u00ad"]
SLASHES = ["/", "／", "\u2044", "\u2215", "\u29f8"]


@pytest.mark.parametrize("invisible", [*ZERO_WIDTH, *BIDI, *CONTROL, *SURROGATES, *OTHER], ids=ascii)
def test_what_cannot_be_seen_is_dropped(invisible: str) -> None:
    assert clean(f"{invisible}低{invisible}保{invisible}") == "低保"


@pytest.mark.parametrize("text", ["第一行\n第二行", "三口人\t两千元", "𠮷野家", "é", "100％"])
def test_what_people_write_is_kept(text: str) -> None:
    assert clean(text) == text


def test_blanks_around_a_text_are_dropped() -> None:
    assert clean(" \u3000\n 低保 \t\n") == "低保"


@pytest.mark.parametrize("slash", SLASHES, ids=ascii)
def test_no_slash_of_any_width_begins_a_command(slash: str) -> None:
    assert for_dialogue(f"{slash}restart") == "／restart"


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u3000", "\u00a0", "\u2003"], ids=ascii)
def test_a_blank_before_a_slash_hides_no_command(blank: str) -> None:
    assert for_dialogue(f"{blank}/restart") == "／restart"


@pytest.mark.parametrize("slashes", ["//restart", "/ /restart", "／/restart", "/\n/restart", "/／/ /restart"])
def test_several_slashes_hide_no_command(slashes: str) -> None:
    assert for_dialogue(slashes) == "／restart"


@pytest.mark.parametrize("between", ["\u3000", "\u200b", "\u202e"], ids=ascii)
def test_something_odd_between_slashes_hides_no_command(between: str) -> None:
    assert not for_dialogue(clean(f"/{between}/restart")).startswith("/")


def test_a_zero_width_character_before_a_slash_hides_no_command() -> None:
    assert for_dialogue(clean("\u200b/restart")) == "／restart"


def test_a_slash_inside_a_text_stays() -> None:
    assert for_dialogue("低保/特困怎么选") == "低保/特困怎么选"


@pytest.mark.parametrize("text", ["", " \n", "👍", "👨‍👩‍👧", "。。。？！", "……", "❤️"])
def test_nothing_can_be_understood_without_words(text: str) -> None:
    assert not has_words(clean(text))


@pytest.mark.parametrize("text", ["低保", "3", "ok", "👍好"])
def test_a_word_or_a_digit_can_be_understood(text: str) -> None:
    assert has_words(clean(text))


def test_a_hundred_thousand_digits_are_cleaned_within_a_second() -> None:
    began = time.monotonic()
    assert len(clean("1" * 100_000)) == 100_000
    assert for_dialogue("/" * 100_000) == "／"
    assert time.monotonic() - began < 1
