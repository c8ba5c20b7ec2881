"""Slack's rate limits as budgets in Redis, shared by all processes, spent in order of urgency (DESIGN 4)."""

from dataclasses import dataclass
from typing import Any

from redis import Redis

from bot.slack.view import Urgency
from bot.store import keys


@dataclass(frozen=True)
class Rate:
    """So many calls a minute, with so many at once at most."""

    per_minute: float
    burst: int


#: Slack's tiers ("20+ per minute" and so on, docs.slack.dev/apis/web-api/rate-limits).
TIER_1, TIER_2, TIER_3, TIER_4 = Rate(1, 1), Rate(20, 20), Rate(50, 50), Rate(100, 100)

#: Messages to one channel: about one a second, short bursts are let through.
POST = Rate(60, 4)

METHODS: dict[str, Rate] = {
    "conversations.create": TIER_2,
    "conversations.list": TIER_2,
    "conversations.setTopic": TIER_2,
    "conversations.setPurpose": TIER_2,
    "conversations.archive": TIER_2,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.open": TIER_3,
    "conversations.info": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "pins.add": TIER_2,
    "bookmarks.add": TIER_2,
    "bookmarks.edit": TIER_2,
    "bookmarks.list": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.info": TIER_4,
}

#: The share of a budget that less urgent calls leave to more urgent ones.
RESERVED: dict[Urgency, float] = {
    Urgency.DECLARE: 0.0,
    Urgency.CALL: 0.0,
    Urgency.STATUS: 0.15,
    Urgency.PROGRESS: 0.4,
}

# A budget is one number: the moment at which it would be full again. A call moves it on by its
# own share and waits for as long as that lies more than the whole budget ahead (GCRA). Beside it
# stands until when Slack asked us to leave the method alone, which spends nothing.
# KEYS[1] bucket, KEYS[2] blocked until; ARGV[1] seconds a call costs; ARGV[2] seconds that may lie ahead;
# ARGV[3] "1" to take a turn in the future when there is none now.
# Answers the seconds to wait, as text; "0" when the call may go out.
_SPEND = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local blocked = tonumber(redis.call('GET', KEYS[2]) or '0') - now
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local cost, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
local wait = math.max(full + cost - now - ahead, blocked, 0)
if wait > 0.000001 and ARGV[3] ~= '1' then return string.format('%.6f', wait) end
full = full + cost
redis.call('SET', KEYS[1], string.format('%.6f', full), 'PX', math.ceil((full - now) * 1000) + 1000)
return string.format('%.6f', wait)
"""


class Budget:
    """Asks whether a call may go out now. All times are real seconds."""

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis
        self._spend = redis.register_script(_SPEND)

    def wait(self, method: str, channel: str, urgency: Urgency) -> float:
        """0 when the call may go out, which spends it; else the seconds until it is worth asking again."""
        rate = rate_of(method)
        cost = 60 / rate.per_minute
        ahead = cost * rate.burst * (1 - RESERVED[urgency])
        return self._ask(bucket(method, channel), cost, max(cost, ahead), in_line=False)

    def turn(self, method: str) -> float:
        """Take the next turn for a call that everybody waits for in line: the seconds until it comes."""
        rate = rate_of(method)
        cost = 60 / rate.per_minute
        return self._ask(bucket(method, ""), cost, cost * rate.burst, in_line=True)

    def block(self, method: str, channel: str, seconds: float) -> None:
        """Slack said 429: nothing of the kind goes out for so long; a shorter word does not end a longer one."""
        name = keys.blocked(bucket(method, channel))
        at, micros = self._redis.time()
        until = max(at + micros / 1e6 + seconds, float(self._redis.get(name) or 0))
        self._redis.set(name, f"{until:.6f}", pxat=int(until * 1000) + 1000)

    def _ask(self, name: str, cost: float, ahead: float, *, in_line: bool) -> float:
        return float(self._spend(keys=[name, keys.blocked(name)], args=[cost, ahead, int(in_line)]))


class Unpaced:
    """No budget at all, for a place of our own: pacing would only hold up what a restart has to show again."""

    def wait(self, method: str, channel: str, urgency: Urgency) -> float:
        """Every call may go out now."""
        return 0.0

    def turn(self, method: str) -> float:
        """It is everybody's turn."""
        return 0.0

    def block(self, method: str, channel: str, seconds: float) -> None:
        """Nothing is held back."""


def rate_of(method: str) -> Rate:
    """The published rate of a method; tier 3 for one that the table does not name."""
    return POST if method == "chat.postMessage" else METHODS.get(method, TIER_3)


def bucket(method: str, channel: str) -> str:
    """The Redis key of the budget that a call spends: posts count for each channel, others in all."""
    name = f"{method}:{channel}" if method == "chat.postMessage" else method
    return keys.bucket(name)
