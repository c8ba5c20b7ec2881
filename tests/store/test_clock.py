"""What a clock does in one look at the agenda, however much is due."""

import pytest

from bot.settings import Settings
from bot.store import keys
from bot.wiring import wire
from jobs.clock import JOBS_WAITING, TIMERS_A_TICK, Clock
from tests.store.harness import Room


@pytest.fixture
def clock(room: Room) -> Clock:
    """A clock beside the room."""
    return Clock(wire(Settings(redis_url=room.server.url), timekeeper=room.timekeeper))


def test_a_backlog_holds_up_neither_timers_nor_what_is_of_another_kind(room: Room, clock: Clock) -> None:
    """A thousand views are behind since an hour: the page goes out, and an answer is among the first hints."""
    room.declare()
    room.redis.delete("rq:queue:muster-urgent")
    hour_ago = room.clock.seconds - 3600
    room.redis.zadd(keys.agenda("sync"), {f"sync:INC-{n}": hour_ago for n in range(1000, 2000)})
    room.redis.zadd(keys.agenda("offer"), {"offer:C1-17": room.clock.seconds - 1})
    room.clock.advance(121)
    assert clock.tick() > 0
    assert room.store.load("INC-101").open_pages()
    assert "page:U01ONCALL:1" not in room.timers()
    assert len(room.hinted()) == JOBS_WAITING
    assert "offer:C1-17" in room.hinted()
    assert clock.tick() == 0
    assert len(room.hinted()) == JOBS_WAITING, "the rest waits on the agenda, where it keeps its order"


def test_timers_that_cannot_be_fired_hold_up_no_others(room: Room, clock: Clock) -> None:
    """A newer Muster wrote those incidents: they are left aside for a moment, and the next page is fired."""
    room.declare()
    room.redis.set(keys.incident("INC-9"), "99\n{}")
    broken = {f"timer:INC-9:page:U1:{n}": room.clock.seconds - 60 + n / 1000 for n in range(TIMERS_A_TICK)}
    room.redis.zadd(keys.agenda("timer"), broken)
    room.clock.advance(121)
    assert clock.tick() == TIMERS_A_TICK
    assert "page:U01ONCALL:1" in room.timers()
    clock.tick()
    assert "page:U01ONCALL:1" not in room.timers()
    assert room.redis.zscore(keys.agenda("timer"), next(iter(broken))), "they are tried again later"


def test_what_an_earlier_version_owed_is_fired(room: Room, clock: Clock) -> None:
    """After an upgrade the first look finds the timers that were armed before it."""
    room.declare()
    timers = {f"timer:INC-101:{name}": at for name, at in room.timers().items()}
    room.redis.delete(keys.agenda("timer"))
    room.redis.zadd(keys.OLD_AGENDA, timers)
    room.clock.advance(121)
    assert clock.tick() > 0
    assert "page:U01ONCALL:1" not in room.timers()
