"""Where the announcements channel is: looked up once, remembered in Redis."""

import logging
from collections.abc import Callable
from typing import Any

from bot.slack.calls import SlackCalls
from bot.slack.view import Urgency
from bot.store import keys
from bot.store.surface import SLACK, Surface

log = logging.getLogger(__name__)

#: Seconds for which the answer is trusted; a channel that was renamed is found again after that.
REMEMBERED_SECONDS = 3600


class Directory:
    """Finds channels by name."""

    def __init__(self, redis: Any, calls: SlackCalls, name: Callable[[], str], surface: Surface = SLACK) -> None:
        self._redis = redis
        self._calls = calls
        self._name = name
        self._surface = surface.keys

    def known(self) -> str | None:
        """Slack id of the announcements channel if it was looked up before; "" when there is none."""
        found: str | None = self._redis.get(keys.directory(self._name(), self._surface))
        return found

    def announcements(self) -> str | None:
        """Slack id of the announcements channel; None when there is none. Raises SlackTrouble."""
        known = self.known()
        if known is not None:
            return known or None
        name = self._name()
        found = self._look(name)
        if not found:
            log.warning("there is no channel %s: create it, and invite Muster", name)
        self._redis.set(keys.directory(name, self._surface), found, ex=REMEMBERED_SECONDS if found else 60)
        return found or None

    def _look(self, name: str) -> str:
        cursor = ""
        while True:
            answer = self._calls(
                "conversations.list", Urgency.STATUS, types="public_channel", exclude_archived=True, limit=1000,
                cursor=cursor,
            )  # fmt: skip
            for channel in answer.get("channels", []):
                if name in (channel["name"], channel["id"]):
                    return str(channel["id"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return ""
