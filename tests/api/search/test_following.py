"""The service follows the index that is served, without a restart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.search.holder import holder
from knowledge.catalogue import Catalogue, load_catalogue
from operations.instances import free_ports
from retrieval.build import prepare_encoder
from retrieval.calibration import load_calibration
from retrieval.index import build_index
from retrieval.rollback import main as roll_back
from retrieval.store import read_pointer
from tests.api.conftest import ROOT
from tests.api.databases import on_sqlite

SECONDS = 60
pytestmark = on_sqlite


@pytest.fixture
def own_index(data_folder: Path, search_folder: Path) -> Path:
    """An index that only this test swaps."""
    return Path(shutil.copytree(search_folder / "index", data_folder / "index"))


def swap(folder: Path, search_folder: Path, catalogue: Catalogue | None = None) -> None:
    """Serve another index: of this catalogue, or of the same one with another calibration, which is made in a moment."""
    encoder = prepare_encoder(load_catalogue(), search_folder / "encoder")
    calibration = load_calibration().model_copy(update={"pooled": 2})
    build_index(catalogue or load_catalogue(), encoder, folder, calibration=calibration)


def open_build(browser: TestClient | httpx.Client) -> str:
    """The index that an instance says it has open, once it has answered a search."""
    assert browser.get("/v1/policies", params={"q": "低保"}).json()["answerable"]
    return str(browser.get("/readyz").json()["versions"]["index"])


def test_a_swap_and_a_rollback_are_followed_by_the_next_search(own_index: Path, search_folder: Path, client: TestClient) -> None:
    first = open_build(client)
    swap(own_index, search_folder)
    second = open_build(client)
    assert roll_back(["--index-folder", str(own_index)]) == 0
    assert first != second == read_pointer(own_index).former.build  # type: ignore[union-attr]
    assert open_build(client) == first


def test_a_policy_that_was_deleted_is_not_found_by_the_next_search(
    own_index: Path, search_folder: Path, client: TestClient
) -> None:
    catalogue = load_catalogue()
    found = client.get("/v1/policies", params={"q": "高龄津贴", "limit": 200}).json()["results"]
    assert found[0]["policy_id"] == "gaoling-jintie"
    few = {name: catalogue.policies[name] for name in ("dibao", "nongcun-weifang")}
    swap(own_index, search_folder, Catalogue(few, {}, catalogue.parameters, catalogue.dictionary, "few"))
    left = client.get("/v1/policies", params={"q": "高龄津贴", "limit": 200}).json()["results"]
    assert {row["policy_id"] for row in left} == set(few)


def test_a_damaged_index_that_is_swapped_in_leaves_the_former_one_answering(
    own_index: Path, search_folder: Path, client: TestClient
) -> None:
    first = open_build(client)
    swap(own_index, search_folder)
    (own_index / read_pointer(own_index).build / "texts.json").write_bytes(b"damaged")
    assert open_build(client) == first


def test_an_instance_that_is_asked_nothing_follows_too(own_index: Path, search_folder: Path, client: TestClient) -> None:
    first = open_build(client)
    swap(own_index, search_folder)
    deadline = time.monotonic() + SECONDS
    while holder.build == first:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert holder.build == read_pointer(own_index).build


@contextmanager
def instance(port: int) -> Iterator[httpx.Client]:
    """A process of the service on the data folder of the environment, and a browser at it."""
    command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(port), "--log-level", "error"]
    with (
        subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as browser,
    ):
        try:
            wait_for(browser, process)
            yield browser
        finally:
            process.terminate()


def wait_for(browser: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    """Returns once the process answers."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            browser.get("/healthz")
        except httpx.ConnectError:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@pytest.mark.usefixtures("app")
def test_two_instances_have_the_same_index_open_before_and_after_a_swap(own_index: Path, search_folder: Path) -> None:
    with ExitStack() as stack:
        instances = [stack.enter_context(instance(port)) for port in free_ports(2)]
        before = [open_build(one) for one in instances]
        swap(own_index, search_folder)
        answers = [one.get("/v1/policies", params={"q": "大学生学费交不起"}).json() for one in instances]
        after = [open_build(one) for one in instances]
    assert before[0] == before[1] != after[0] == after[1] == read_pointer(own_index).build
    assert answers[0] == answers[1]
