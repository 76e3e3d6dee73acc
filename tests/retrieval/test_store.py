"""What stays true of the index folder when builds are killed, repeated, swapped or damaged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from retrieval.build import ROOT, prepare_index
from retrieval.encoder import EmbeddedEncoder
from retrieval.errors import IndexUnusableError
from retrieval.index import build_index
from retrieval.search import SearchIndex, open_index
from retrieval.store import MANIFEST_FILE, POINTER_FILE, UNFINISHED, Pointer, read_pointer
from tests.retrieval.conftest import DAY

Damage = Callable[[Path], object]
SEALED = (
    "vectors.faiss",
    "texts.json",
    "lexicon.json",
    "policies.npz",
    "policies.json",
    "scope.npz",
    "scope.json",
    "encoder/model.safetensors",
    "encoder/tokenizer.json",
    "words/data.csc.index.npy",
    "words/indices.csc.index.npy",
    "words/indptr.csc.index.npy",
    "words/vocab.index.json",
    "words/params.index.json",
)


def build_of(folder: Path) -> Path:
    return folder / read_pointer(folder).build


def cut(name: str) -> Damage:
    return lambda folder: os.truncate(build_of(folder) / name, (build_of(folder) / name).stat().st_size // 2)


def flip(name: str) -> Damage:
    def one_bit(folder: Path) -> None:
        file = build_of(folder) / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    return one_bit


def remove(name: str) -> Damage:
    return lambda folder: (build_of(folder) / name).unlink()


def point(content: str) -> Damage:
    return lambda folder: (folder / POINTER_FILE).write_text(content)


def lower_the_threshold(folder: Path) -> None:
    file = build_of(folder) / MANIFEST_FILE
    manifest = json.loads(file.read_text())
    manifest["calibration"]["answerable"]["threshold"] = 0.0
    file.write_text(json.dumps(manifest))


DAMAGES: list[tuple[str, Damage, str]] = [
    ("no pointer", lambda folder: (folder / POINTER_FILE).unlink(), "missing"),
    ("empty pointer", point(""), "pointer"),
    ("pointer of another program", point("v12"), "pointer"),
    ("pointer out of the folder", point(Pointer(build="../elsewhere", manifest="0").model_dump_json()), "pointer"),
    ("pointer to nothing", point(Pointer(build="gone", manifest="0").model_dump_json()), "truncated"),
    ("no manifest", remove(MANIFEST_FILE), "truncated"),
    ("cut manifest", cut(MANIFEST_FILE), "manifest"),
    ("manifest changed by hand", lower_the_threshold, "manifest"),
    *[(f"cut {name}", cut(name), "truncated") for name in SEALED],
    *[(f"one bit of {name}", flip(name), "checksum") for name in SEALED],
    *[(f"no {name}", remove(name), "truncated") for name in SEALED],
]


@pytest.mark.parametrize(("damage", "key"), [pytest.param(damage, key, id=name) for name, damage, key in DAMAGES])
def test_a_damaged_index_is_refused_with_its_reason(index_folder: Path, catalogue: Catalogue, damage: Damage, key: str) -> None:
    damage(index_folder)
    with pytest.raises(IndexUnusableError) as refusal:
        open_index(index_folder, catalogue)
    assert refusal.value.key == key
    assert refusal.value.reason


def test_every_file_of_an_index_is_sealed(index: SearchIndex) -> None:
    assert set(index.contents.manifest.files) >= set(SEALED)


def test_vectors_of_another_index_are_refused(
    index_folder: Path, catalogue: Catalogue, small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    other = build_index(small_catalogue, encoder, tmp_path / "other")
    (build_of(index_folder) / "vectors.faiss").write_bytes((other / "vectors.faiss").read_bytes())
    with pytest.raises(IndexUnusableError, match="bytes instead of"):
        open_index(index_folder, catalogue)


def test_a_damaged_index_is_built_again(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path) -> None:
    prepare_index(small_catalogue, encoder, tmp_path)
    flip("vectors.faiss")(tmp_path)
    assert prepare_index(small_catalogue, encoder, tmp_path)
    assert open_index(tmp_path, small_catalogue).search("高龄津贴", as_of=DAY).results


def test_nothing_is_built_when_nothing_changed(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path) -> None:
    assert prepare_index(small_catalogue, encoder, tmp_path)
    written = (build_of(tmp_path) / MANIFEST_FILE).stat().st_mtime_ns
    assert not prepare_index(small_catalogue, encoder, tmp_path)
    assert (build_of(tmp_path) / MANIFEST_FILE).stat().st_mtime_ns == written


def test_the_former_index_is_kept_beside_a_new_one(
    index_folder: Path, catalogue: Catalogue, small_catalogue: Catalogue, encoder: EmbeddedEncoder
) -> None:
    former = build_of(index_folder)
    build_index(small_catalogue, encoder, index_folder)
    assert build_of(index_folder) != former
    assert (former / MANIFEST_FILE).is_file()


def test_what_was_served_before_the_former_index_is_removed(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    parts = (small_catalogue.policies, {}, small_catalogue.parameters, small_catalogue.dictionary)
    builds = [build_index(Catalogue(*parts, version), encoder, tmp_path) for version in ("first", "second", "third")]
    assert [build.exists() for build in builds] == [False, True, True]


def test_a_build_that_is_killed_leaves_the_former_index_served(index_folder: Path, catalogue: Catalogue) -> None:
    program = (
        "import os, signal; from pathlib import Path; from retrieval.store import write_build\n"
        "def write(folder):\n"
        "    (folder / 'half').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"write_build(Path({str(index_folder)!r}), 'new', write, lambda files: None)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(index_folder.glob(f"{UNFINISHED}*"))
    assert open_index(index_folder, catalogue).search("低保", as_of=DAY).results


def test_the_next_build_removes_what_a_killed_one_left(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    (tmp_path / f"{UNFINISHED}left").mkdir()
    (tmp_path / f"{UNFINISHED}pointer").touch()
    build_index(small_catalogue, encoder, tmp_path)
    assert not list(tmp_path.glob(f"{UNFINISHED}*"))


def test_a_reader_meets_a_whole_index_at_every_moment_of_a_swap(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    parts = (small_catalogue.policies, {}, small_catalogue.parameters, small_catalogue.dictionary)
    build_index(small_catalogue, encoder, tmp_path)
    later = [Catalogue(*parts, version) for version in ("second", "third", "fourth")]
    swapping = threading.Thread(target=lambda: [build_index(version, encoder, tmp_path) for version in later])
    swapping.start()
    met: dict[str, bool] = {}
    while swapping.is_alive():
        build = read_pointer(tmp_path).build
        met[build] = met.get(build, True) and (tmp_path / build / MANIFEST_FILE).is_file()
    swapping.join()
    assert all(met.values())
    assert open_index(tmp_path, later[-1]).version == "fourth"
