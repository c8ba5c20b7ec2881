"""What is known of Slack: which message was posted where, what was tried, what was refused."""

import threading
from collections.abc import Callable
from typing import Any

from redis.client import Pipeline

from bot.incident.model import Value
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.surface import SLACK, Surface


class Intent(Value):
    """That a post was about to be sent: it may be there although no answer came (DESIGN 4)."""

    nonce: str
    at: float
    digest: str = ""
    looked: int = 0


class Posted(Value):
    """One message as it was last seen in Slack. Without `ts` it was only intended, or set aside."""

    channel: str = ""
    ts: str = ""
    digest: str = ""
    pinned: bool = False
    plain: bool = False
    refused: str = ""
    reposted: int = 0
    again: bool = False
    farewell: str = ""
    #: That Slack was away for as long as it was wanted: it is not posted, the message that tells of that time is.
    told: bool = False
    intent: Intent | None = None


class Room(Value):
    """The incident's channel as it was last brought up to date."""

    intent: Intent | None = None
    attempt: int = 0
    #: The moment (real seconds) at which it is this incident's turn to open its channel.
    turn: float = 0.0
    topic: str = ""
    purpose: str = ""
    invited: tuple[str, ...] = ()
    bookmarks: tuple[str, ...] = ()
    bookmark_intent: str = ""
    #: The `ts` of the status message that the bookmark to the record leads to.
    record: str = ""
    archived: bool = False
    #: Counted by earlier versions; the agenda does now.
    failures: int = 0
    #: Since when (product seconds) something happened that is not shown, and since when no call was answered.
    behind: float = 0.0
    failing: float = 0.0
    #: Up to when (product seconds) a message told what happened while Slack was away.
    told_until: float = 0.0


class Late(Value):
    """An edit that may have put an old text over a newer one: of a message, or of a field of the channel."""

    key: str = ""
    posted: Posted = Posted()
    field: str = ""


CHANNEL_FIELD = "room"


class Ledger:
    """The record of one incident's view, written only while the sync's token is good."""

    def __init__(self, redis: Any, agenda: Agenda, lease: Lease, incident: str, surface: Surface = SLACK) -> None:
        self._agenda = agenda
        self._lease = lease
        self._key = keys.view(incident, surface.keys)
        self._late_key = keys.late(incident, surface.keys)
        self._redis = redis
        self._room_lock = threading.Lock()
        self.read()

    def read(self) -> None:
        """Read what is recorded; what a late edit may have spoilt counts as not shown."""
        stored: dict[str, str]
        with self._redis.pipeline(transaction=True) as pipe:
            stored, late = pipe.hgetall(self._key).get(self._late_key).execute()
        room = stored.pop(CHANNEL_FIELD, None)
        self.room = Room.model_validate_json(room) if room else Room()
        self.posted = {key: Posted.model_validate_json(value) for key, value in stored.items()}
        #: The key of late edits and what it held, for `Agenda.finish`.
        self.late: tuple[str, str | None] = (self._late_key, late)
        for line in (late or "").splitlines():
            self._distrust(Late.model_validate_json(line))

    def _distrust(self, late: Late) -> None:
        if late.field:
            self.room = self.room.but(**{late.field: ""})
        else:
            self.posted[late.key] = self.posted.get(late.key, late.posted).but(digest="")

    def report_late(self, late: Late) -> None:
        """Have an edit looked after by the one who took over from us."""
        self._agenda.remind(self._lease.member, self._late_key, _dump(late))

    def get(self, key: str) -> Posted:
        """What is known of a message; an empty record for one that was never tried."""
        return self.posted.get(key, Posted())

    def put(self, key: str, posted: Posted) -> None:
        """Record a message. Raises StaleToken when somebody else took over."""
        self._write(lambda pipe: pipe.hset(self._key, key, _dump(posted)))
        self.posted[key] = posted

    def drop(self, key: str) -> None:
        """Forget a message that is no longer wanted."""
        self._write(lambda pipe: pipe.hdel(self._key, key))
        self.posted.pop(key, None)

    def put_room(self, **changes: object) -> None:
        """Record something about the channel."""
        with self._room_lock:
            room = self.room.but(**changes)
            self._write(lambda pipe: pipe.hset(self._key, CHANNEL_FIELD, _dump(room)))
            self.room = room

    def recorded_by_others(self, key: str) -> Posted:
        """What the record says now, for a process that lost its lease."""
        stored = self._redis.hget(self._key, key)
        return Posted.model_validate_json(stored) if stored else Posted()

    def _write(self, change: Callable[[Pipeline], Any]) -> None:
        self._agenda.write(self._lease, change)


def _dump(value: Value) -> str:
    return value.model_dump_json(exclude_defaults=True)
