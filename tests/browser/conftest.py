"""Browser tests where there is a browser: Chromium for each module, a town or a real `muster up` for each story."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.film import Film
from tests.browser.people import Cast
from tests.chromium import chromium, launched
from tests.handlers.town import Town, open_town
from tests.servers import RedisServer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; for a module and not for the run, because Playwright keeps an event loop in the test's thread."""
    path = chromium()
    assert path
    with launched(path) as running:
        yield running


@pytest.fixture
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Film:
    """Where the story's pictures go: MUSTER_SCREENSHOTS, else pytest's own folder."""
    folder = Path(os.environ.get("MUSTER_SCREENSHOTS") or tmp_path / "screenshots")
    return Film(folder, request.node.name.removeprefix("test_"))


@pytest.fixture
def town(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A workspace, the bot, and jobs that are done after each deed."""
    with open_town(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def cast(town: Town, browser: Browser, film: Film) -> Iterator[Cast]:
    """Everybody of the cast, each with a window of their own as soon as they do something."""
    with Cast.at(town.workspace.base_url, browser, film, town.settle) as everybody:
        yield everybody
