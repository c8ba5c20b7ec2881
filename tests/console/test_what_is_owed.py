"""What the emergency console is owed: nothing while there is none, everything when it comes, no commit missed."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.incident.state import MUSTER
from bot.incident.topics.closing import Close
from bot.incident.topics.notes import AddNote
from bot.incident.topics.resolving import Resolve
from bot.incident.work import read_work
from bot.settings import Settings
from bot.store import keys
from bot.store.consoles import Console, Consoles, is_alive, known_console
from bot.store.surface import console
from bot.wiring import wire
from jobs.clock import Clock
from jobs.run import work
from tests.incident.rehearsal import VERA
from tests.servers import RedisServer
from tests.store.harness import Room

URL = "http://127.0.0.1:8766"


def consoles(room: Room) -> Consoles:
    return Consoles(room.redis, room.timekeeper)


def owed(room: Room) -> list[str]:
    return [read_work(name).incident for name in room.redis.zrange(keys.agenda("console_sync"), 0, -1)]


def end(room: Room, incident: str) -> None:
    room.store.commit(Resolve(by=MUSTER, summary="over"), key=f"resolve {incident}", incident=incident)
    room.store.commit(Close(by=MUSTER, reason="over"), key=f"close {incident}", incident=incident)


def shown_everything(room: Room) -> None:
    for incident in owed(room):
        room.redis.zrem(keys.agenda("console_sync"), f"console_sync:{incident}")


def test_without_a_console_nothing_is_owed_to_one(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    room.declare()
    assert owed(room) == []
    assert known_console(room.redis) is None


def test_each_commit_is_owed_to_a_console_that_is_alive_and_workers_get_no_hint_of_it(
    empty_redis: RedisServer,
) -> None:
    room = Room(empty_redis)
    known = consoles(room).start(URL)
    room.declare()
    assert owed(room) == ["INC-101"]
    assert room.hinted() == ["sync:INC-101"]
    assert known_console(room.redis) == known
    assert is_alive(room.redis, known)


def test_a_console_that_waits_for_later_is_woken_by_a_commit_and_one_that_works_is_not_disturbed(
    empty_redis: RedisServer,
) -> None:
    room = Room(empty_redis)
    consoles(room).start(URL)
    room.declare()
    hold = room.agenda.take("console_sync:INC-101")
    assert hold
    lease = room.redis.zscore(keys.agenda("console_sync"), "console_sync:INC-101")
    room.store.commit(AddNote(by=VERA, text="refunds too"), key="note", incident="INC-101")
    assert room.redis.zscore(keys.agenda("console_sync"), "console_sync:INC-101") == lease
    room.clock.advance(1)
    room.agenda.put_back(hold, room.timekeeper.now().replace(year=2030))
    room.store.commit(AddNote(by=VERA, text="all cards"), key="another", incident="INC-101")
    assert room.redis.zscore(keys.agenda("console_sync"), "console_sync:INC-101") == room.clock.seconds


def test_a_console_that_starts_is_owed_what_is_open_first_then_what_is_not_closed_and_the_newest(
    empty_redis: RedisServer,
) -> None:
    room = Room(empty_redis)
    for number in range(4):
        room.declare(key=f"declare {number}")
    end(room, "INC-101")
    room.store.commit(Resolve(by=MUSTER, summary="over"), key="resolve", incident="INC-102")
    consoles(room).start(URL)
    assert owed(room) == ["INC-103", "INC-104", "INC-102", "INC-101"]


def test_an_incident_that_is_declared_while_a_console_starts_is_not_passed_by(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)

    @contextmanager
    def console_starts_before_it_is_written() -> Iterator[None]:
        consoles(room).start(URL)
        yield

    room.transactions.around.append(console_starts_before_it_is_written)
    room.declare()
    assert owed(room) == ["INC-101"]


def test_after_half_a_minute_without_a_sign_of_life_it_is_owed_nothing_and_when_it_is_back_everything(
    empty_redis: RedisServer,
) -> None:
    room = Room(empty_redis)
    known = consoles(room).start(URL)
    room.redis.delete(keys.CONSOLE_ALIVE)  # as its expiry does
    room.declare()
    assert owed(room) == []
    assert not is_alive(room.redis, known)
    assert consoles(room).report(known)
    assert owed(room) == ["INC-101"]


def test_a_sign_of_life_in_time_owes_nothing_anew(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    known = consoles(room).start(URL)
    room.declare()
    shown_everything(room)
    assert consoles(room).report(known)
    assert owed(room) == []


def test_a_console_that_starts_does_not_wait_for_what_a_dead_one_held(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    consoles(room).start(URL)
    room.declare()
    held = room.agenda.take("console_sync:INC-101")
    assert held
    consoles(room).start(URL)
    assert room.agenda.take("console_sync:INC-101")
    assert not room.agenda.holds(held)


def test_a_second_console_takes_over_and_what_the_first_noted_is_forgotten(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    first = consoles(room).start(URL)
    noted = keys.view("INC-101", console(first.generation).keys)
    room.redis.hset(noted, "room", "{}")
    second = consoles(room).start("http://127.0.0.1:9000")
    assert not consoles(room).report(first)
    assert consoles(room).report(second)
    assert known_console(room.redis) == second
    assert not room.redis.exists(noted)
    consoles(room).leave(first)
    assert is_alive(room.redis, second)


def test_a_console_that_ends_takes_along_what_it_was_owed(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    known = consoles(room).start(URL)
    room.declare()
    consoles(room).leave(known)
    assert owed(room) == []
    assert isinstance(known_console(room.redis), Console)
    assert not is_alive(room.redis, known)


def test_workers_are_never_told_of_what_the_console_is_owed(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    consoles(room).start(URL)
    muster = wire(Settings(redis_url=empty_redis.url), timekeeper=room.timekeeper)
    room.declare()
    room.redis.delete("rq:queue:muster-urgent")
    room.clock.advance(1)
    Clock(muster).tick()
    assert room.hinted() == ["sync:INC-101"]
    work(muster, "console_sync:INC-101")
    assert owed(room) == ["INC-101"], "and would leave it alone"


def test_a_console_outlives_a_redis_that_lost_everything(empty_redis: RedisServer) -> None:
    room = Room(empty_redis)
    known = consoles(room).start(URL)
    room.redis.flushall()
    assert consoles(room).report(known)
    room.declare()
    surface = console(known.generation)
    assert owed(room) == ["INC-101"]
    assert {key: room.redis.get(key) for key in surface.holds} == surface.holds
