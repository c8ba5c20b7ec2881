"""A console for each story, on an empty Redis."""

from collections.abc import Iterator

import pytest

from bot.workspace import moments
from tests.console.consoles import RunningConsole, running_console
from tests.servers import RedisServer


@pytest.fixture
def console(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningConsole]:
    """A console beside which nothing else runs."""
    monkeypatch.setattr(moments, "QUIET", 0.02)
    with running_console(empty_redis) as running:
        yield running
