"""The command that makes accounts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from api.core.database import unit_of_work
from api.models import AuditEntry, StaffAccount
from api.staff.create_account import main

PASSWORD = "a long enough password"


@pytest.fixture
def typed(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A password on the standard input, and no database yet."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 2))
    return monkeypatch


def stored(name: str) -> StaffAccount | None:
    with unit_of_work() as session:
        return session.get(StaffAccount, name)


def test_the_first_account_is_made_before_the_service_ever_ran(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["wang", "--role", "supervisor"]) is None
    assert capsys.readouterr().out == "已经建好账号 wang（主管）。\n"
    account = stored("wang")
    assert account is not None
    assert (account.role, account.active) == ("supervisor", True)


def test_the_password_is_stored_as_a_hash_only(typed: pytest.MonkeyPatch) -> None:
    main(["wang"])
    account = stored("wang")
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")


def test_a_new_account_is_recorded(typed: pytest.MonkeyPatch) -> None:
    main(["wang"])
    with unit_of_work() as session:
        entries = [
            (entry.who, entry.action, entry.subject) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        ]
    assert entries == [("command_line", "account_created", "wang"), ("command_line", "role_given_operator", "wang")]


def test_a_short_password_is_refused_in_one_sentence(typed: pytest.MonkeyPatch) -> None:
    typed.setattr("sys.stdin", io.StringIO("ninechars\n"))
    assert main(["wang"]) == "密码太短，至少要 10 个字符。"
    assert stored("wang") is None


def test_a_name_in_use_is_refused_in_one_sentence(typed: pytest.MonkeyPatch) -> None:
    main(["wang"])
    assert main(["wang", "--role", "administrator"]) == "用户名 wang 已经有了，请换一个。"
    account = stored("wang")
    assert account is not None
    assert account.role == "operator"


def test_a_name_with_a_blank_is_refused(typed: pytest.MonkeyPatch) -> None:
    assert main(["wang fang"]) == "用户名要有 2 到 32 个字，只能用汉字、字母、数字、点、横线和下划线。"


def test_an_account_can_be_for_one_place_and_department(typed: pytest.MonkeyPatch) -> None:
    assert main(["wang", "--role", "caseworker", "--place", "120104001", "--department", "民政"]) is None
    account = stored("wang")
    assert account is not None
    assert (account.place, account.department) == ("120104001", "民政")


@pytest.mark.parametrize(
    ("where", "refusal"),
    [(["--place", "南开"], "没有代码是 南开 的地方"), (["--department", "民政局"], "政策里没有叫“民政局”的部门")],
)
def test_a_place_or_department_nobody_knows_is_refused(typed: pytest.MonkeyPatch, where: list[str], refusal: str) -> None:
    assert str(main(["wang", *where])).startswith(refusal)
    assert stored("wang") is None


def test_a_role_that_does_not_exist_is_refused(typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["wang", "--role", "king"])
    assert "invalid choice: 'king'" in capsys.readouterr().err


def test_a_database_that_cannot_be_opened_is_one_sentence(typed: pytest.MonkeyPatch, tmp_path: Path) -> None:
    typed.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'missing' / 'service.db'}")
    assert main(["wang"]) == "数据库打不开，没有建账号。"
