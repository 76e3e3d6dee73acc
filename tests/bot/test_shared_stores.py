"""Two Rasas on one PostgreSQL and one Redis, as two machines run them: any of them takes any turn."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from tests.bot.conftest import TOKEN, Bot, RecordingService, post, running_bots, texts, wait_until_up
from tests.servers import PostgresServer, RedisServer, ServerProcess, frozen, killed, running

SITUATION = "我家三口人，就我一个人上班，一个月两千"
# Neither server asks for it, so any will do.
PASSWORD = "the-password-of-the-database"
HONEST_SECONDS = 5.0


@dataclass
class Machines:
    """Two Rasas and what they share."""

    first: Bot
    second: Bot
    database: PostgresServer
    redis: RedisServer

    def events(self, sender: str) -> int:
        """Gives how many events the database holds of a conversation."""
        with (
            closing(psycopg2.connect(host="127.0.0.1", port=self.database.port, user="service", dbname="postgres")) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT COUNT(*) FROM rasa.events WHERE sender_id = %s", (sender,))
            return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def machines(
    recording: tuple[RecordingService, int], model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machines]:
    """Gives both, running."""
    database, redis = PostgresServer(), RedisServer()
    with running(database), running(redis):
        shared = {
            "DATABASE_URL": database.url("postgres").replace("service@", f"service:{PASSWORD}@"),
            "REDIS_URL": redis.url,
        }
        with running_bots(tmp_path_factory.mktemp("machines"), recording[1], number=2, **shared) as (first, second):
            yield Machines(first, second, database, redis)


def test_an_interview_begun_on_one_machine_goes_on_on_the_other(machines: Machines, service: RecordingService) -> None:
    machines.first.turn("moves", SITUATION)
    assert texts(machines.second.turn("moves", "五个")[1]) == ["open question"]
    assert service.calls[-1].body["asked"] == "household.size"
    assert service.calls[-1].body["understood"]["facts"]["household"] == {"size": 5}


def test_an_interruption_on_the_other_machine_brings_the_question_back(machines: Machines, service: RecordingService) -> None:
    machines.first.turn("interrupted", SITUATION)
    assert texts(machines.second.turn("interrupted", "低保标准是多少")[1]) == ["answer", "open question"]


def test_a_conversation_erased_on_one_machine_is_erased_for_all(machines: Machines, service: RecordingService) -> None:
    machines.first.turn("erased", SITUATION)
    assert machines.events("erased") > 0
    url = f"{machines.second.rasa_url}/webhooks/gateway/forget"
    assert post(url, {"senders": ["erased"]}, {"X-Internal-Token": TOKEN})[0] == 200
    assert machines.events("erased") == 0


def test_a_sender_with_nul_is_refused_and_the_server_lives_on(machines: Machines) -> None:
    assert machines.first.turn("a\x00b", "你好")[0] == 400
    assert machines.first.turn("afterwards", "你好")[0] == 200


@pytest.mark.parametrize("fault", [killed, frozen])
@pytest.mark.parametrize("part", ["database", "redis"])
def test_a_store_that_is_away_refuses_the_turn_in_time_and_nothing_is_forgotten(
    machines: Machines, service: RecordingService, part: str, fault: Callable[[ServerProcess], AbstractContextManager[None]]
) -> None:
    sender = f"{fault.__name__}-{part}"
    machines.first.turn(sender, SITUATION)
    machines.first.turn(sender, "没有")
    time.sleep(0.5)  # the tests' server writes a little later what it has taken
    with fault(getattr(machines, part)):
        started = time.monotonic()
        assert machines.first.turn(sender, "我叫王翠花") == (503, {"error": "turn_failed"})
        assert time.monotonic() - started < HONEST_SECONDS
        wait_until_up(f"{machines.first.rasa_url}/webhooks/gateway/", machines.first.rasa, 1)
    service.forget()
    assert texts(machines.first.turn(sender, "五个")[1]) == ["open question"]
    assert service.calls[0].body["asked"] == "household.size"


def test_an_erasure_is_refused_while_the_database_is_away(machines: Machines) -> None:
    url = f"{machines.first.rasa_url}/webhooks/gateway/forget"
    with killed(machines.database):
        assert post(url, {"senders": ["erased"]}, {"X-Internal-Token": TOKEN}) == (503, {"error": "erasure_failed"})


def test_no_log_holds_the_password_or_what_was_said(machines: Machines, service: RecordingService) -> None:
    with killed(machines.database):
        machines.first.turn("logged", "我叫王翠花")
    logged = machines.first.log_text() + machines.second.log_text()
    assert "turn failed" in logged
    assert [word for word in (PASSWORD, "王翠花") if word in logged] == []


def test_a_rasa_told_to_stop_finishes_its_turn_and_the_other_goes_on(machines: Machines, service: RecordingService) -> None:
    # The connection it held when the database was killed fails once.
    machines.second.turn("before", SITUATION)
    assert texts(machines.second.turn("stopped", SITUATION)[1]) == ["open question"]
    service.seconds = 2.0
    with ThreadPoolExecutor(1) as other:
        turn = other.submit(machines.second.turn, "stopped", "五个")
        time.sleep(1)
        machines.second.rasa.process.terminate()
    assert texts(turn.result()[1]) == ["open question"]
    service.forget()
    assert texts(machines.first.turn("stopped", "三个")[1]) == ["open question"]
    assert service.calls[0].body["asked"] == "household.size"
