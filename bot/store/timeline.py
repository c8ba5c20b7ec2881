"""The timeline: an incident's facts as they were committed, oldest first."""

from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from bot.incident.fact import Fact
from bot.store import keys
from bot.store.errors import StorageAway
from bot.store.schema import read_events


@dataclass(frozen=True)
class Entry:
    """One commit: its place in the stream, the idempotency key of its command, and its facts."""

    place: str
    key: str
    events: tuple[Fact, ...]


def latest(redis: Any, incident: str, commits: int = 60) -> list[Entry]:
    """The last so many commits of an incident, oldest first. Raises StorageAway."""
    try:
        stored = redis.xrevrange(keys.timeline(incident), count=commits)
    except RedisError as away:
        raise StorageAway() from away
    return [_entry(place, fields) for place, fields in reversed(stored)]


def everything(redis: Any, incident: str) -> list[Entry]:
    """Every commit of an incident, oldest first."""
    return [_entry(place, fields) for place, fields in redis.xrange(keys.timeline(incident))]


def _entry(place: str, fields: dict[str, str]) -> Entry:
    return Entry(str(place), fields.get("key", ""), read_events(fields["events"]))
