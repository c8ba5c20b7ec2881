"""A store on an empty server for each test."""

import pytest

from tests.servers import RedisServer
from tests.store.harness import Room


@pytest.fixture
def room(empty_redis: RedisServer) -> Room:
    """One process of Muster's store."""
    return Room(empty_redis)
