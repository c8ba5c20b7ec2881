"""One Redis for the whole run, empty for each test that asks for it."""

from collections.abc import Iterator

import pytest

from tests.servers import RedisServer, running_redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server for the whole run; what a test leaves in it, the next one may find."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def empty_redis(redis_server: RedisServer) -> RedisServer:
    """The same server with nothing in it."""
    with redis_server.client() as client:
        client.flushall()
    return redis_server
