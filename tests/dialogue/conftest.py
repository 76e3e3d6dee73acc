"""Conversations with the running service, each with a resident of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from tests.dialogue.talk import Talk


@pytest.fixture
def arrives(live_system: str, staff_key: dict[str, str]) -> Iterator[Callable[[], Talk]]:
    """Opens a conversation."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Talk(live_system, staff_key)))


@pytest.fixture
def talk(arrives: Callable[[], Talk]) -> Talk:
    """A conversation that has just begun."""
    return arrives()
