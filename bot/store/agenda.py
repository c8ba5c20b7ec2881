"""The agenda: everything that must still happen, a sorted set for each kind, taken under leases with tokens."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from bot.store import keys
from bot.store.errors import StaleToken
from bot.store.exchange import Exchange
from bot.store.members import Kind
from bot.store.timekeeper import Timekeeper

#: Real seconds after which a member whose holder went silent is free for others.
LEASE = 10.0

#: Real seconds between two heartbeats of a holder.
HEARTBEAT = 3.0

#: How many members of an earlier version's agenda are moved at a time.
PAGE = 500

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

    def due(
        self, now: datetime, kinds: Collection[Kind], limit: int, but: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        """At most `limit` members of these kinds whose moment has come, with that moment (product seconds).

        The oldest of each kind first, then the second of each: a backlog of one kind holds no other one up. Those
        in `but` are passed over. However much is due, no more is read than that.
        """
        passed = Counter(name.partition(":")[0] for name in but)
        with self.redis.pipeline(transaction=False) as pipe:
            for kind in kinds:
                pipe.zrangebyscore(
                    keys.agenda(kind), "-inf", now.timestamp(), start=0, num=limit + passed[kind], withscores=True
                )
            found = pipe.execute()
        fresh = [[(str(name), float(score)) for name, score in one if name not in but] for one in found]
        in_turns = [member for turn in zip_longest(*fresh) for member in turn if member]
        return in_turns[:limit]

    def move_old(self) -> None:
        """Move what earlier versions owe to the sets of its kinds, in small steps that may be done twice."""
        while old := self.redis.zrange(keys.OLD_AGENDA, 0, PAGE - 1, withscores=True):
            with self.redis.pipeline(transaction=True) as pipe:
                for name, score in old:
                    # What was owed anew since then counts.
                    pipe.zadd(keys.agenda(name), {name: score}, nx=True)
                pipe.zrem(keys.OLD_AGENDA, *(name for name, _ in old))
                pipe.execute()

    def take(self, member: str) -> Hold | None:
        """Take a due member for the length of a lease; None when it is not due or somebody was quicker."""
        reads = [("ZSCORE", keys.agenda(member), member), ("INCR", keys.FENCE), ("TIME",)]
        with self._exchange.watching([keys.holder(member)], reads) as (replies, pipe):
            score, token, at = replies
            now = self._timekeeper.product(at).timestamp()
            if score is None or float(score) > now:
                return None
            pipe.multi()
            pipe.set(keys.holder(member), token)
            pipe.zadd(keys.agenda(member), {member: now + self._timekeeper.ahead(LEASE)}, xx=True)
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
            pipe.zadd(keys.agenda(member), {member: self._timekeeper.now().timestamp()}, nx=True)
            self._exchange.execute(pipe)

    def extend(self, hold: Hold) -> None:
        """Move the lease on. Raises StaleToken."""
        until = self._timekeeper.now().timestamp() + self._timekeeper.ahead(LEASE)
        self.write(hold, lambda pipe: pipe.zadd(keys.agenda(hold.member), {hold.member: until}, xx=True))

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
        pipe.zrem(keys.agenda(hold.member), hold.member)
    else:
        pipe.zadd(keys.agenda(hold.member), {hold.member: at.timestamp()})
