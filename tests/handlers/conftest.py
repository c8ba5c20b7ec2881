"""A harness for each story, with the people who live in it."""

from collections.abc import Iterator

import pytest

from tests.handlers.harness import Harness, Person, open_harness
from tests.servers import RedisServer


@pytest.fixture
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A workspace, the bot, and jobs that are done when the story says so."""
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def ana(harness: Harness) -> Person:
    """On-call engineer, primary: paged first, commander at the start."""
    return harness.person("ana")


@pytest.fixture
def bo(harness: Harness) -> Person:
    """Backup on call."""
    return harness.person("bo")


@pytest.fixture
def chidi(harness: Harness) -> Person:
    """Component owner: technical lead at the start."""
    return harness.person("chidi")


@pytest.fixture
def elif_(harness: Harness) -> Person:
    """Communications lead."""
    return harness.person("elif")


@pytest.fixture
def vera(harness: Harness) -> Person:
    """The Visitor, who holds no role."""
    return harness.person("vera")
