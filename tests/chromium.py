"""The Chromium of this machine, driven by Playwright: where it is, and how it is started."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, sync_playwright

#: Names on PATH, the likeliest first. Playwright's own download is never used: the system keeps its browser fresh.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: What keeps Chromium from calling home, and lets it run as root and without a graphics card.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

#: Real seconds in which a browser tells its version.
PATIENCE = 20

MISSING = "no Chromium here; install the package chromium"


@cache
def chromium() -> str | None:
    """The path of a Chromium that starts; None where there is none, or only the empty shell that asks for a snap."""
    paths = (path for name in NAMES if (path := shutil.which(name)))
    return next((path for path in paths if _starts(path)), None)


def _starts(path: str) -> bool:
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


@contextmanager
def launched(path: str, *more_flags: str) -> Iterator[Browser]:
    """A Chromium without a window that runs while the block does, on a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *more_flags])
        try:
            yield browser
        finally:
            browser.close()
