"""A town for each story, with the people who live in it."""

from collections.abc import Iterator

import pytest

from tests.handlers.town import Person, Town, open_town
from tests.servers import RedisServer


@pytest.fixture
def town(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A workspace, the bot, and jobs that are done when the story says so."""
    with open_town(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def ana(town: Town) -> Person:
    """On-call engineer, primary: paged first, commander at the start."""
    return town.person("ana")


@pytest.fixture
def bo(town: Town) -> Person:
    """Backup on call."""
    return town.person("bo")


@pytest.fixture
def chidi(town: Town) -> Person:
    """Component owner: technical lead at the start."""
    return town.person("chidi")


@pytest.fixture
def elif_(town: Town) -> Person:
    """Communications lead."""
    return town.person("elif")


@pytest.fixture
def vera(town: Town) -> Person:
    """The Visitor, who holds no role."""
    return town.person("vera")
