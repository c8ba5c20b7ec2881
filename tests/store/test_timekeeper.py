"""Product time: the same for all processes, never back, and without a jump when its speed changes (DESIGN 3)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.times import Anchor, Times
from bot.store import keys
from bot.store.timekeeper import Timekeeper, open_timekeeper
from tests.servers import RedisServer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

#: Seconds by which a process's two looks at a real Redis may lie apart on a busy machine.
A_WHILE = timedelta(seconds=30)


class Replies:
    """A server that says of the time what a test wants."""

    def __init__(self, *seconds: float) -> None:
        self._replies = list(seconds)

    def time(self) -> tuple[int, int]:
        """The next reply to TIME."""
        seconds = self._replies.pop(0)
        return int(seconds), round(seconds % 1 * 1e6)


@pytest.fixture
def redis(empty_redis: RedisServer) -> Any:
    """An empty server's client."""
    return empty_redis.client()


@given(st.lists(st.floats(1.7e9, 1.8e9), min_size=2, max_size=20), st.sampled_from([1.0, 60.0, 0.5]))
def test_time_never_goes_back(replies: list[float], speed: float) -> None:
    """A server that fails over to one whose clock is behind: time stands still until it has caught up."""
    keeper = Timekeeper(Replies(*replies), Times(anchors=(Anchor(real=0, product=0, speed=speed),)))
    seen = [keeper.now() for _ in replies]
    assert all(earlier <= later for earlier, later in pairwise(seen))


def test_time_goes_as_fast_as_was_asked(redis: Any) -> None:
    """At 60 times the speed a real second is a product minute, from the start on and without a jump."""
    keeper = open_timekeeper(redis, 60)
    start = keeper.times.anchors[-1].real
    assert keeper.times.product(start).timestamp() == pytest.approx(start)
    assert keeper.times.product(start + 10) - keeper.times.product(start) == timedelta(minutes=10)
    assert keeper.ahead(10) == 600


def test_processes_share_one_time(redis: Any) -> None:
    """A second process, started later and without a word on speed, has the same product time."""
    first, second = open_timekeeper(redis, 3600), open_timekeeper(redis, None)
    assert second.times == first.times
    reply = redis.time()
    assert first.product(reply) == second.product(reply)


def test_a_change_of_speed_does_not_jump(redis: Any) -> None:
    """Slower from now on: the moment of the change is the same by both, and what was past stays past."""
    fast = open_timekeeper(redis, 3600)
    slow = open_timekeeper(redis, 1)
    changed = slow.times.anchors[-1].real
    assert fast.times.product(changed) == slow.times.product(changed)
    assert slow.now() >= fast.times.product(changed)
    assert len(slow.times.anchors) == 2
    assert len(open_timekeeper(redis, 1).times.anchors) == 2, "the same speed again is no change"


def test_many_processes_start_at_once(redis: Any, empty_redis: RedisServer) -> None:
    """Whoever is first sets the time for all."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=8) as pool:
        keepers = list(pool.map(lambda _: open_timekeeper(empty_redis.client(), 60), range(8)))
    assert len({one.times.model_dump_json() for one in keepers}) == 1


def test_a_new_process_does_not_fall_behind_what_was_written_down(redis: Any) -> None:
    """Redis failed over to a clock that is a day behind: time goes on from what the last clock process noted."""
    open_timekeeper(redis, 1)
    ahead = redis.time()[0] + 86_400
    redis.set(keys.LATEST, ahead)
    keeper = open_timekeeper(redis, None)
    assert keeper.now() == keeper.times.product(ahead)


def test_time_is_written_down_as_it_was_seen(redis: Any) -> None:
    """What `remember` gives is what the next process cannot fall behind."""
    keeper = open_timekeeper(redis, 1)
    now = keeper.remember()
    assert keeper.times.product(float(redis.get(keys.LATEST))) == now
    assert abs(keeper.real() - now.timestamp()) < A_WHILE.total_seconds()


speeds = st.lists(st.tuples(st.floats(0.1, 10_000), st.floats(0.001, 3_600)), max_size=6)


def story(changes: list[tuple[float, float]]) -> Times:
    """Times through a story of (seconds until the change, speed after it)."""
    real = NOON.timestamp()
    times = Times(anchors=(Anchor(real=real, product=real, speed=1),))
    for wait, speed in changes:
        real += wait
        times = times.with_speed(real, round(speed, 3) or 1)
    return times


@given(speeds, st.floats(0, 1e6))
def test_a_date_is_shown_as_the_moment_at_which_it_will_be(changes: list[tuple[float, float]], wait: float) -> None:
    """A deadline in product time, shown on the wall, is the real moment at which product time gets there."""
    times = story(changes)
    real = times.anchors[-1].real + wait
    assert abs(times.shown(times.product(real)) - datetime.fromtimestamp(real, UTC)) < timedelta(milliseconds=5)


@given(speeds)
def test_at_every_change_both_speeds_agree(changes: list[tuple[float, float]]) -> None:
    """Product time is one unbroken line, and it only rises."""
    times = story(changes)
    for before, after in pairwise(times.anchors):
        assert before.product + (after.real - before.real) * before.speed == pytest.approx(after.product)
        assert before.product <= after.product


def test_at_normal_speed_both_times_are_the_same() -> None:
    """With a real Slack, nothing is converted."""
    assert Times().shown(NOON) == NOON
    assert Times().product(NOON.timestamp()) == NOON
