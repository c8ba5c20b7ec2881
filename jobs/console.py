"""What the emergency console does by itself: its own agenda members, the timers, and signs of life."""

import logging
import threading
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from redis.exceptions import RedisError

from bot.incident.work import Lane, kinds_of
from bot.store.consoles import Console, Consoles
from bot.store.errors import StorageAway
from bot.wiring import Muster
from jobs.clock import Clock
from jobs.run import work

log = logging.getLogger(__name__)

#: Real seconds between two looks at the agenda, between two signs of life, and while Redis is away.
LOOK_SECONDS, REPORT_SECONDS, AWAY_SECONDS = 0.1, 1.0, 0.3

#: Incidents that are brought up to date side by side, and how many wait for that at most.
SYNC_THREADS, MOST_IN_HAND = 4, 64


class Given(Protocol):
    """What the process gives: `handlers.console.Work`."""

    @property
    def muster(self) -> Muster:
        """Wired to the console's place."""
        ...

    @property
    def consoles(self) -> Consoles:
        """Where it gives signs of life."""
        ...

    @property
    def console(self) -> Console:
        """Which one it is."""
        ...

    @property
    def stop(self) -> threading.Event:
        """Set when it ends."""
        ...

    def give_way(self) -> None:
        """Another one has taken over."""
        ...


def serve_console_work(given: Given) -> None:
    """Work until `given.stop`; through any absence of Redis."""
    threads = [threading.Thread(target=part, args=(given,), daemon=True) for part in (_keep_time, _report)]
    for thread in threads:
        thread.start()
    _bring(given)
    for thread in threads:
        thread.join()
    try:
        given.consoles.leave(given.console)
    except RedisError as away:
        log.warning("Redis is away: %s", away)


def _bring(given: Given) -> None:
    """Bring what the console shows up to date, whatever is due, the longest due first."""
    busy: dict[str, Future[None]] = {}
    with ThreadPoolExecutor(SYNC_THREADS, thread_name_prefix="console") as pool:
        while not given.stop.is_set():
            busy = {name: future for name, future in busy.items() if not future.done()}
            try:
                for name in _due(given.muster, busy):
                    busy[name] = pool.submit(_work, given.muster, name)
            except RedisError as away:
                log.warning("Redis is away: %s", away)
                given.stop.wait(AWAY_SECONDS)
            given.stop.wait(LOOK_SECONDS)


def _work(muster: Muster, name: str) -> None:
    try:
        work(muster, name)
    except RedisError as away:
        log.warning("%s: Redis was away: %s", name, away)


def _due(muster: Muster, busy: Collection[str]) -> list[str]:
    found = muster.agenda.due(muster.timekeeper.now(), kinds_of(Lane.CONSOLE), MOST_IN_HAND - len(busy), busy)
    return [name for name, _ in found]


def _keep_time(given: Given) -> None:
    """Fire timers as the clock does, which may be away with everything else: an incident needs Redis alone."""
    clock = Clock(given.muster)
    while not given.stop.is_set():
        try:
            clock.tick()
        except (RedisError, StorageAway) as away:
            log.warning("Redis is away: %s", away)
            given.stop.wait(AWAY_SECONDS)
        given.stop.wait(LOOK_SECONDS)


def _report(given: Given) -> None:
    while not given.stop.is_set():
        try:
            if not given.consoles.report(given.console):
                return given.give_way()
        except RedisError:
            log.debug("no sign of life: Redis is away")
        given.stop.wait(REPORT_SECONDS)
    return None
