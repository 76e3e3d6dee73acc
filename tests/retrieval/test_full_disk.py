"""A build for which there is no room leaves the index that is served as it was.

Files that may not grow stand for the disk: every system can set that limit, and the program sees the same refusal to write.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from retrieval.encoder import EmbeddedEncoder
from retrieval.index import build_index
from retrieval.search import open_index


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process may grow."""
    now, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (now, most))


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_build_without_room_changes_nothing_that_is_served(
    index_folder: Path, catalogue: Catalogue, small_catalogue: Catalogue, encoder: EmbeddedEncoder
) -> None:
    before = files(index_folder)
    with no_room(), pytest.raises(OSError, match="File too large"):
        build_index(small_catalogue, encoder, index_folder)
    assert files(index_folder) | {".lock": b""} == before | {".lock": b""}
    open_index(index_folder, catalogue)


def test_the_build_succeeds_once_there_is_room(
    index_folder: Path, catalogue: Catalogue, small_catalogue: Catalogue, encoder: EmbeddedEncoder
) -> None:
    with no_room(), pytest.raises(OSError, match="File too large"):
        build_index(small_catalogue, encoder, index_folder)
    build_index(small_catalogue, encoder, index_folder)
    open_index(index_folder, small_catalogue)
