"""Chromium as a person has it, and what it tells of itself: frames, heap, the moment a message is seen."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.bench.stack import NotReady

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

#: What keeps Chromium from calling home, and lets it run as root and without a graphics card.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-precise-memory-info",
)  # fmt: skip


@contextmanager
def opened(address: str) -> Iterator[tuple[Page, CDPSession]]:
    """A window of 1280 by 800 on a fresh profile at that address, and its line for developers.

    Raises:
        NotReady: there is no Chromium, or it does not start.
    """
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise NotReady(f"none of {', '.join(CHROMIUM)} is installed")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            yield page, page.context.new_cdp_session(page)
            browser.close()
    except BrowserError as problem:
        raise NotReady(str(problem)) from problem


def heap(line: CDPSession, *, collected: bool) -> float:
    """Megabytes of JavaScript heap in use, `collected` after the garbage is taken away."""
    if collected:
        line.send("HeapProfiler.collectGarbage")
    line.send("Performance.enable")
    told: dict[str, Any] = line.send("Performance.getMetrics")
    return next(float(one["value"]) for one in told["metrics"] if one["name"] == "JSHeapUsedSize") / 1e6
