"""Somebody else's key, and an application that was submitted."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.application_form import submit
from tests.api.talk import Talk, open_talk


@pytest.fixture
def visitor(app: FastAPI, client: TestClient) -> TestClient:
    """A browser that has no conversation and no cookie."""
    return TestClient(app)


@pytest.fixture
def stranger_key(visitor: TestClient) -> dict[str, str]:
    """The key of another conversation."""
    return open_talk(visitor).key


@pytest.fixture
def number(talk: Talk) -> str:
    """The number of an application made in the conversation."""
    submitted: str = submit(talk.browser, conversation_id=talk.id).json()["number"]
    return submitted
