"""Two hundred who apply at the same moment: each has a number of their own and all their parts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import Application, ApplicationEvent, ApplicationPart
from tests.api.application_form import submit

APPLICANTS, AT_ONCE = 200, 50


@pytest.mark.parametrize("stored", ["postgresql"], indirect=True)
def test_two_hundred_at_once_lose_nothing_and_share_no_number(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_PER_MINUTE", "100000")
    settings.cache_clear()
    policies = ["dibao", "canji-zheng"]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent = [threads.submit(submit, client, key=f"one-of-many-{each}", policy_ids=policies) for each in range(APPLICANTS)]
        answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} == {201}
    numbers = {answer.json()["number"] for answer in answers}
    assert len(numbers) == APPLICANTS
    with unit_of_work() as session:
        assert set(session.scalars(select(Application.number))) == numbers
        kinds = (ApplicationPart, ApplicationEvent)
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in kinds] == [2 * APPLICANTS, APPLICANTS]
