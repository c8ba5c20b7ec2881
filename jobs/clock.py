"""The clock: walks what is due on the agenda, commits timers itself, and hints RQ of the rest (DESIGN 3)."""

import json
import logging
import os
import random
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from bot.incident.commands import FireTimer
from bot.settings import Settings
from bot.store import keys
from bot.store.errors import NoSuchIncident, StorageAway, StorageUnsure
from bot.store.members import AT_CONSOLE, Kind, Member, read_member
from bot.wiring import Muster, wire

log = logging.getLogger(__name__)

#: Real seconds between two looks at the agenda.
TICK = 0.1

#: Real seconds that a commit's own hint has before the clock gives another.
GRACE = 0.3

#: Real seconds after which a hint that led to nothing is given again.
HINT_AGAIN = 2.0

#: Hints that may wait on the queue; the rest of a backlog waits on the agenda, where it keeps its order.
ROOM = 12

#: Real seconds for which a process counts as alive after its last sign of life.
ALIVE = 15


class Clock:
    """One clock process. Any number of them may run: a timer fires once, a hint only saves work."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        self._hinted: dict[str, float] = {}

    def tick(self) -> int:
        """Walk everything that is due once. Gives the number of timers that were fired."""
        now = self._muster.timekeeper.now()
        timers, others = self._due(now)
        for member, score in timers:
            self._fire(member, score)
        self._hint(others, now)
        return len(timers)

    def _due(self, now: datetime) -> tuple[list[tuple[Member, float]], list[tuple[str, float]]]:
        timers: list[tuple[Member, float]] = []
        others: list[tuple[str, float]] = []
        seen = 0
        while page := self._muster.agenda.due(now, after=seen):
            seen += len(page)
            for name, score in page:
                member = self._read(name)
                if member and member.kind is Kind.TIMER:
                    timers.append((member, score))
                elif member and member.kind not in AT_CONSOLE:
                    others.append((name, score))
        if len(timers) > 1:
            # Several clocks that start at different places seldom fire the same timer.
            cut = random.randrange(len(timers))
            timers = timers[cut:] + timers[:cut]
        return timers, others

    @staticmethod
    def _read(name: str) -> Member | None:
        try:
            return read_member(name)
        except ValueError:
            log.error("the agenda holds %s, which this version does not know; a newer one wrote it", name)
            return None

    def _fire(self, member: Member, score: float) -> None:
        due = datetime.fromtimestamp(score, UTC)
        try:
            self._muster.store.commit(
                FireTimer(timer=member.name, due=due), key=f"{member}:{score:.6f}", incident=member.incident
            )
        except NoSuchIncident:
            self._muster.agenda.redis.zrem(keys.AGENDA, str(member))
        except StorageUnsure as unsure:
            log.warning("%s: %s", member, unsure)
        except (RedisError, StorageAway):
            raise
        except Exception:
            log.exception("%s failed; it is tried again with the next tick", member)

    def _hint(self, members: list[tuple[str, float]], now: datetime) -> None:
        grace = now - timedelta(seconds=self._muster.timekeeper.ahead(GRACE))
        instant = time.monotonic()
        self._hinted = {name: at for name, at in self._hinted.items() if instant - at < HINT_AGAIN}
        ready = [name for name, score in members if score <= grace.timestamp() and name not in self._hinted]
        room = ROOM - self._muster.hints.waiting() if ready else 0
        for name in ready[: max(0, room)]:
            self._muster.hints.give(name)
            self._hinted[name] = instant


def serve_clock(settings: Settings) -> None:
    """Tick until SIGTERM; through any absence of Redis."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    muster = wire(settings)
    clock = Clock(muster)
    noted = 0.0
    while not stop.is_set():
        try:
            clock.tick()
            if time.monotonic() - noted > 1:
                noted = time.monotonic()
                muster.timekeeper.remember()
                report_alive(muster, "clock")
        except (RedisError, StorageAway) as away:
            log.warning("Redis is away: %s", away)
            stop.wait(0.25)
        stop.wait(TICK)


def report_alive(muster: Muster, kind: str) -> None:
    """Note that this process is up and ready, for `muster up` and `muster doctor`."""
    muster.exchange.redis.set(keys.process(kind, os.getpid()), json.dumps({"ready": True}), ex=ALIVE)
