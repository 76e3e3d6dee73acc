"""Random turns against the running service: no error, no silent turn, no fact lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dialogue.random_resident import RandomResident
from tests.live_service import LiveService, new_staff_key, running_service

# Nobody types as fast as this resident does.
NO_LIMIT = "1000000"


def play(address: str, staff_key: dict[str, str], conversations: int, steps: int) -> int:
    """Plays the same conversations every time, so that a failure is found again; how many turns there were."""
    chosen = settings(
        max_examples=conversations,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    RandomResident.turns = 0
    run_state_machine_as_test(lambda: RandomResident(address, staff_key), settings=chosen)
    return RandomResident.turns


def test_random_turns_are_answered_and_lose_no_fact(live_system: str, staff_key: dict[str, str]) -> None:
    assert play(live_system, staff_key, conversations=5, steps=24) >= 100


@pytest.fixture
def patient_service(tmp_path: Path) -> Iterator[LiveService]:
    """A service that does not mind haste."""
    with running_service(tmp_path, MESSAGES_PER_MINUTE=NO_LIMIT) as service:
        yield service


@pytest.mark.long
def test_two_thousand_random_turns_are_answered_and_lose_no_fact(patient_service: LiveService) -> None:
    # Long enough that the dialogue engine cuts its own memory of them several times over.
    assert play(patient_service.address, new_staff_key(patient_service), conversations=14, steps=200) >= 2000
