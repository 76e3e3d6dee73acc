"""Going back to the former index."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from retrieval.encoder import EmbeddedEncoder
from retrieval.index import build_index
from retrieval.rollback import main
from retrieval.search import open_index
from retrieval.store import POINTER_FILE, read_pointer
from tests.retrieval.conftest import DAY


def roll_back(folder: Path) -> int:
    return main(["--index-folder", str(folder)])


def without(catalogue: Catalogue, policy: str) -> Catalogue:
    """The catalogue after a policy was deleted."""
    left = {name: entry for name, entry in catalogue.policies.items() if name != policy}
    return Catalogue(left, {}, catalogue.parameters, catalogue.dictionary, f"without {policy}")


@pytest.fixture
def swapped(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path) -> Path:
    """A folder whose index lost a policy in the last build."""
    build_index(small_catalogue, encoder, tmp_path)
    build_index(without(small_catalogue, "gaoling-jintie"), encoder, tmp_path)
    return tmp_path


def test_the_former_index_is_served_again_and_then_the_later_one(swapped: Path, small_catalogue: Catalogue) -> None:
    later = read_pointer(swapped)
    assert roll_back(swapped) == 0
    assert open_index(swapped, small_catalogue).version == "small"
    assert roll_back(swapped) == 0
    assert read_pointer(swapped) == later


def test_a_deleted_policy_is_not_found_in_the_former_index_either(swapped: Path, small_catalogue: Catalogue) -> None:
    roll_back(swapped)
    today = open_index(swapped, without(small_catalogue, "gaoling-jintie"))
    found = {hit.policy_id for hit in today.search("八十岁老人有没有高龄津贴", as_of=DAY).results}
    assert found == {"dibao", "nongcun-weifang"}


def test_a_clause_that_was_changed_since_is_not_cited_from_the_former_index(swapped: Path, small_catalogue: Catalogue) -> None:
    roll_back(swapped)
    housing = small_catalogue.policies["nongcun-weifang"]
    changed = [passage.model_copy(update={"text": f"{passage.text}（已修订）"}) for passage in housing.passages]
    policies = {**small_catalogue.policies, "nongcun-weifang": housing.model_copy(update={"passages": changed})}
    today = Catalogue(policies, {}, small_catalogue.parameters, small_catalogue.dictionary, "changed")
    hits = open_index(swapped, today).search("农村危房改造", as_of=DAY).results
    assert [hit.policy_id for hit in hits][:1] == ["nongcun-weifang"]
    assert hits[0].passages == []


def test_a_first_index_has_nothing_to_go_back_to(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_index(small_catalogue, encoder, tmp_path)
    assert roll_back(tmp_path) == 1
    assert "no former index" in capsys.readouterr().err


def test_a_damaged_former_index_is_refused_and_the_served_one_stays(swapped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    served = (swapped / POINTER_FILE).read_bytes()
    former = read_pointer(swapped).former
    assert former is not None
    (swapped / former.build / "vectors.faiss").write_bytes(b"damaged")
    assert roll_back(swapped) == 1
    assert "vectors.faiss" in capsys.readouterr().err
    assert (swapped / POINTER_FILE).read_bytes() == served


def test_building_the_served_index_again_keeps_the_former_one(
    swapped: Path, small_catalogue: Catalogue, encoder: EmbeddedEncoder
) -> None:
    build_index(without(small_catalogue, "gaoling-jintie"), encoder, swapped)
    assert roll_back(swapped) == 0
    assert open_index(swapped, small_catalogue).version == "small"
