"""How often Slack lets an app call each method, as published, and the token buckets that count it."""

import math
from dataclasses import dataclass

from bot.workspace.clock import Clock

#: Calls a minute of Slack's published tiers (docs.slack.dev/apis/web-api/rate-limits).
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
#: "Hundreds a minute" of auth.test and chat.getPermalink.
SPECIAL = 600

CALLS_A_MINUTE: dict[str, int] = {
    "api.test": TIER_4,
    # Slack publishes tier 1, and yet lets an app open its ten sockets, and again when they are refreshed.
    "apps.connections.open": 30,
    "auth.test": SPECIAL,
    "bookmarks.add": TIER_2,
    "bookmarks.edit": TIER_2,
    "bookmarks.list": TIER_3,
    "bookmarks.remove": TIER_2,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": 300,
    "chat.update": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.kick": TIER_3,
    "conversations.leave": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.rename": TIER_2,
    "conversations.replies": TIER_3,
    "conversations.setPurpose": TIER_2,
    "conversations.setTopic": TIER_2,
    "conversations.unarchive": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "pins.add": TIER_2,
    "pins.list": TIER_2,
    "pins.remove": TIER_2,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}

#: chat.postMessage beside its workspace's number: one a second in each channel, short bursts allowed.
POSTS_A_SECOND = 1.0
POSTS_IN_A_BURST = 4


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Rates:
    """Token buckets: the published number is the capacity, and is filled up again in a minute.

    Args:
        on: False lets every call pass (for tests of other things).
    """

    def __init__(self, clock: Clock, *, on: bool) -> None:
        self._clock = clock
        self._on = on
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, method: str, channel: str | None) -> int | None:
        """Take a token for this call. None, or the whole seconds after which to try again (Retry-After)."""
        if not self._on:
            return None
        number = CALLS_A_MINUTE[method]
        limits = [(method, float(number), number / 60)]
        if method == "chat.postMessage" and channel:
            limits.append((f"{method} {channel}", POSTS_IN_A_BURST, POSTS_A_SECOND))
        buckets = [(self._filled(name, capacity, rate), rate) for name, capacity, rate in limits]
        missing = max((1 - bucket.tokens) / rate for bucket, rate in buckets)
        if missing > 0:
            return max(1, math.ceil(missing))
        for bucket, _ in buckets:
            bucket.tokens -= 1
        return None

    def _filled(self, name: str, capacity: float, rate: float) -> _Bucket:
        now = self._clock.now()
        bucket = self._buckets.setdefault(name, _Bucket(capacity, now))
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filled) * rate)
        bucket.filled = now
        return bucket
