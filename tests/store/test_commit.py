"""One command, one commit: all of it happens, once, or none (DESIGN 2 and 5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from redis.exceptions import ConnectionError, TimeoutError, WatchError

from bot.incident.organisation import Policies, Response
from bot.incident.refusals import IdTaken, NotAllowed, Refused
from bot.incident.severity import Severity
from bot.incident.state import ClockName
from bot.incident.timers import timers
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.notes import AddNote, NoteAdded
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.timers import FireTimer
from bot.incident.topics.triage import SetSeverity, SeveritySet
from bot.store import keys
from bot.store.commit import ANSWER_LIFE_SECONDS, Committed, Store
from bot.store.errors import NoSuchIncident, StaleToken, StorageAway, StorageUnsure
from bot.store.timeline import everything, latest
from tests.incident.flows import SMALL
from tests.incident.rehearsal import ANA, CHIDI, HUGO, KIM, VERA
from tests.store.harness import Room

NOTE = AddNote(by=HUGO, text="seen in the funnel")


def raising(problem: Exception) -> Callable[[], None]:
    """A fault."""

    def strike() -> None:
        raise problem

    return strike


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it side by side; gives what came out, in order, refusals too."""

    def quiet(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        return list(pool.map(quiet, works))


def test_a_declare_writes_everything_that_follows_from_it(room: Room) -> None:
    """Snapshot, timeline, register, what is owed, the hint for Slack, and the answer under its key."""
    done = room.declare()
    assert done.incident.id == "INC-101"
    assert room.store.load("INC-101") == done.incident
    assert [entry.events for entry in everything(room.redis, "INC-101")] == [done.events]
    assert room.store.unclosed().public == ("INC-101",)
    assert room.redis.zrange(keys.INCIDENTS, 0, -1) == ["INC-101"]
    owed = timers(done.incident, room.organisation.policies)
    assert room.timers() == {name: due.timestamp() for name, due in owed.items()}
    assert room.redis.zscore(keys.agenda("sync"), "sync:INC-101") == room.clock.seconds
    assert room.hinted() == ["sync:INC-101"]
    assert 0 < room.redis.ttl(keys.answer("declare")) <= ANSWER_LIFE_SECONDS


def test_a_write_that_fails_leaves_nothing(room: Room) -> None:
    """The connection breaks before EXEC: not a single key is there, and the person hears that it is unsure."""
    room.transactions.always = raising(ConnectionError("broken"))
    with pytest.raises(StorageUnsure):
        room.declare(patience=0.1)
    assert room.contents() == {}


def test_a_refused_order_leaves_nothing(room: Room) -> None:
    """What the core refuses changes no key, not even its answer: it may be allowed later."""
    room.declare()
    before = room.contents()
    with pytest.raises(NotAllowed):
        room.store.commit(Resolve(by=KIM, summary="x"), key="r", incident="INC-101")
    assert room.contents() == before


def test_the_same_key_twice_is_one_order(room: Room) -> None:
    """Slack delivers it twice, a job runs twice: one note, and both times the same answer (DESIGN 5)."""
    room.declare()
    first = room.store.commit(NOTE, key="n", incident="INC-101")
    second = room.store.commit(NOTE, key="n", incident="INC-101")
    assert (first.repeated, second.repeated) == (False, True)
    assert second.events == first.events
    assert second.incident.notes == 1
    assert len(everything(room.redis, "INC-101")) == 2


def test_the_same_declare_twice_is_one_incident(room: Room) -> None:
    """Also when others declared in between: the answer is still the first incident."""
    room.declare(key="first")
    room.declare(key="second")
    again = room.declare(key="first")
    assert (again.incident.id, again.repeated) == ("INC-101", True)
    assert room.store.register().next_number == 103


def test_the_same_key_at_once_is_one_order(room: Room) -> None:
    """Eight deliveries at the same moment: one does it, seven hear what was done."""
    room.declare()
    others = [room.another() for _ in range(8)]
    done = at_once(*[lambda one=one: one.store.commit(NOTE, key="n", incident="INC-101") for one in others])
    assert sorted(one.repeated for one in done) == [False] + [True] * 7
    assert room.store.load("INC-101").notes == 1


def test_eight_writers_on_one_incident_lose_nothing(room: Room) -> None:
    """Eight threads, twenty notes each: every note is counted and on the timeline, in one order (DESIGN 2)."""
    room.declare()

    def writes(writer: int) -> list[Committed]:
        process = room.another()
        return [
            process.store.commit(AddNote(by=HUGO, text=f"{writer}.{n}"), key=f"{writer}.{n}", incident="INC-101")
            for n in range(20)
        ]

    at_once(*[lambda writer=writer: writes(writer) for writer in range(8)])
    assert room.store.load("INC-101").notes == 160
    told = [event for entry in everything(room.redis, "INC-101") for event in entry.events]
    texts = [event.text for event in told if isinstance(event, NoteAdded)]
    assert sorted(texts) == sorted(f"{writer}.{n}" for writer in range(8) for n in range(20))
    for writer in range(8):
        mine = [text for text in texts if text.startswith(f"{writer}.")]
        assert mine == [f"{writer}.{n}" for n in range(20)], "each writer's notes stay in their order"


def test_an_answer_that_is_lost_is_found_again(room: Room) -> None:
    """EXEC was applied and the connection broke: the next look finds it by its key, and does not repeat it."""
    room.declare()
    room.transactions.after = [raising(ConnectionError("broken"))]
    done = room.store.commit(NOTE, key="n", incident="INC-101")
    assert (done.repeated, done.incident.notes) == (True, 1)
    assert room.store.load("INC-101").notes == 1


@pytest.mark.parametrize("problem", [ConnectionError("broken"), TimeoutError("slow"), WatchError("redis-py's word")])
def test_a_declare_whose_answer_is_lost_is_one_incident(room: Room, problem: Exception) -> None:
    """Whatever redis-py calls the loss, there is one INC-101 and the next one is INC-102."""
    room.transactions.after = [raising(problem)]
    done = room.declare(key="first")
    assert (done.incident.id, done.repeated) == ("INC-101", True)
    assert room.declare(key="second").incident.id == "INC-102"


def test_a_redis_that_hangs_at_the_write_does_it_once(room: Room) -> None:
    """A real hang: EXEC was sent, no answer came in time, then Redis goes on. The note is there once."""
    room.declare()
    slow = room.another(answer_within=0.2)
    slow.transactions.around = [room.server.away]
    done = slow.store.commit(NOTE, key="n", incident="INC-101", patience=10)
    assert done.incident.notes == 1
    assert room.store.load("INC-101").notes == 1
    assert len(everything(room.redis, "INC-101")) == 2


def test_a_redis_that_is_away_is_said_so(room: Room) -> None:
    """Nothing was sent, so nothing can have been done: the person hears that, and can type it again (DESIGN 5)."""
    room.declare()
    slow = room.another(answer_within=0.1)
    with room.server.away():
        for order in (NOTE, Resolve(by=ANA, summary="rolled back")):
            with pytest.raises(StorageAway):
                slow.store.commit(order, key="n", incident="INC-101")
        with pytest.raises(StorageAway):
            slow.declare(key="second")
        with pytest.raises(StorageAway):
            slow.store.load("INC-101")
    assert slow.store.commit(NOTE, key="n", incident="INC-101").incident.notes == 1


def test_an_answer_that_stays_lost_is_unsure(room: Room) -> None:
    """Redis takes the order and never comes back: the person hears that it may have been done."""
    room.declare()
    slow = room.another(answer_within=0.1)
    hung: list[Any] = []

    def hang() -> Any:
        hung.append(room.server.away())
        hung[0].__enter__()
        return _Nothing()

    slow.transactions.around = [hang]
    try:
        with pytest.raises(StorageUnsure, match="may have been done"):
            slow.store.commit(NOTE, key="n", incident="INC-101", patience=0.1)
    finally:
        hung[0].__exit__(None, None, None)
    assert slow.store.commit(NOTE, key="n", incident="INC-101").incident.notes == 1


class _Nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *problem: object) -> None: ...


