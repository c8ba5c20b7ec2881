"""The pictures of a story: numbered, wide and narrow, in a folder that outlives the run if one was named."""

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

#: A laptop, and a phone held upright.
WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=390, height=844)
SIZES = {"wide": WIDE, "narrow": NARROW}


class Film:
    """The pictures of one story, in the order in which they were taken."""

    def __init__(self, folder: Path, story: str) -> None:
        self._folder = folder
        self._story = _as_name(story)
        self.number = 0

    def takes(self, page: Page, words: str, sizes: Iterable[str] = tuple(SIZES)) -> None:
        """Keep what the page shows now, in these sizes; `words` name the step."""
        self.number += 1
        before = page.viewport_size
        for name in sizes:
            if page.viewport_size != SIZES[name]:
                page.set_viewport_size(SIZES[name])
            page.screenshot(path=self._folder / f"{self._story}-{self.number:02}-{_as_name(words)}-{name}.png")
        if before:
            page.set_viewport_size(before)


def _as_name(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
