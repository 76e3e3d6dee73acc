"""Encryption at rest: what opens a value, and what does not."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from api.core.encryption import NONCE_BYTES, NotOpenedError, Place, decrypt, encrypt, key_that_reads
from api.core.settings import settings

SECRET = "11010519491231002X"
HERE = Place("applications", "applicant_encrypted", "JZ2026112200000001")


@pytest.fixture
def sealed(data_folder: Path) -> str:
    """A number that was encrypted in its place."""
    return encrypt(SECRET, HERE)


def test_what_is_encrypted_can_be_read_again_where_it_stands(sealed: str) -> None:
    assert decrypt(sealed, HERE) == SECRET


@pytest.mark.parametrize("moved", [{"table": "tickets"}, {"column": "facts"}, {"row": "JZ2026112200000002"}])
def test_a_value_moved_to_another_place_does_not_open(sealed: str, moved: dict[str, str]) -> None:
    with pytest.raises(NotOpenedError):
        decrypt(sealed, replace(HERE, **moved))


def test_the_parts_of_a_place_do_not_run_together(sealed: str) -> None:
    shifted = Place(HERE.table, HERE.column + '", "', HERE.row)
    with pytest.raises(NotOpenedError):
        decrypt(encrypt(SECRET, shifted), HERE)


def test_the_same_text_is_never_encrypted_alike(sealed: str) -> None:
    again = encrypt(SECRET, HERE)
    nonces = {base64.urlsafe_b64decode(value.rpartition(".")[2])[:NONCE_BYTES] for value in (sealed, again)}
    assert sealed != again
    assert len(nonces) == 2


def test_what_is_encrypted_shows_nothing_but_its_version_and_the_mark_of_its_key(sealed: str) -> None:
    assert sealed.startswith("v2.")
    assert SECRET not in sealed
    assert settings().encryption_keys[0] not in sealed


def test_with_another_key_nothing_can_be_read(sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", "another-key")
    settings.cache_clear()
    assert key_that_reads(sealed, HERE) is None
    with pytest.raises(NotOpenedError):
        decrypt(sealed, HERE)


def test_with_the_key_of_before_named_it_can_be_read(sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", settings().encryption_keys[0])
    monkeypatch.setenv("ENCRYPTION_KEY", "another-key")
    settings.cache_clear()
    assert decrypt(sealed, HERE) == SECRET


@pytest.mark.parametrize("position", [3, 25, -3])
def test_a_changed_character_is_noticed(sealed: str, position: int) -> None:
    changed = list(sealed)
    changed[position] = "A" if changed[position] != "A" else "B"
    with pytest.raises(NotOpenedError):
        decrypt("".join(changed), HERE)


@pytest.mark.parametrize("damaged", ["", "v2", "v2.", "v2.0123456789abcdef.", "v3.x.y", "v2.0123456789abcdef.===", "密"])
def test_what_is_no_encrypted_value_is_refused(data_folder: Path, damaged: str) -> None:
    with pytest.raises(NotOpenedError):
        decrypt(damaged, HERE)
