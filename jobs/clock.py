"""The clock: walks what is due on the agenda in pages, commits timers itself, and hints RQ of the rest (DESIGN 3)."""

import json
import logging
import os
import random
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from bot.incident.topics.timers import FireTimer
from bot.settings import Settings
from bot.store import keys
from bot.store.errors import NoSuchIncident, StorageAway, StorageUnsure
from bot.store.members import FOR_WORKERS, Kind, Member, read_member
from bot.wiring import Muster, wire

log = logging.getLogger(__name__)

#: Real seconds between two looks at the agenda.
TICK = 0.1

#: Real seconds that a commit's own hint has before the clock gives another.
GRACE = 0.3

#: Real seconds after which a hint that led to nothing is given again, and a timer that failed is tried again.
AGAIN = 2.0

#: Timers that are fired before the agenda is looked at anew: another clock may have fired what was seen longer ago.
PAGE = 100

#: Hints that may wait on the queue; the rest of a backlog waits on the agenda, where it keeps its order.
ROOM = 12

#: Real seconds between two looks for what processes of an earlier version owe.
MOVE_OLD = 1.0

#: Real seconds for which a process counts as alive after its last sign of life.
ALIVE = 15


class Clock:
    """One clock process. Any number of them may run: a timer fires once, a hint only saves work."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        #: When (monotonic seconds) a member was hinted, or failed: it is left alone for a moment.
        self._tried: dict[str, float] = {}
        self._moved = -MOVE_OLD

    def tick(self) -> int:
        """Fire a page of the timers that are due and hint of some of the rest. Gives the number of those timers."""
        now, instant = self._muster.timekeeper.now(), time.monotonic()
        if instant - self._moved >= MOVE_OLD:
            self._moved = instant
            self._muster.agenda.move_old()
        self._tried = {name: at for name, at in self._tried.items() if instant - at < AGAIN}
        timers = self._muster.agenda.due(now, (Kind.TIMER,), PAGE, self._tried)
        if len(timers) > 1:
            # Several clocks that start at different places seldom fire the same timer.
            cut = random.randrange(len(timers))
            timers = timers[cut:] + timers[:cut]
        for name, score in timers:
            self._fire(read_member(name), score)
        self._hint(now)
        return len(timers)

    def _fire(self, member: Member, score: float) -> None:
        due = datetime.fromtimestamp(score, UTC)
        try:
            self._muster.store.commit(
                FireTimer(timer=member.name, due=due), key=f"{member}:{score:.6f}", incident=member.incident
            )
        except NoSuchIncident:
            self._muster.agenda.redis.zrem(keys.agenda(Kind.TIMER), str(member))
        except StorageUnsure as unsure:
            log.warning("%s: %s", member, unsure)
        except (RedisError, StorageAway):
            raise
        except Exception:
            log.exception("%s failed; it is tried again in %.0f s", member, AGAIN)
            self._tried[str(member)] = time.monotonic()

    def _hint(self, now: datetime) -> None:
        """Hint of what waits longest of each kind, as far as the queue has room."""
        grace = now - timedelta(seconds=self._muster.timekeeper.ahead(GRACE))
        # Whether anything is due costs less to ask than what waits on the queue, and mostly nothing is.
        due = self._muster.agenda.due(grace, FOR_WORKERS, ROOM, self._tried)
        room = ROOM - self._muster.hints.waiting() if due else 0
        for name, _ in due[: max(0, room)]:
            self._muster.hints.give(name)
            self._tried[name] = time.monotonic()


def serve_clock(settings: Settings) -> None:
    """Tick until SIGTERM; through any absence of Redis."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    muster = wire(settings)
    clock = Clock(muster)
    noted = 0.0
    while not stop.is_set():
        more = False
        try:
            more = clock.tick() == PAGE
            if time.monotonic() - noted > 1:
                noted = time.monotonic()
                muster.timekeeper.remember()
                report_alive(muster, "clock")
        except (RedisError, StorageAway) as away:
            log.warning("Redis is away: %s", away)
            stop.wait(0.25)
        if not more:
            stop.wait(TICK)


def report_alive(muster: Muster, kind: str) -> None:
    """Note that this process is up and ready, for `muster up` and `muster doctor`."""
    muster.exchange.redis.set(keys.process(kind, os.getpid()), json.dumps({"ready": True}), ex=ALIVE)
