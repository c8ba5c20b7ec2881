"""The agenda: one taker for each member, leases that run out, tokens that fence off who came before (DESIGN 3)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from redis.exceptions import ConnectionError, WatchError

from bot.incident.topics.notes import AddNote
from bot.store import keys
from bot.store.agenda import LEASE_SECONDS, Agenda, Lease
from bot.store.errors import StaleToken
from tests.incident.rehearsal import HUGO
from tests.store.harness import Room

MEMBER = "sync:INC-101"


def owed(room: Room, member: str = MEMBER, seconds: float = 0) -> None:
    """Put a member on the agenda, due so many seconds from now."""
    room.redis.zadd(keys.agenda(member), {member: room.clock.seconds + seconds})


def due_at(room: Room, member: str = MEMBER) -> float | None:
    """In how many seconds the member is to be looked at again; None when it is off the agenda."""
    score = room.redis.zscore(keys.agenda(member), member)
    return None if score is None else round(float(score) - room.clock.seconds, 3)


def taken(room: Room) -> Lease:
    """A lease of the member."""
    lease = room.agenda.take(MEMBER)
    assert lease
    return lease


def test_a_due_member_is_taken_for_a_lease(room: Room) -> None:
    """Whoever takes it has ten seconds before it is looked at again."""
    owed(room)
    lease = taken(room)
    assert room.agenda.holds(lease)
    assert due_at(room) == LEASE_SECONDS


@pytest.mark.parametrize("seconds", [0.001, 5, 1_000_000])
def test_what_is_not_due_is_not_taken(room: Room, seconds: float) -> None:
    """Neither early nor when it is not there at all; nothing is left behind."""
    owed(room, seconds=seconds)
    assert room.agenda.take(MEMBER) is None
    assert room.agenda.take("sync:INC-9") is None
    assert due_at(room) == seconds
    assert not list(room.redis.scan_iter(f"{keys.PREFIX}holder:*"))


def test_many_takers_and_one_hold(room: Room) -> None:
    """Eight workers reach for the same member at once: exactly one has it."""
    owed(room)
    others = [room.another().agenda for _ in range(8)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        holds = list(pool.map(lambda agenda: agenda.take(MEMBER), others))
    assert len([lease for lease in holds if lease]) == 1


def test_a_token_is_never_given_twice(room: Room) -> None:
    """A later hold has a higher token, whatever the member."""
    tokens = []
    for number in range(5):
        owed(room, f"sync:INC-{number}")
        lease = room.agenda.take(f"sync:INC-{number}")
        assert lease
        tokens.append(lease.token)
    assert tokens == sorted(set(tokens))


def test_a_silent_holder_loses_its_member(room: Room) -> None:
    """After ten seconds without a sign of life another takes over; whatever the first one does then is refused."""
    owed(room)
    late = taken(room)
    room.clock.advance(LEASE_SECONDS - 0.001)
    assert room.another().agenda.take(MEMBER) is None
    room.clock.advance(0.001)
    lease = room.another().agenda.take(MEMBER)
    assert lease
    assert not room.agenda.holds(late)
    attempts: list[Callable[[], None]] = [
        lambda: room.agenda.extend(late),
        lambda: room.agenda.put_back(late, room.timekeeper.now()),
        lambda: room.agenda.write(late, lambda pipe: pipe.set("x", "y")),
        lambda: room.agenda.finish(late, {"key": "value"}),
    ]
    for attempt in attempts:
        with pytest.raises(StaleToken, match=MEMBER):
            attempt()
    assert room.redis.get("x") is None
    assert room.agenda.holds(lease)
    assert due_at(room) == LEASE_SECONDS


def test_a_holder_that_lives_keeps_its_member(room: Room) -> None:
    """Each heartbeat gives it ten seconds more."""
    owed(room)
    lease = taken(room)
    for _ in range(5):
        room.clock.advance(LEASE_SECONDS - 1)
        room.agenda.extend(lease)
        assert room.another().agenda.take(MEMBER) is None
    assert due_at(room) == LEASE_SECONDS


def test_the_heart_beats_while_the_work_goes_on(room: Room) -> None:
    """Nobody has to remember to extend a lease; after the work it stops."""
    owed(room)
    beaten = threading.Event()

    class Heard(Agenda):
        def extend(self, lease: Lease) -> None:
            super().extend(lease)
            beaten.set()

    agenda = Heard(room.transactions, room.timekeeper)
    lease = agenda.take(MEMBER)
    assert lease
    room.clock.advance(5)
    with agenda.kept(lease, heartbeat=0.01):
        assert beaten.wait(10)
    assert due_at(room) == LEASE_SECONDS


def test_a_heart_that_finds_its_member_taken_stops(room: Room) -> None:
    """A process that was stopped too long does not take the member back from whoever has it now."""
    owed(room)
    late = taken(room)
    room.clock.advance(LEASE_SECONDS)
    assert room.another().agenda.take(MEMBER)
    ended = threading.Event()

    class Heard(Agenda):
        def _beat(self, *given: Any) -> None:
            super()._beat(*given)
            ended.set()

    agenda = Heard(room.transactions, room.timekeeper)
    with agenda.kept(late, heartbeat=0.01):
        assert ended.wait(10)
    assert due_at(room) == LEASE_SECONDS


def test_what_is_put_back_is_due_when_it_was_said(room: Room) -> None:
    """A sync that Slack limited is looked at again then, by anybody, and not before."""
    owed(room)
    room.agenda.put_back(taken(room), room.timekeeper.now() + timedelta(seconds=30))
    assert due_at(room) == 30
    room.clock.advance(30)
    assert room.another().agenda.take(MEMBER)


def test_giving_up_puts_it_back_at_once(room: Room) -> None:
    """After a failure another worker may have it now; a lease that was lost is not given back twice."""
    owed(room)
    lease = taken(room)
    room.clock.advance(3)
    room.agenda.give_up(lease)
    assert due_at(room) == 0
    other = room.another().agenda.take(MEMBER)
    assert other
    room.agenda.give_up(lease)
    assert room.agenda.holds(other)
    assert due_at(room) == LEASE_SECONDS


def test_finished_work_leaves_the_agenda(room: Room) -> None:
    """Nothing is owed any more, and nobody holds it."""
    owed(room)
    lease = taken(room)
    room.redis.set("snapshot", "seven")
    room.agenda.finish(lease, {"snapshot": "seven"})
    assert due_at(room) is None
    assert not room.agenda.holds(lease)


def test_work_on_what_has_changed_meanwhile_is_not_finished(room: Room) -> None:
    """A commit came while the view was brought up to date: the holder hears so and does it again (DESIGN 4)."""
    stored = room.declare().incident
    room.clock.advance(1)
    lease = room.agenda.take(MEMBER)
    assert lease
    snapshot = keys.incident(stored.id)
    worked_from = room.redis.get(snapshot)
    room.store.commit(AddNote(by=HUGO, text="x"), key="n", incident=stored.id)
    with pytest.raises(WatchError):
        room.agenda.finish(lease, {snapshot: worked_from})
    assert room.agenda.holds(lease)
    assert due_at(room) == LEASE_SECONDS
    room.agenda.finish(lease, {snapshot: room.redis.get(snapshot)})
    assert due_at(room) is None


def test_work_that_is_wanted_again_goes_back(room: Room) -> None:
    """Finished for now, and due again in a minute."""
    owed(room)
    lease = taken(room)
    room.redis.set("snapshot", "seven")
    room.agenda.finish(lease, {"snapshot": "seven"}, again_at=room.timekeeper.now() + timedelta(seconds=60))
    assert due_at(room) == 60
    assert not room.agenda.holds(lease)


def test_what_came_while_somebody_worked_is_not_missed(room: Room) -> None:
    """A line left for the holder, where there was none, keeps the work from being finished; it goes with the work."""
    owed(room)
    lease = taken(room)
    room.agenda.remind(MEMBER, "late", "a text that is too old")
    assert due_at(room) == LEASE_SECONDS
    with pytest.raises(WatchError):
        room.agenda.finish(lease, {"late": None}, forget="late")
    room.agenda.finish(lease, {"late": "a text that is too old\n"}, forget="late")
    assert room.redis.get("late") is None


def test_what_came_when_nobody_worked_is_owed_again(room: Room) -> None:
    """A process that was stopped until all was done puts the member on the agenda, due now."""
    room.agenda.remind(MEMBER, "late", "a text that is too old")
    assert due_at(room) == 0


def test_a_take_whose_answer_is_lost_is_a_take(room: Room) -> None:
    """The connection broke after EXEC: the worker looks whether it has the member, and works on."""
    owed(room)

    def strike() -> None:
        raise ConnectionError("broken")

    room.transactions.after = [strike]
    lease = room.agenda.take(MEMBER)
    assert lease
    assert room.agenda.holds(lease)


def test_a_take_that_never_was_is_none(room: Room) -> None:
    """The connection broke before EXEC: the member stays due for anybody."""
    owed(room)

    def strike() -> None:
        raise ConnectionError("broken")

    room.transactions.always = strike
    assert room.agenda.take(MEMBER) is None
    room.transactions.always = None
    assert room.another().agenda.take(MEMBER)


def test_what_is_due_is_walked_oldest_first(room: Room) -> None:
    """A page at a time, past what was just tried, and nothing that is not due yet."""
    for number in range(7):
        owed(room, f"sync:INC-{number}", seconds=-number)
    owed(room, "sync:INC-99", seconds=1)
    now = room.timekeeper.now()
    first = room.agenda.due(now, ["sync"], 5)
    rest = room.agenda.due(now, ["sync"], 5, [name for name, _ in first])
    assert [name for name, _ in (*first, *rest)] == [f"sync:INC-{number}" for number in reversed(range(7))]
    assert first[0][1] == room.clock.seconds - 6


def test_a_backlog_of_one_kind_holds_no_other_up(room: Room) -> None:
    """Slack was away: however many syncs have waited longer, the answer to somebody is among the first."""
    for number in range(50):
        owed(room, f"sync:INC-{number}", seconds=number - 90)
    for number in range(2):
        owed(room, f"offer:C1-{number}", seconds=number - 9)
    found = room.agenda.due(room.timekeeper.now(), ["sync", "offer"], 6)
    assert [name for name, _ in found] == [
        "sync:INC-0", "offer:C1-0", "sync:INC-1", "offer:C1-1", "sync:INC-2", "sync:INC-3",
    ]  # fmt: skip


def test_what_an_earlier_version_owed_is_taken_over(room: Room) -> None:
    """Timers and views out of the one set; what was owed anew since then keeps its moment; twice is once."""
    room.declare()
    timers = room.timers()
    old = {f"timer:INC-101:{name}": 1.0 for name in timers} | {"sync:INC-7": 2.0}
    for _ in range(2):
        room.redis.zadd(keys.OLD_AGENDA, old)
        room.agenda.move_old()
    assert room.timers() == timers
    assert room.redis.zscore(keys.agenda("sync"), "sync:INC-7") == 2.0
    assert not room.redis.exists(keys.OLD_AGENDA)
