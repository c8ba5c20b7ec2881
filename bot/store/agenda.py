"""The agenda: everything that must still happen, in one sorted set, taken under leases with fencing tokens."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from bot.store import keys
from bot.store.errors import StaleToken
from bot.store.exchange import Exchange
from bot.store.timekeeper import Timekeeper

#: Real seconds after which a member whose holder went silent is free for others.
LEASE = 10.0

#: Real seconds between two heartbeats of a holder.
HEARTBEAT = 3.0

#: Real seconds between two tries while Redis is away.
AWAY_PAUSE = 0.25


@dataclass(frozen=True)
class Hold:
    """That this process works on a member: `token` fences off whoever held it before.

    `due` (product seconds) is since when the member was waiting.
    """

    member: str
    token: int
    due: float = 0.0


class Agenda:
    """Takes members, keeps them, gives them back."""

    def __init__(self, exchange: Exchange, timekeeper: Timekeeper) -> None:
        self._exchange = exchange
        self._timekeeper = timekeeper
        self.redis: Any = exchange.redis

    def due(self, now: datetime, *, after: int = 0, limit: int = 1000) -> list[tuple[str, float]]:
        """Members whose moment has come, oldest first, with that moment (product seconds)."""
        found = self.redis.zrangebyscore(
            keys.AGENDA, "-inf", now.timestamp(), start=after, num=limit, withscores=True
        )
        return [(str(member), float(score)) for member, score in found]

    def take(self, member: str) -> Hold | None:
        """Take a due member for the length of a lease; None when it is not due or somebody was quicker."""
        reads = [("ZSCORE", keys.AGENDA, member), ("INCR", keys.FENCE), ("TIME",)]
        with self._exchange.watching([keys.holder(member)], reads) as (replies, pipe):
            score, token, at = replies
            now = self._timekeeper.product(at).timestamp()
            if score is None or float(score) > now:
                return None
            pipe.multi()
            pipe.set(keys.holder(member), token)
            pipe.zadd(keys.AGENDA, {member: now + self._timekeeper.ahead(LEASE)}, xx=True)
            hold = Hold(member, int(token), float(score))
            try:
                self._exchange.execute(pipe)
            except WatchError:
                return None
            except RedisError:
                return hold if self._taken_after_all(hold) else None
        return hold

    def _taken_after_all(self, hold: Hold) -> bool:
        """Whether a take whose answer was lost was applied: asked until Redis answers, for one lease."""
        for _ in range(int(LEASE / AWAY_PAUSE)):
            try:
                return bool(self.holds(hold))
            except RedisError:
                self._timekeeper.sleep(AWAY_PAUSE)
        return False

    def give_up(self, hold: Hold) -> None:
        """Put a member back at once after a failure, as soon as Redis answers; else its lease runs out."""
        for _ in range(int(LEASE / AWAY_PAUSE)):
            try:
                return self.put_back(hold, self._timekeeper.now())
            except StaleToken:
                return None
            except RedisError:
                self._timekeeper.sleep(AWAY_PAUSE)
        return None

    def holds(self, hold: Hold) -> bool:
        """Whether the token is still the newest for its member."""
        return bool(self.redis.get(keys.holder(hold.member)) == str(hold.token))

    def write(self, hold: Hold, change: Callable[[Pipeline], object]) -> None:
        """Make writes that count only while the token is good. Raises StaleToken.

        The writes must be such that twice is the same as once: an answer may be lost.
        """
        holder = keys.holder(hold.member)
        with self._exchange.watching([holder], [("GET", holder)]) as (replies, pipe):
            if replies[0] != str(hold.token):
                raise StaleToken(member=hold.member)
            pipe.multi()
            change(pipe)
            try:
                self._exchange.execute(pipe)
            except WatchError as changed:
                raise StaleToken(member=hold.member) from changed

    def finish(
        self, hold: Hold, unchanged: Mapping[str, str | None], *, again_at: datetime | None = None, done: str = ""
    ) -> None:
        """Take the member off, or put it back for `again_at`, if every key still holds what the work was done from.

        `done` is a key to delete with it. Raises WatchError when a key changed meanwhile: the work is to be done
        again. Raises StaleToken.
        """
        watched = [keys.holder(hold.member), *unchanged]
        with self._exchange.watching(watched, [("MGET", *watched)]) as (replies, pipe):
            token, *values = replies[0]
            if token != str(hold.token):
                raise StaleToken(member=hold.member)
            if values != list(unchanged.values()):
                raise WatchError(hold.member)
            pipe.multi()
            release(pipe, hold, again_at)
            if done:
                pipe.delete(done)
            self._exchange.execute(pipe)

    def remind(self, member: str, key: str, line: str) -> None:
        """Leave a line in `key` for whoever holds the member or takes it next; who holds none may do so too."""
        with self.redis.pipeline(transaction=True) as pipe:
            pipe.append(key, f"{line}\n")
            pipe.zadd(keys.AGENDA, {member: self._timekeeper.now().timestamp()}, nx=True)
            self._exchange.execute(pipe)

    def extend(self, hold: Hold) -> None:
        """Move the lease on. Raises StaleToken."""
        until = self._timekeeper.now().timestamp() + self._timekeeper.ahead(LEASE)
        self.write(hold, lambda pipe: pipe.zadd(keys.AGENDA, {hold.member: until}, xx=True))

    def put_back(self, hold: Hold, at: datetime) -> None:
        """Stop working on a member; it is due again at that moment."""
        self.write(hold, lambda pipe: release(pipe, hold, at))

    @contextmanager
    def kept(self, hold: Hold, heartbeat: float | None = HEARTBEAT) -> Iterator[None]:
        """Keep the lease alive while the block runs. Without `heartbeat` it runs out after one lease."""
        if heartbeat is None:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._beat, args=(hold, done, heartbeat), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()

    def _beat(self, hold: Hold, done: threading.Event, heartbeat: float) -> None:
        while not done.wait(heartbeat):
            try:
                self.extend(hold)
            except StaleToken:
                return
            except RedisError:
                continue


def release(pipe: Pipeline, hold: Hold, at: datetime | None) -> None:
    """Queue the end of a hold: off the agenda, or with `at` back on it for that moment."""
    pipe.delete(keys.holder(hold.member))
    if at is None:
        pipe.zrem(keys.AGENDA, hold.member)
    else:
        pipe.zadd(keys.AGENDA, {hold.member: at.timestamp()})
