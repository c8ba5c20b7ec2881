"""The clock: walks what is due on the agenda in pages, fires timers itself, and gives workers the rest (DESIGN 3)."""

import logging
import random
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError

from bot.incident.topics.timers import FireTimer
from bot.incident.work import QUEUED_LANES, TIMER, Lane, Work, kinds_of, read_work
from bot.settings import Settings
from bot.store.alive import report_alive
from bot.store.errors import NoSuchIncident, StorageAway, StorageUnsure
from bot.wiring import Muster, wire

log = logging.getLogger(__name__)

#: Real seconds between two looks at the agenda.
TICK_SECONDS = 0.1

#: Real seconds that a commit's own job has before the clock gives another.
GRACE_SECONDS = 0.3

#: Real seconds after which a job that led to nothing is given again, and a timer that failed is tried again.
RETRY_SECONDS = 2.0

#: Timers that are fired before the agenda is looked at anew: another clock may have fired what was seen longer ago.
TIMERS_A_TICK = 100

#: Jobs that may wait on a lane's queue; the rest of a backlog waits on the agenda, where it keeps its order.
JOBS_WAITING = 12

#: Real seconds between two looks for what processes of an earlier version owe.
MOVE_OLD_SECONDS = 1.0


class Clock:
    """One clock process. Any number of them may run: a timer fires once, a job only saves a look."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        #: When (monotonic seconds) a job was given for a member, or it failed: it is left alone for a moment.
        self._tried: dict[str, float] = {}
        self._moved = -MOVE_OLD_SECONDS

    def tick(self) -> int:
        """Fire a page of the timers that are due and hand out some of the rest. Gives the number of those timers."""
        now, instant = self._muster.timekeeper.now(), time.monotonic()
        if instant - self._moved >= MOVE_OLD_SECONDS:
            self._moved = instant
            self._muster.agenda.move_old()
        self._tried = {name: at for name, at in self._tried.items() if instant - at < RETRY_SECONDS}
        timers = self._muster.agenda.due(now, (TIMER.name,), TIMERS_A_TICK, self._tried)
        if len(timers) > 1:
            # Several clocks that start at different places seldom fire the same timer.
            cut = random.randrange(len(timers))
            timers = timers[cut:] + timers[:cut]
        for name, score in timers:
            self._fire(read_work(name), score)
        for lane in QUEUED_LANES:
            self._hand_out(lane, now)
        return len(timers)

    def _fire(self, timer: Work, score: float) -> None:
        due = datetime.fromtimestamp(score, UTC)
        try:
            self._muster.store.commit(
                FireTimer(timer=timer.name, due=due), key=f"{timer}:{score:.6f}", incident=timer.incident
            )
        except NoSuchIncident:
            self._muster.agenda.drop(str(timer))
        except StorageUnsure as unsure:
            log.warning("%s: %s", timer, unsure)
        except (RedisError, StorageAway):
            raise
        except Exception:
            log.exception("%s failed; it is tried again in %.0f s", timer, RETRY_SECONDS)
            self._tried[str(timer)] = time.monotonic()

    def _hand_out(self, lane: Lane, now: datetime) -> None:
        """Give a lane's workers what waits longest of each kind, while their queue is short."""
        grace = now - timedelta(seconds=self._muster.timekeeper.ahead(GRACE_SECONDS))
        # Whether anything is due costs less to ask than what waits on the queue, and mostly nothing is.
        due = self._muster.agenda.due(grace, kinds_of(lane), JOBS_WAITING, self._tried)
        free = JOBS_WAITING - self._muster.jobs.waiting(lane) if due else 0
        for name, _ in due[: max(0, free)]:
            self._muster.jobs.give(name)
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
            more = clock.tick() == TIMERS_A_TICK
            if time.monotonic() - noted > 1:
                noted = time.monotonic()
                muster.timekeeper.remember()
                report_alive(muster.transactions.redis, "clock")
        except (RedisError, StorageAway) as away:
            log.warning("Redis is away: %s", away)
            stop.wait(0.25)
        if not more:
            stop.wait(TICK_SECONDS)