def test_declares_at_once_get_numbers_of_their_own(room: Room) -> None:
    """Eight people declare at the same moment, in eight processes: eight incidents, no number twice (N1)."""
    others = [room.another() for _ in range(8)]
    done = at_once(*[lambda one=one, n=n: one.declare(f"report {n}", key=f"{n}") for n, one in enumerate(others)])
    assert sorted(one.incident.id for one in done) == [f"INC-{number}" for number in range(101, 109)]
    assert sorted(one.incident.title for one in done) == [f"report {n}" for n in range(8)]
    assert room.store.register().next_number == 109
    assert room.store.unclosed(3).public_count == 8


def test_the_same_given_id_at_once_is_given_once(room: Room) -> None:
    """One of the two gets INC-PAY, the other hears that it exists."""
    one, other = room.another(), room.another()
    done = at_once(lambda: one.declare(key="1", id="pay"), lambda: other.declare(key="2", id="INC-PAY"))
    assert {type(answer) for answer in done} == {Committed, IdTaken}
    assert room.store.unclosed().public == ("INC-PAY",)


def test_two_orders_at_once_come_one_after_the_other(room: Room) -> None:
    """Ana and Chidi set the severity at the same moment: both are on the record, and the later one holds."""
    room.declare()
    one, other = room.another(), room.another()
    better = SetSeverity(by=ANA, severity=Severity.P1, reason="fewer")
    best = SetSeverity(by=CHIDI, severity=Severity.P2, reason="few")
    at_once(
        lambda: one.store.commit(better, key="1", incident="INC-101"),
        lambda: other.store.commit(best, key="2", incident="INC-101"),
    )
    last = everything(room.redis, "INC-101")[-1].events[0]
    assert len(everything(room.redis, "INC-101")) == 3
    assert isinstance(last, SeveritySet)
    assert room.store.load("INC-101").severity is last.severity


