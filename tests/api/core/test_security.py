"""Tokens and fingerprints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.core.security import fingerprint, new_identifier, new_token, same, token_hash
from api.core.settings import settings

SECRET = "11010519491231002X"


def test_a_fingerprint_finds_the_same_text_again(data_folder: Path) -> None:
    assert fingerprint(SECRET) == fingerprint(SECRET)


def test_a_fingerprint_depends_on_the_key(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(SECRET)
    monkeypatch.setenv("ENCRYPTION_KEY", "another-key")
    settings.cache_clear()
    assert fingerprint(SECRET) != before


def test_a_fingerprint_is_no_plain_digest(data_folder: Path) -> None:
    assert fingerprint(SECRET) != token_hash(SECRET)


def test_identifiers_are_safe_in_an_address_and_never_repeat() -> None:
    made = {new_identifier() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[\w-]{22}", identifier) for identifier in made)


def test_a_token_is_long_enough_not_to_be_guessed() -> None:
    assert len(new_token()) >= 43


@pytest.mark.parametrize("text", ["", "a", "密"])
def test_equal_texts_are_the_same(text: str) -> None:
    assert same(text, text)


@pytest.mark.parametrize(("given", "expected"), [("a", "b"), ("", "a"), ("a", "aa"), ("密", "秘")])
def test_different_texts_are_not_the_same(given: str, expected: str) -> None:
    assert not same(given, expected)
