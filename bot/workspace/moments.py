"""A moment: what one person sees between doing something and having the answer in front of them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.workspace.clock import Clock
from bot.workspace.wire import Json

#: Seconds without anything new after which a person has seen the answer, and the longest they look (DESIGN).
QUIET = 0.3
LONGEST = 3.5


@dataclass(eq=False, slots=True)
class Moment:
    """One command, click, submission or message of a person, with what it made visible to that person.

    Args:
        user: who did it.
        channel: where it was done; None in a modal or the home tab.
        start: seconds on the workspace's clock.
    """

    user: str
    channel: str | None
    start: float
    last_new: float = 0.0
    view: str | None = None
    ephemeral: dict[str, Json] = field(default_factory=dict)

    def saw(self, now: float, item: Json | None = None, view: str | None = None) -> None:
        """Something new is in front of the person: an ephemeral message, or a view by its id."""
        self.last_new = now
        if item is not None:
            self.ephemeral[item["ts"]] = {"text": item["text"], "blocks": item["blocks"], "ts": item["ts"]}
        if view is not None:
            self.view = view


class Moments:
    """Which people are just now waiting for something to appear."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: list[Moment] = []

    @contextmanager
    def begin(self, user: str, channel: str | None = None) -> Iterator[Moment]:
        """Watch what that person sees, until the block is left."""
        now = self._clock.now()
        moment = Moment(user, channel, now, now)
        self._open.append(moment)
        try:
            yield moment
        finally:
            self._open.remove(moment)

    def appeared(
        self, user: str, moment: Moment | None = None, item: Json | None = None, view: str | None = None
    ) -> None:
        """Something appeared to that person: by this moment's own answer, else to all their open moments."""
        now = self._clock.now()
        for waiting in [moment] if moment in self._open and moment else self._of(user):
            waiting.saw(now, item, view)

    def _of(self, user: str) -> list[Moment]:
        return [moment for moment in self._open if moment.user == user]

    async def settle(self, moment: Moment) -> None:
        """Return when nothing new came for a while, or the person has looked long enough."""
        while True:
            until = min(moment.last_new + QUIET, moment.start + LONGEST)
            rest = until - self._clock.now()
            if rest <= 0:
                return
            await asyncio.sleep(rest)
