"""Product time from Redis TIME: one clock for all processes, never back, at the speed that was asked for."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from redis.exceptions import WatchError

from bot.incident.times import Anchor, Times
from bot.store import keys

#: What `TIME` answers: seconds since 1970 and microseconds.
RedisTime = tuple[int, int]


class Timekeeper:
    """Turns what Redis says of the time into product time. One for each process; threads may share it."""

    def __init__(self, redis: Any, times: Times, latest: float = 0.0) -> None:
        self._redis = redis
        self._latest = latest
        self.times = times

    def product(self, reply: RedisTime) -> datetime:
        """Product time (UTC) for a TIME reply; never before one that this process has seen."""
        self._latest = max(self._latest, reply[0] + reply[1] / 1e6)
        return self.times.product(self._latest)

    def now(self) -> datetime:
        """Product time now (UTC), at the cost of one round trip."""
        return self.product(self._redis.time())

    def real(self) -> float:
        """Real seconds since 1970 by Redis, at the cost of one round trip."""
        seconds, micros = self._redis.time()
        return float(seconds) + float(micros) / 1e6

    def ahead(self, real_seconds: float) -> float:
        """How many product seconds pass in so many real ones: for leases and back-off (DESIGN 3)."""
        return real_seconds * self.times.speed

    def remember(self) -> datetime:
        """Product time now, written down so that a Redis that fails over cannot turn time back."""
        now = self.now()
        self._redis.set(keys.LATEST, self._latest)
        return now

    def sleep(self, real_seconds: float) -> None:
        """Wait in real time; tests on virtual time move it on instead."""
        time.sleep(real_seconds)


def open_timekeeper(redis: Any, speed: float | None) -> Timekeeper:
    """Read how time runs, and with `speed` change it from now on; product time does not jump."""

    def settle(pipe: Any) -> Times:
        stored = pipe.get(keys.TIMES)
        latest = float(pipe.get(keys.LATEST) or 0)
        seconds, micros = pipe.time()
        real = max(seconds + micros / 1e6, latest)
        if stored:
            times = Times.model_validate_json(stored)
            return times.with_speed(real, speed) if speed else times
        return Times(anchors=(Anchor(real=real, product=real, speed=speed or 1.0),))

    times = _swap(redis, settle)
    return Timekeeper(redis, times, float(redis.get(keys.LATEST) or 0))


def _swap(redis: Any, settle: Callable[[Any], Times]) -> Times:
    while True:
        with redis.pipeline() as pipe:
            pipe.watch(keys.TIMES)
            times = settle(pipe)
            pipe.multi()
            pipe.set(keys.TIMES, times.model_dump_json())
            try:
                pipe.execute()
            except WatchError:
                continue
            return times
