"""Staff look policies up as residents are answered, and read the whole entry with its clauses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import StaffAccount
from api.staff.sessions import COOKIE, open_session
from tests.api.databases import on_sqlite

Ask = Callable[..., str]
pytestmark = on_sqlite


@pytest.fixture
def ask(app: FastAPI, client: TestClient, index: Path) -> Ask:
    """A page of policies as an operator gets it."""
    browser = TestClient(app, headers={"Accept": "text/html"})
    with unit_of_work() as session:
        account = StaffAccount(name="li", password_hash="", role="operator", active=True, created_at=now())
        session.add(account)
        session.flush()
        browser.cookies.set(COOKIE, open_session(session, account))

    def get(path: str = "", **query: str) -> str:
        answer = browser.get(f"/staff/policies{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


def test_a_question_gets_the_residents_answer_with_its_clauses(ask: Ask, client: TestClient) -> None:
    question = "低保怎么申请"
    residents = client.get("/v1/answers", params={"q": question}).json()
    shown = ask(q=question, locality="", department="")
    assert residents["answer"].splitlines()[0] in shown
    assert residents["citations"][0]["ref"] in shown


def test_what_nothing_answers_is_said_to_be_unanswered(ask: Ask) -> None:
    assert "目录里没有能回答的" in ask(q="明天天气怎么样")


def test_without_words_every_policy_of_a_department_is_listed(ask: Ask) -> None:
    listed = ask(department="残联")
    assert "/staff/policies/canji-zheng" in listed and 'href="/staff/policies/dibao"' not in listed


def test_an_entry_shows_conditions_clauses_papers_steps_and_windows(ask: Ask) -> None:
    shown = ask("/dibao", locality="120104")
    for heading in ("条件", "给什么", "怎么办", "材料", "去哪办", "条款", "依据"):
        assert f"<h2>{heading}</h2>" in shown
    assert "第十八条" in shown and "要申请" in shown


def test_markup_in_a_question_stays_text(ask: Ask) -> None:
    assert "<script>alert" not in ask(q="<script>alert(1)</script>低保")
