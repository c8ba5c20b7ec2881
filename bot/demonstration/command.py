"""The process that plays the demonstration once and then stays, so that `muster up` does not start it again."""

import sys
import threading
from pathlib import Path

from bot.demonstration.page import Page
from bot.demonstration.player import Bookmark, Player
from bot.demonstration.story import read_story

#: Where the progress is kept, in the data folder.
BOOKMARK = "demonstration.json"


def run_demonstration(data: Path, page: str) -> None:
    """Play it in the workspace at that address, then wait for the signal that ends every process of `muster up`."""
    player = Player(Page(page), read_story(), Bookmark(data / BOOKMARK), _say)
    _say("played to its end" if player.play() else "taken over by people")
    threading.Event().wait()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
