"""Two whole instances over one PostgreSQL and one Redis, as two machines behind a proxy would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.breaking import wait_for
from tests.live_service import LiveService, is_ready, running_service
from tests.servers import PostgresServer, RedisServer, running

# Instances that share a database share their secrets.
SECRETS = {"INTERNAL_TOKEN": "internal-token-of-the-tests", "ENCRYPTION_KEY": "encryption-key-of-the-tests"}


@dataclass(frozen=True)
class Shared:
    """Several instances and what they share."""

    instances: tuple[LiveService, ...]
    postgresql: PostgresServer
    redis: RedisServer

    @property
    def addresses(self) -> list[str]:
        """Where the instances answer."""
        return [instance.address for instance in self.instances]

    def wait_until_well(self) -> None:
        """Waits until every part of every instance is ready: another test may just have broken one."""
        wait_for(lambda: all(is_ready(address) for address in self.addresses))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Two instances, with servers of their own that may be broken."""
    postgresql, redis = PostgresServer(), RedisServer()
    with ExitStack() as stack:
        stack.enter_context(running(postgresql))
        stack.enter_context(running(redis))
        settings = {**SECRETS, "DATABASE_URL": postgresql.create_database("service"), "REDIS_URL": redis.url}
        folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
        instances = tuple(stack.enter_context(running_service(folder, **settings)) for folder in folders)
        yield Shared(instances, postgresql, redis)