def test_an_incident_that_is_not_there_is_said_so(room: Room) -> None:
    """No key is made for it."""
    for order in (NOTE, FireTimer(timer="update", due=room.timekeeper.now())):
        with pytest.raises(NoSuchIncident, match="INC-7"):
            room.store.commit(order, key="n", incident="INC-7")
    assert room.contents() == {}
    assert room.store.load_all(["INC-7"]) == []


def test_a_process_that_lost_its_hold_writes_nothing(room: Room) -> None:
    """A worker that slept past its lease may not record a channel that another one opened (DESIGN 3)."""
    room.declare()
    late = room.agenda.take("sync:INC-101")
    assert late
    room.clock.advance(11)
    assert room.agenda.take("sync:INC-101")
    before = room.store.load("INC-101")
    order = RecordChannel(channel="C1", name="x")
    with pytest.raises(StaleToken):
        room.store.commit(order, key="channel:C1", incident="INC-101", lease=late)
    assert room.store.load("INC-101") == before
    assert room.store.in_channel("C1") is None


def test_a_channel_finds_its_incident(room: Room) -> None:
    """Once it is recorded, a command in the channel needs no id."""
    room.declare()
    room.store.commit(RecordChannel(channel="C1", name="x"), key="channel:C1", incident="INC-101")
    assert room.store.in_channel("C1") == "INC-101"
    assert room.store.in_channel("C2") is None


def test_a_running_incident_keeps_the_policies_of_its_declare(room: Room) -> None:
    """An edited file changes the clocks of the next incident, and breaks none that runs (DESIGN 2)."""
    room.declare(key="first")
    response = {**Policies().response, Severity.P1: Response(resolve=60)}
    room.organisation = room.organisation.but(policies=Policies(response=response))
    restarted = room.another()
    restarted.organisation = room.organisation
    order = SetSeverity(by=ANA, severity=Severity.P1, reason="x")
    running = restarted.store.commit(order, key="s", incident="INC-101").incident
    assert running.clocks[ClockName.RESOLVE].due - running.detected_at == timedelta(hours=4)
    following = room.declare(key="second", severity=Severity.P1).incident
    assert following.clocks[ClockName.RESOLVE].due - following.detected_at == timedelta(minutes=1)


def test_what_many_incidents_pin_is_written_once(room: Room) -> None:
    """A playbook of 47 kB lies in Redis once, whichever incidents name it; a copy that is gone is written again."""
    shelf = {"small": SMALL.but(name="small")}
    room.store = Store(room.transactions, room.timekeeper, room.jobs, lambda: room.organisation, lambda: shelf)
    first = room.declare(key="first", playbook="small").incident
    copies = [keys.playbook(first.plan), keys.policies(first.policies)]
    written = room.redis.mget(copies)
    assert all(written)
    room.redis.mset({copy: "untouched" for copy in copies})
    assert room.declare(key="second", playbook="small").incident.plan == first.plan
    assert room.redis.mget(copies) == ["untouched", "untouched"]
    room.redis.delete(*copies)
    room.declare(key="third", playbook="small")
    assert room.redis.mget(copies) == written
    assert room.another().store.pinned(first)[1].title == SMALL.title


def test_the_timeline_is_read_in_order(room: Room) -> None:
    """The last so many commits, oldest first, each with the key of its order."""
    room.declare()
    for number in range(5):
        room.store.commit(AddNote(by=HUGO, text=f"{number}"), key=f"n{number}", incident="INC-101")
    assert [entry.key for entry in latest(room.redis, "INC-101", 3)] == ["n2", "n3", "n4"]
    assert everything(room.redis, "INC-101")[0].key == "declare"
    assert everything(room.redis, "INC-7") == []


def test_what_somebody_pastes_comes_back_to_the_letter(room: Room) -> None:
    """Control characters, emoji, other scripts and our own separators go through storage unharmed."""
    text = 'é 火事 🔥 \u2028 \x00 \x1b[31m "}\n1\nINC-9\n{" <!channel>'
    incident = room.declare(text).incident
    assert incident.description == text
    assert room.store.load("INC-101").description == text
    again = room.declare(text)
    assert again.repeated
    assert again.incident == incident


def test_people_of_one_process_declare_side_by_side(room: Room) -> None:
    """Many threads of one bot share the register without making each other fail."""
    done = at_once(*[lambda n=n: room.declare(f"report {n}", key=f"{n}", patience=10) for n in range(12)])
    assert len({one.incident.id for one in done}) == 12


def test_visitors_may_declare(room: Room) -> None:
    """Anybody of the organisation may (10.9)."""
    assert room.declare(by=VERA).incident.reporter == VERA
