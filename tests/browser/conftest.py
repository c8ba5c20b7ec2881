"""Browser tests where there is a browser: a Chromium a module, a harness or a real `muster up` a story."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.film import Film
from tests.browser.people import Cast
from tests.chromium import chromium, launched
from tests.handlers.harness import Harness, open_harness
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
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A workspace, the bot, and jobs that are done after each deed."""
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def cast(harness: Harness, browser: Browser, film: Film) -> Iterator[Cast]:
    """Everybody of the cast, each with a window of their own as soon as they do something."""
    with Cast.at(harness.workspace.base_url, browser, film, harness.settle) as everybody:
        yield everybody
