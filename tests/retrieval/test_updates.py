"""What a new build takes over from the served one, and what is gone after the swap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import Catalogue
from knowledge.policy import InForce, Policy
from retrieval.calibration import load_calibration
from retrieval.contents import read_index
from retrieval.encoder import EmbeddedEncoder, Matrix
from retrieval.index import build_index
from retrieval.search import open_index
from retrieval.training import train_encoder
from tests.retrieval.conftest import DAY
from tests.retrieval.test_encoder import TINY


class CountingEncoder(EmbeddedEncoder):
    """The encoder as it is, noting what it is asked to embed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.embedded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded += texts
        return super().encode_passages(texts)


@pytest.fixture
def counting(encoder: EmbeddedEncoder) -> CountingEncoder:
    return CountingEncoder(Path(encoder.source))


def with_policy(catalogue: Catalogue, policy: Policy) -> Catalogue:
    """The catalogue after an entry was edited."""
    policies = {**catalogue.policies, policy.id: policy}
    return Catalogue(policies, catalogue.overlays, catalogue.parameters, catalogue.dictionary, "edited")


@pytest.fixture
def edited(small_catalogue: Catalogue) -> Catalogue:
    policy = small_catalogue.policies["dibao"]
    return with_policy(small_catalogue, policy.model_copy(update={"phrases": [*policy.phrases, "厂子黄了全家断了粮"]}))


def test_one_changed_policy_has_only_its_new_texts_embedded(
    small_catalogue: Catalogue, edited: Catalogue, counting: CountingEncoder, tmp_path: Path
) -> None:
    build_index(small_catalogue, counting, tmp_path)
    counting.embedded.clear()
    build_index(edited, counting, tmp_path)
    assert counting.embedded == ["厂子黄了全家断了粮"]


def test_vectors_taken_over_are_those_a_build_from_nothing_makes(
    small_catalogue: Catalogue, edited: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    build_index(small_catalogue, encoder, tmp_path / "grown")
    for folder in ("grown", "anew"):
        build_index(edited, encoder, tmp_path / folder)
    grown, anew = (read_index(tmp_path / folder) for folder in ("grown", "anew"))
    assert grown.texts == anew.texts
    assert grown.build == anew.build
    assert np.array_equal(*(contents.vectors.reconstruct_n(0, len(anew.texts)) for contents in (grown, anew)))


def test_another_encoder_embeds_everything(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path) -> None:
    build_index(small_catalogue, encoder, tmp_path / "index")
    other = CountingEncoder(train_encoder(small_catalogue, tmp_path / "encoder", TINY))
    build_index(small_catalogue, other, tmp_path / "index")
    assert len(other.embedded) == len({text.text for text in read_index(tmp_path / "index").texts})


def test_another_calibration_takes_every_part_over(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path) -> None:
    first = build_index(small_catalogue, encoder, tmp_path)
    written = {file.name: file.read_bytes() for file in first.glob("p*.npz")}
    calibration = load_calibration().model_copy(update={"pooled": 2})
    second = build_index(small_catalogue, encoder, tmp_path, calibration=calibration)
    assert second != first
    assert read_index(tmp_path).manifest.calibration.pooled == 2
    assert {file.name: file.read_bytes() for file in second.glob("p*.npz")} == written


def test_nothing_is_taken_over_from_a_damaged_index(
    small_catalogue: Catalogue, edited: Catalogue, counting: CountingEncoder, tmp_path: Path
) -> None:
    first = build_index(small_catalogue, counting, tmp_path)
    (first / "scope.npz").write_bytes(b"damaged")
    counting.embedded.clear()
    build_index(edited, counting, tmp_path)
    assert len(counting.embedded) == len({text.text for text in read_index(tmp_path).texts})
    assert open_index(tmp_path, edited).search("低保", as_of=DAY).results


def test_a_policy_that_has_ended_is_gone_after_the_swap(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    build_index(small_catalogue, encoder, tmp_path)
    policy = small_catalogue.policies["gaoling-jintie"]
    ended = policy.model_copy(update={"in_force": InForce(from_=date(2020, 1, 1), until=date(2025, 12, 31))})
    now = with_policy(small_catalogue, ended)
    build_index(now, encoder, tmp_path)
    found = {hit.policy_id for hit in open_index(tmp_path, now).search("高龄津贴", as_of=DAY, limit=99).results}
    assert found == {"dibao", "nongcun-weifang"}


def test_a_deleted_policy_is_gone_after_the_swap_even_for_who_has_not_read_the_catalogue_again(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    left = {name: policy for name, policy in small_catalogue.policies.items() if name != "gaoling-jintie"}
    build_index(small_catalogue, encoder, tmp_path)
    build_index(Catalogue(left, {}, small_catalogue.parameters, small_catalogue.dictionary, "less"), encoder, tmp_path)
    found = {hit.policy_id for hit in open_index(tmp_path, small_catalogue).search("高龄津贴", as_of=DAY, limit=99).results}
    assert found == {"dibao", "nongcun-weifang"}
