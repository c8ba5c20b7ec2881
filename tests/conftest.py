"""One Redis for the whole run, empty for each test that asks for it; and how many examples a property is tried on."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import RedisServer, running_redis

# In CI the same examples each time; elsewhere new ones, so that more is seen as time goes by.
settings.register_profile(
    "muster",
    max_examples=40,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("muster")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the crash harness; only here does pytest know them in time."""
    parser.addoption(
        "--every-point", action="store_true", help="put a fault at every effect, not at every 54th of them"
    )


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
