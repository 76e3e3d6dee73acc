"""Parts that die or are damaged while the service runs: said honestly, mended without a hand."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.breaking import Caller, kill, recovered, wait_for
from tests.live_service import LiveService, is_ready, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """A service of its own, because these tests break it."""
    with running_service(tmp_path_factory.mktemp("recovery")) as running:
        yield running


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_a_killed_part_is_said_and_comes_back(service: LiveService, name: str) -> None:
    killed = kill(service, name)
    replies = Caller(service.address).say("一家三口没有收入")["replies"]
    assert any("12345" in reply["text"] for reply in replies)
    assert any(button["value"] == "/ask_human" for reply in replies for button in reply["buttons"])
    wait_for(lambda: recovered(service, name, killed))
    assert any(reply["type"] == "question" for reply in Caller(service.address).say("一家三口没有收入")["replies"])


def test_an_emergency_reaches_a_person_while_the_dialogue_is_down(service: LiveService) -> None:
    killed = kill(service, "rasa")
    answered = Caller(service.address).say("我不想活了")
    assert answered["mode"] == "waiting"
    assert any("12356" in reply["text"] for reply in answered["replies"])
    wait_for(lambda: recovered(service, "rasa", killed))


def test_what_is_told_while_the_dialogue_is_down_is_kept(service: LiveService) -> None:
    killed = kill(service, "rasa")
    assert Caller(service.address).say("我们一家三口，户口在天津南开区")["facts"]["household"] == {"size": 3, "hukou": "120104"}
    wait_for(lambda: recovered(service, "rasa", killed))


def test_a_damaged_index_is_built_again_when_the_service_comes_back(service: LiveService) -> None:
    built = max((service.data / "index").glob("*/*"), key=lambda file: file.stat().st_size)
    built.write_bytes(built.read_bytes()[: built.stat().st_size // 2])
    killed = kill(service, "api")
    wait_for(lambda: recovered(service, "api", killed))
    found = httpx.get(f"{service.address}/v1/policies", params={"q": "低保怎么申请"}, timeout=20).json()
    assert found["results"][0]["policy_id"] == "dibao"


def test_readiness_says_which_part_is_missing(service: LiveService) -> None:
    killed = kill(service, "actions")
    wait_for(lambda: not is_ready(service.address))
    parts = httpx.get(f"{service.address}/readyz", timeout=10).json()["parts"]
    assert parts["database"] and not parts["actions"]
    wait_for(lambda: recovered(service, "actions", killed))


def test_the_log_of_the_service_holds_no_message(service: LiveService) -> None:
    Caller(service.address).say("独一无二的一句话甲乙丙丁")
    logs = "".join(file.read_text("utf-8", "replace") for file in Path(service.data / "logs").iterdir())
    assert "甲乙丙丁" not in logs


def test_nobody_but_the_owner_reads_what_the_service_keeps(service: LiveService) -> None:
    kept = [*service.data.glob("*.db*"), *(service.data / "logs").iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
