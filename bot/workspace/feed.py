"""Tells the open pages what changed: one queue for each page, and only what its person may see."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workspace.channels import Channel, shown_message
from bot.workspace.wire import Json

#: Events that wait for a page; one that is further behind is closed, comes again and loads the state.
LONGEST_QUEUE = 5_000


@dataclass(eq=False, slots=True)
class Watcher:
    """An open page, seen with the eyes of one person (None sees everything)."""

    user: str | None
    waiting: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)


class Feed:
    """The live feed of the workspace."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._seq = 0

    def join(self, user: str | None) -> Watcher:
        """Start to collect what that person sees."""
        watcher = Watcher(user)
        self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Stop collecting."""
        self._watchers.discard(watcher)

    @property
    def watched(self) -> bool:
        """Whether any page is open."""
        return bool(self._watchers)

    def message(self, channel: Channel, message: Json) -> None:
        """A message is new or changed."""
        self._in_channel(
            channel,
            lambda: {
                "type": "message",
                "channel": channel.id,
                "message": shown_message(message),
            },
        )

    def message_deleted(self, channel: Channel, ts: str) -> None:
        """A message is gone."""
        self._in_channel(channel, lambda: {"type": "message_deleted", "channel": channel.id, "ts": ts})

    def channel(self, channel: Channel, *also: str) -> None:
        """A channel is new, or its header changed; `also` are people who just lost sight of it."""
        self._tell(
            lambda user: user is None or channel.seen_by(user) or user in also,
            lambda: {"type": "channel", "channel": channel.header()},
        )

    def to_person(self, user: str, event: Json) -> None:
        """Something that only that person sees."""
        self._tell(lambda watching: watching in (None, user), lambda: event)

    def to_all(self, event: Json) -> None:
        """Something about the workspace itself."""
        self._tell(lambda user: True, lambda: event)

    def _in_channel(self, channel: Channel, event: Callable[[], Json]) -> None:
        self._tell(lambda user: user is None or channel.seen_by(user), event)

    def _tell(self, sees: Callable[[str | None], bool], event: Callable[[], Json]) -> None:
        self._seq += 1
        text: str | None = None
        for watcher in self._watchers:
            if watcher.waiting.qsize() > LONGEST_QUEUE:
                watcher.waiting = asyncio.Queue()
                watcher.waiting.put_nowait(None)
            if sees(watcher.user):
                text = text or json.dumps({"seq": self._seq, **event()})
                watcher.waiting.put_nowait(text)
