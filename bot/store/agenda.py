"""The agenda: all work that must still happen, a sorted set for each kind, taken under leases with tokens."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from bot.incident.work import OLD_KINDS
from bot.store import keys
from bot.store.errors import StaleToken
from bot.store.timekeeper import Timekeeper
from bot.store.transactions import Transactions

#: Real seconds after which a member whose holder went silent is free for others.
LEASE_SECONDS = 10.0

#: Real seconds between two heartbeats of a holder.
HEARTBEAT_SECONDS = 3.0

#: How many members of an earlier version's agenda are moved at a time.
MEMBERS_A_MOVE = 500

#: Seconds for which failures are counted.
FAILURES_LIFE_SECONDS = 3 * 24 * 3600

#: Real seconds between two tries while Redis is away.
AWAY_PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class Lease:
    """That this process works on a member: `token` fences off whoever held it before.

    `due` (product seconds) is since when the member was waiting, `failures` how often it was tried in vain.
    `ended` is set as soon as it is known that somebody else has taken over, or that the work is to stop.
    """

    member: str
    token: int
    due: float = 0.0
    failures: int = 0
    ended: threading.Event = field(default_factory=threading.Event, compare=False, repr=False)

    def wait(self, seconds: float) -> None:
        """Wait in real time, at a step at which the work may stop. Raises StaleToken when it is to."""
        if self.ended.wait(seconds):
            raise StaleToken(member=self.member)


class Agenda:
    """Takes members, keeps them, gives them back."""

    def __init__(self, transactions: Transactions, timekeeper: Timekeeper) -> None:
        self._transactions = transactions
        self._timekeeper = timekeeper
        self.redis: Any = transactions.redis

    def due(
        self, now: datetime, kinds: Collection[str], limit: int, but: Collection[str] = ()
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
        """Move what earlier versions owe to the sets of its kinds of today, in small steps that may be done twice."""
        for old_set in (keys.OLD_AGENDA, *map(keys.agenda, OLD_KINDS)):
            while old := self.redis.zrange(old_set, 0, MEMBERS_A_MOVE - 1, withscores=True):
                with self.redis.pipeline(transaction=True) as pipe:
                    for name, score in old:
                        # What was owed anew since then counts.
                        pipe.zadd(keys.agenda(_renamed(name)), {_renamed(name): score}, nx=True)
                    pipe.zrem(old_set, *(name for name, _ in old))
                    self._transactions.execute(pipe)

    def drop(self, member: str) -> None:
        """Forget a member that cannot be done any more: nobody knows what it belongs to."""
        with self.redis.pipeline(transaction=True) as pipe:
            pipe.zrem(keys.agenda(member), member)
            self._transactions.execute(pipe)

    def take(self, member: str) -> Lease | None:
        """Take a due member for the length of a lease; None when it is not due or somebody was quicker."""
        score_of, tried = ("ZSCORE", keys.agenda(member), member), ("GET", keys.tries(member))
        reads = [score_of, ("INCR", keys.FENCE), ("TIME",), tried]
        with self._transactions.watching([keys.holder(member)], reads) as (replies, pipe):
            score, token, at, failures = replies
            now = self._timekeeper.product(at).timestamp()
            if score is None or float(score) > now:
                return None
            pipe.multi()
            pipe.set(keys.holder(member), token)
            pipe.zadd(keys.agenda(member), {member: now + self._timekeeper.ahead(LEASE_SECONDS)}, xx=True)
            lease = Lease(member, int(token), float(score), int(failures or 0))
            try:
                self._transactions.execute(pipe)
            except WatchError:
                return None
            except RedisError:
                return lease if self._taken_after_all(lease) else None
        return lease

    def _taken_after_all(self, lease: Lease) -> bool:
        """Whether a take whose answer was lost was applied: asked until Redis answers, for one lease."""
        for _ in range(int(LEASE_SECONDS / AWAY_PAUSE_SECONDS)):
            try:
                return bool(self.holds(lease))
            except RedisError:
                self._timekeeper.sleep(AWAY_PAUSE_SECONDS)
        return False

    def give_up(self, lease: Lease) -> None:
        """Put a member back at once after a failure, as soon as Redis answers; else its lease runs out."""
        for _ in range(int(LEASE_SECONDS / AWAY_PAUSE_SECONDS)):
            try:
                return self.put_back(lease, self._timekeeper.now())
            except StaleToken:
                return None
            except RedisError:
                self._timekeeper.sleep(AWAY_PAUSE_SECONDS)
        return None

    def holds(self, lease: Lease) -> bool:
        """Whether the token is still the newest for its member."""
        return bool(self.redis.get(keys.holder(lease.member)) == str(lease.token))

    def write(self, lease: Lease, change: Callable[[Pipeline], object]) -> None:
        """Make writes that count only while the token is good. Raises StaleToken.

        The writes must be such that twice is the same as once: an answer may be lost.
        """
        holder = keys.holder(lease.member)
        with self._transactions.watching([holder], [("GET", holder)]) as (replies, pipe):
            if replies[0] != str(lease.token):
                raise StaleToken(member=lease.member)
            pipe.multi()
            change(pipe)
            try:
                self._transactions.execute(pipe)
            except WatchError as changed:
                raise StaleToken(member=lease.member) from changed

    def finish(
        self,
        lease: Lease,
        unchanged: Mapping[str, str | None],
        *,
        again_at: datetime | None = None,
        failures: int = 0,
        forget: str = "",
    ) -> None:
        """Take the member off, or put it back for `again_at`, if every key still holds what the work was done from.

        `failures` is how often it was tried in vain by now, `forget` a key to delete with it. Raises WatchError when
        a key changed meanwhile: the work is to be done again. Raises StaleToken.
        """
        watched = [keys.holder(lease.member), *unchanged]
        with self._transactions.watching(watched, [("MGET", *watched)]) as (replies, pipe):
            token, *values = replies[0]
            if token != str(lease.token):
                raise StaleToken(member=lease.member)
            if values != list(unchanged.values()):
                raise WatchError(lease.member)
            pipe.multi()
            release(pipe, lease, again_at, failures)
            if forget:
                pipe.delete(forget)
            self._transactions.execute(pipe)

    def remind(self, member: str, key: str, line: str) -> None:
        """Leave a line in `key` for whoever holds the member or takes it next; who holds none may do so too."""
        with self.redis.pipeline(transaction=True) as pipe:
            pipe.append(key, f"{line}\n")
            pipe.zadd(keys.agenda(member), {member: self._timekeeper.now().timestamp()}, nx=True)
            self._transactions.execute(pipe)

    def extend(self, lease: Lease) -> None:
        """Move the lease on. Raises StaleToken."""
        until = self._timekeeper.now().timestamp() + self._timekeeper.ahead(LEASE_SECONDS)
        self.write(lease, lambda pipe: pipe.zadd(keys.agenda(lease.member), {lease.member: until}, xx=True))

    def put_back(self, lease: Lease, at: datetime) -> None:
        """Stop working on a member; it is due again at that moment."""
        self.write(lease, lambda pipe: release(pipe, lease, at, lease.failures))

    @contextmanager
    def kept(self, lease: Lease, heartbeat: float | None = HEARTBEAT_SECONDS) -> Iterator[None]:
        """Keep the lease alive while the block runs. Without `heartbeat` it runs out after one lease."""
        if heartbeat is None:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._beat, args=(lease, done, heartbeat), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()

    def _beat(self, lease: Lease, done: threading.Event, heartbeat: float) -> None:
        while not done.wait(heartbeat):
            try:
                self.extend(lease)
            except StaleToken:
                return lease.ended.set()
            except RedisError:
                continue
        return None


def _renamed(member: str) -> str:
    kind, _, rest = member.partition(":")
    return f"{OLD_KINDS.get(kind, kind)}:{rest}"


def release(pipe: Pipeline, lease: Lease, at: datetime | None, failures: int = 0) -> None:
    """Queue the end of a lease: off the agenda, or with `at` back on it for that moment."""
    pipe.delete(keys.holder(lease.member))
    if failures and at is not None:
        pipe.set(keys.tries(lease.member), failures, ex=FAILURES_LIFE_SECONDS)
    elif lease.failures:
        pipe.delete(keys.tries(lease.member))
    if at is None:
        pipe.zrem(keys.agenda(lease.member), lease.member)
    else:
        pipe.zadd(keys.agenda(lease.member), {lease.member: at.timestamp()})
