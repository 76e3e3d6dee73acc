"""The audit trail is a chain: whole under concurrent writers, only added to, and part of the act it records."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from api.audit import record
from api.audit.chain import BEGINNING
from api.audit.verify import one_moment, verify
from api.core.database import reading, unit_of_work
from api.models import AuditEntry, AuditHead, SearchExample
from tests.api.application_form import submit

WRITERS, EACH = 8, 12


def entries() -> list[AuditEntry]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def subjects() -> list[str]:
    return [entry.subject for entry in entries()]


def test_each_entry_names_the_hash_of_the_one_before(trail: None) -> None:
    chain = entries()
    assert [entry.previous_hash for entry in chain] == [BEGINNING, *(entry.hash for entry in chain[:-1])]
    assert len({entry.hash for entry in chain}) == len(chain)


def test_several_acts_of_one_transaction_are_chained_in_their_order(stored: str) -> None:
    with unit_of_work() as session:
        for subject in ("a", "b", "c"):
            record(session, "wang", "seen", subject)
    assert subjects() == ["a", "b", "c"]
    with reading() as session:
        assert verify(session).fault is None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'li'", "DELETE FROM audit", "UPDATE audit SET subject = '' WHERE subject = 'subject-3'"]
)
def test_the_database_refuses_to_change_or_erase_an_entry(trail: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="rows are only added"), unit_of_work() as session:
        session.execute(text(statement))
    assert len(entries()) == 5


@pytest.mark.parametrize("stored", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_table(trail: None) -> None:
    with pytest.raises(DatabaseError, match="rows are only added"), unit_of_work() as session:
        session.execute(text("TRUNCATE audit"))


def test_what_was_rolled_back_is_not_recorded(trail: None) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        record(session, "wang", "seen", "undone")
        raise ZeroDivisionError
    assert "undone" not in subjects()


def test_what_was_undone_within_a_transaction_is_not_recorded_and_the_rest_is(stored: str) -> None:
    with unit_of_work() as session:
        record(session, "wang", "seen", "before")
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            record(session, "wang", "seen", "undone")
            raise ZeroDivisionError
        with session.begin_nested():
            record(session, "wang", "seen", "within")
        record(session, "wang", "seen", "after")
    assert subjects() == ["before", "within", "after"]


def test_many_writers_at_once_make_one_whole_chain(stored: str) -> None:
    together = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        together.wait()
        for nth in range(EACH):
            with unit_of_work() as session:
                record(session, f"writer-{writer}", "seen", f"{writer}-{nth}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with reading() as session:
        finding = verify(one_moment(session))
    assert (finding.entries, finding.fault) == (WRITERS * EACH, None)
    assert len(set(subjects())) == WRITERS * EACH


@pytest.mark.parametrize("stored", ["postgresql"], indirect=True)
def test_nobody_waits_for_somebody_elses_work_but_only_for_its_last_moment(stored: str) -> None:
    with unit_of_work() as slow:
        record(slow, "slow", "seen", "slow")
        slow.execute(text("SELECT 1"))
        with unit_of_work() as quick:
            record(quick, "quick", "seen", "quick")
    assert subjects() == ["quick", "slow"]


def test_two_who_lock_the_same_records_in_another_order_do_not_wait_for_each_other_through_the_audit(stored: str) -> None:
    """The end of the chain is the last lock: what was recorded first does not hold it while a row is waited for."""
    together = threading.Barrier(2)

    def act(name: str) -> None:
        together.wait()
        with unit_of_work() as session:
            record(session, name, "seen", name)
            session.execute(select(SearchExample).with_for_update()).all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, ["a", "b"]))
    assert sorted(subjects()) == ["a", "b"]


@pytest.mark.parametrize("given", ["11010519491231002X", "13812345678", "138-1234-5678", "a-110105194912310021"])
def test_the_id_a_caller_gives_a_request_brings_no_number_into_the_trail(client: TestClient, given: str) -> None:
    submitted = submit(client, headers={"X-Request-ID": given})
    assert [entry.request_id for entry in entries()] == [submitted.headers["X-Request-ID"]]
    assert given not in submitted.headers["X-Request-ID"]


def test_without_its_end_the_chain_is_not_silently_begun_anew(trail: None) -> None:
    with unit_of_work() as session:
        session.delete(session.get_one(AuditHead, 1))
    with unit_of_work() as session:
        record(session, "wang", "seen", "later")
    with reading() as session:
        finding = verify(session)
    assert (finding.broken, finding.fault) == (entries()[-1].id, "displaced")
