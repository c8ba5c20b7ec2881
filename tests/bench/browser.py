"""A page in Chromium for a measurement, and what the browser tells of itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as BrowserError

from tests.bench.stack import NotReady
from tests.chromium import MISSING, chromium, launched


@contextmanager
def opened(address: str) -> Iterator[tuple[Page, CDPSession]]:
    """A window of 1280 by 800 on a fresh profile at that address, and its line for developers.

    Raises:
        NotReady: there is no Chromium, or the page does not do what is expected of it.
    """
    found = chromium()
    if found is None:
        raise NotReady(MISSING)
    try:
        with launched(found) as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            yield page, page.context.new_cdp_session(page)
    except BrowserError as problem:
        raise NotReady(str(problem)) from problem


def heap(line: CDPSession) -> float:
    """Megabytes of JavaScript heap in use, garbage that nobody took away yet among it."""
    line.send("Performance.enable")
    told: dict[str, Any] = line.send("Performance.getMetrics")
    return next(float(one["value"]) for one in told["metrics"] if one["name"] == "JSHeapUsedSize") / 1e6
