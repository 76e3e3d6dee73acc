"""The whole running service, and those who mean it ill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from tests.hostile.stranger import Stranger

# What a neighbour confided, and nobody else may ever hear.
SECRET = "隔壁老王家的事千万别说出去"


@pytest.fixture(scope="session")
def neighbour(live_system: str) -> Iterator[Stranger]:
    """Somebody else, with a conversation of their own."""
    with closing(Stranger(live_system)) as somebody:
        somebody.say(SECRET)
        yield somebody


@pytest.fixture(scope="module")
def intruder(live_system: str) -> Iterator[Stranger]:
    """Somebody who has a key of their own and wants what others have."""
    with closing(Stranger(live_system)) as somebody:
        yield somebody


@pytest.fixture
def arrives(live_system: str) -> Iterator[Callable[[], Stranger]]:
    """Opens a conversation."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Stranger(live_system)))


@pytest.fixture
def stranger(arrives: Callable[[], Stranger]) -> Stranger:
    """A conversation that has just begun."""
    return arrives()


@pytest.fixture
def attended(stranger: Stranger, staff_key: dict[str, str]) -> Stranger:
    """A conversation that one of the staff attends to."""
    stranger.send("POST", f"{stranger.path}/handover", {})
    claimed = stranger.send("POST", f"/v1/staff/conversations/{stranger.id}/claim", headers=staff_key)
    assert claimed.json()["claimed_by_me"]
    return stranger
