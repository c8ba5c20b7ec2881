"""What a commit puts on the agenda and takes off it: timers, and the view in Slack (DESIGN 3)."""

from datetime import timedelta

from bot.incident.command import Command
from bot.incident.severity import Severity
from bot.incident.timers import timers
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.timers import FireTimer
from bot.incident.topics.triage import SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.store import keys
from tests.incident.rehearsal import ANA, ELIF, HUGO
from tests.store.harness import Room

NOTE = AddNote(by=HUGO, text="seen in the funnel")

ORDERS: list[Command] = [
    AddNote(by=HUGO, text="x"),
    Engage(by=ANA),
    Escalate(by=ANA, reason="code"),
    SetSeverity(by=ANA, severity=Severity.P2, reason="few"),
    SetSeverity(by=ANA, severity=Severity.P3, reason="one"),
    SetSeverity(by=ANA, severity=Severity.P0, reason="all"),
    PostUpdate(by=ELIF, text="half works"),
    Resolve(by=ANA, summary="rolled back"),
]


def test_the_agenda_owes_exactly_what_the_incident_owes(room: Room) -> None:
    """After each order the agenda has the timers of the state, no other and at no other moment (DESIGN 3)."""
    room.declare()
    for number, order in enumerate(ORDERS):
        room.clock.advance(50)
        incident = room.store.commit(order, key=f"{number}", incident="INC-101").incident
        owed = timers(incident, room.organisation.policies)
        assert room.timers() == {name: due.timestamp() for name, due in owed.items()}
    assert room.timers() == {}


def test_a_timer_that_fired_leaves_the_agenda_or_moves_on(room: Room) -> None:
    """Ana's page runs out: it is off the agenda, and Bo's is on it."""
    room.declare()
    room.clock.advance(121)
    due = room.timekeeper.now()
    room.store.commit(FireTimer(timer="page:U01ONCALL:1", due=due), key="t", incident="INC-101")
    names = room.timers().keys()
    assert "page:U01ONCALL:1" not in names
    assert "page:U02BACKUP:1" in names


def test_a_timer_that_fired_in_vain_leaves_the_agenda(room: Room) -> None:
    """One that another version put there, or that is not armed any more, is not walked for ever."""
    room.declare()
    room.redis.zadd(keys.agenda("timer"), {"timer:INC-101:page:U1:9": 1.0})
    before = room.store.load("INC-101")
    done = room.store.commit(FireTimer(timer="page:U1:9", due=before.detected_at), key="t", incident="INC-101")
    assert done.events == ()
    assert "page:U1:9" not in room.timers()
    assert room.store.load("INC-101") == before


def test_a_timer_that_came_too_early_is_moved_to_its_moment(room: Room) -> None:
    """The agenda has it for a moment at which it is not due: fired in vain, it waits for its own moment."""
    incident = room.declare().incident
    room.redis.zadd(keys.agenda("timer"), {"timer:INC-101:update": 1.0})
    room.store.commit(FireTimer(timer="update", due=incident.detected_at), key="t", incident="INC-101")
    assert room.timers()["update"] == timers(incident, room.organisation.policies)["update"].timestamp()


def test_a_timer_that_fired_before_leaves_the_agenda_again(room: Room) -> None:
    """Put back for the very moment at which it had fired, it is not walked with every tick for ever."""
    incident = room.declare().incident
    room.clock.advance(121)
    fire = FireTimer(timer="clock:acknowledge", due=incident.detected_at)
    room.store.commit(fire, key="t", incident="INC-101")
    room.redis.zadd(keys.agenda("timer"), {"timer:INC-101:clock:acknowledge": 1.0})
    assert room.store.commit(fire, key="t", incident="INC-101").events == ()
    assert "clock:acknowledge" not in room.timers()


def test_a_commit_wakes_slack_once(room: Room) -> None:
    """While a sync waits for its turn, further commits hint no second one."""
    room.declare()
    room.store.commit(NOTE, key="n", incident="INC-101")
    assert room.hinted() == ["sync:INC-101"]


def test_a_commit_wakes_a_view_that_waits_for_later(room: Room) -> None:
    """A sync that was put back for a minute comes to the front; one that somebody holds is left to them."""
    room.declare()
    lease = room.agenda.take("sync:INC-101")
    assert lease
    room.store.commit(NOTE, key="1", incident="INC-101")
    assert room.redis.zscore(keys.agenda("sync"), "sync:INC-101") == room.clock.seconds + 10
    room.agenda.put_back(lease, room.timekeeper.now() + timedelta(seconds=60))
    room.store.commit(NOTE, key="2", incident="INC-101")
    assert room.redis.zscore(keys.agenda("sync"), "sync:INC-101") == room.clock.seconds
    assert room.hinted() == ["sync:INC-101"] * 2
