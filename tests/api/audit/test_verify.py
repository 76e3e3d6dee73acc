"""The command that follows the chain: intact, or the first broken entry named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.audit.verify import Anchor, end_of, main, note_end
from api.core.database import reading
from api.core.logging import redact
from api.core.settings import settings
from api.models import AuditEntry
from tests.api.application_form import submit
from tests.api.talk import open_talk

Intrude = Callable[..., None]


def number_of(subject: str) -> int:
    with reading() as session:
        return session.scalars(select(AuditEntry.id).where(AuditEntry.subject == subject)).one()


def end() -> Anchor:
    with reading() as session:
        return end_of(session)


def test_a_whole_trail_is_said_to_be_whole_with_its_end_to_note(trail: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) is None
    said = capsys.readouterr().out
    assert "审计记录完整，共 5 条" in said
    assert str(end()) in said


def test_an_empty_trail_is_whole(stored: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) is None
    assert "共 0 条" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    ["who = 'li'", "action = 'nothing'", "subject = 'other'", "request_id = 'x'", "at = '2020-01-01 00:00:00.000000'"],
)
def test_a_changed_entry_is_named(trail: None, intrude: Intrude, change: str) -> None:
    number = number_of("subject-3")
    intrude(f"UPDATE audit SET {change} WHERE id = :number", number=number)
    assert (main([]) or "").startswith(f"审计记录第 {number} 条被改过。它前面的 2 条是完整的。")


def test_the_entry_after_an_erased_one_is_named(trail: None, intrude: Intrude) -> None:
    intrude("DELETE FROM audit WHERE subject = 'subject-2'")
    assert (main([]) or "").startswith(f"审计记录到第 {number_of('subject-3')} 条接不上")


def test_an_end_that_was_cut_off_is_noticed(trail: None, intrude: Intrude) -> None:
    intrude("DELETE FROM audit WHERE subject = 'subject-5'")
    assert (main([]) or "").startswith("审计记录的末尾和链尾对不上")


def test_an_entry_that_was_added_past_the_chain_is_noticed(trail: None, intrude: Intrude) -> None:
    columns = "who, action, subject, request_id, at, previous_hash, hash"
    intrude(
        f"INSERT INTO audit ({columns}) SELECT who, action, 'forged', request_id, at, hash, hash FROM audit WHERE id = "
        "(SELECT max(id) FROM audit)"
    )
    assert (main([]) or "").startswith(f"审计记录第 {number_of('forged')} 条被改过")


def test_a_noted_end_shows_that_everything_was_replaced(trail: None, intrude: Intrude) -> None:
    noted = end()
    assert main(["--anchor", str(noted)]) is None
    assert main(["--anchor", f"{noted.entry}:{noted.hash}"]) is None
    wrong = Anchor(noted.entry, "0" * 64)
    assert (main(["--anchor", str(wrong)]) or "").startswith("抄下的链尾")
    gone = Anchor(noted.entry + 1000, noted.hash)
    assert (main(["--anchor", str(gone)]) or "").startswith("抄下的链尾")


@pytest.mark.parametrize("text", ["", "5", "5:abc", f"x:{'0' * 64}"])
def test_what_is_no_noted_end_is_refused(stored: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--anchor", text])
    assert "ENTRY:HASH" in capsys.readouterr().err


def test_erasing_a_person_leaves_the_chain_whole(client: TestClient) -> None:
    talk = open_talk(client)
    submit(client, conversation_id=talk.id)
    assert client.delete(talk.path, headers=talk.key).status_code == 204
    assert main([]) is None


def test_the_end_is_noted_in_the_log(trail: None, capsys: pytest.CaptureFixture[str]) -> None:
    note_end()
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["event"], line["end"]) == ("audit_end", str(end()))


def test_no_end_looks_like_somebodys_number() -> None:
    assert redact(str(Anchor(7, "1" * 64))) == str(Anchor(7, "1" * 64))


def test_a_database_that_cannot_be_opened_is_one_sentence(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/service.db")
    settings.cache_clear()
    assert main([]) == "数据库打不开，没有核对。"
