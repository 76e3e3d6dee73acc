"""What an application consists of, and where the whole stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, Table, insert, inspect

from api.cases.parts import parts_of
from api.cases.states import states, status_of_whole
from api.core.database import engine, unit_of_work
from api.migrate import CONFIGURATION
from knowledge.policy import Step
from tests.api.application_form import submit

BEFORE_PARTS = "0006"
# Half past midnight in China, still the day before in UTC.
SUBMITTED_AT = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)


def parts_submitted(client: TestClient, **changes: Any) -> list[tuple[str, str | None, str | None]]:
    """Policy, department and place of each part of what is submitted."""
    number = submit(client, **changes).json()["number"]
    with unit_of_work() as session:
        return [(part.policy_id, part.department, part.place) for part in parts_of(session, number)]


def test_each_policy_gets_a_part_at_its_department_and_place(client: TestClient) -> None:
    made = parts_submitted(client, policy_ids=["gaozhong-zhuxuejin", "dibao"], hukou="120104", residence="321181")
    assert [name for name, _, _ in made] == ["gaozhong-zhuxuejin", "dibao"]
    assert ("dibao", "民政", "120104") in made
    assert {department for _, department, _ in made} == {"民政", "教育"}


def test_a_part_of_nobody_knows_where_has_no_place(client: TestClient) -> None:
    assert parts_submitted(client, hukou=None, residence=None) == [("dibao", "民政", None)]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([("accepted", False), ("noticed", False)], "accepted"),
        ([("returned", False), ("submitted", False)], "returned"),
        ([("granted", True), ("checking", False)], "checking"),
        ([("refused", True), ("granted", True)], "granted"),
        ([("confirmed", True), ("refused", True)], "confirmed"),
        ([("withdrawn", True), ("refused", True)], "refused"),
        ([("withdrawn", True)], "withdrawn"),
    ],
)
def test_the_whole_stands_where_its_least_advanced_open_part_stands(parts: list[tuple[str, bool]], whole: str) -> None:
    assert status_of_whole(parts) == whole


def test_every_state_of_the_contract_has_its_rank() -> None:
    assert {*states().open, *states().closed} == set(get_args(Step))


def test_applications_from_before_the_parts_get_them(client: TestClient) -> None:
    configuration = Config(CONFIGURATION)
    command.downgrade(configuration, BEFORE_PARTS)
    try:
        assert "application_parts" not in inspect(engine()).get_table_names()
        with engine().begin() as connection:
            table = Table("applications", MetaData(), autoload_with=connection)
            connection.execute(insert(table), [_old("JZ1", ["dibao", "long-gone"], "accepted")])
    finally:
        command.upgrade(configuration, "head")
    with unit_of_work() as session:
        known, gone = parts_of(session, "JZ1")
        assert (known.department, known.place, known.status, known.due) == ("民政", "120104", "accepted", date(2026, 4, 13))
        assert known.clock_from == date(2026, 3, 2)
        assert (gone.policy_id, gone.department, gone.place) == ("long-gone", None, None)


def _old(number: str, policies: list[str], status: str) -> dict[str, Any]:
    return {
        "number": number,
        "idempotency_key": f"key-of-{number}",
        "content_digest": "x",
        "status": status,
        "policy_ids": policies,
        "facts": {},
        "applicant_encrypted": "x",
        "id_fingerprint": "x",
        "phone_fingerprint": "x",
        "hukou": "120104",
        "next_deadline": date(2026, 4, 13),
        "catalogue_version": "x",
        "created_at": SUBMITTED_AT,
    }
