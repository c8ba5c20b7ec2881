"""What holds whatever people do, in whatever order, and however long the clock sleeps."""

import random
from collections import Counter
from datetime import timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.evolve import evolve
from bot.incident.fact import Fact
from bot.incident.refusals import Refused
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER, ORDER, ClockName, Incident, Status
from bot.incident.timers import MANAGEMENT_TIER, deadlines
from bot.incident.topics.closing import Close, Reopen, Reopened
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Acknowledge, Engage, Paged
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import AskFor
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, DeclineRole
from bot.incident.topics.timers import ClockMissed, FireTimer
from bot.incident.topics.triage import ProposeTriage, SetSeverity, SeveritySet
from bot.incident.topics.updates import PostUpdate
from bot.store.schema import read_events, read_incident, write_events, write_incident
from tests.incident.orders import Step, played, stories
from tests.incident.rehearsal import ANA, ORGANISATION, PEOPLE, declared

#: What a snapshot may grow to, in characters, when everybody writes as much as is kept (10,000 a text).
LARGEST_SNAPSHOT = 170_000


@given(stories)
def test_people_are_answered_or_refused_and_nothing_else(story: tuple[Declare, list[Step]]) -> None:
    """Whatever is asked of an incident, it is done, or the person reads why not: no order breaks it."""
    room = played(story)
    event(f"ends {room.state.status}")
    event(f"{'private' if room.state.private else 'public'}")


@given(stories)
def test_the_record_alone_tells_the_incident(story: tuple[Declare, list[Step]]) -> None:
    """Events fold to the same state, before and after they went through storage; so does the snapshot (S1)."""
    room = played(story)
    stored = read_events(write_events(tuple(room.events)))
    assert stored == tuple(room.events)
    state: Incident | None = None
    for fact in stored:
        state = evolve(state, fact)
    assert state == room.state
    assert read_incident(write_incident(room.state)) == room.state


@given(stories)
def test_status_goes_back_only_by_reopening(story: tuple[Declare, list[Step]]) -> None:
    """Through any story the status goes forward; reopened, it is INVESTIGATING (section 12)."""
    state: Incident | None = None
    for fact in played(story).events:
        before, state = state, evolve(state, fact)
        if isinstance(fact, Reopened):
            assert state.status is Status.INVESTIGATING
        elif before:
            assert ORDER[state.status] >= ORDER[before.status]


@given(stories, st.sampled_from([0, 1, 3_600, 86_400, 2_000_000]))
def test_no_timer_fires_for_ever(story: tuple[Declare, list[Step]], asleep: int) -> None:
    """Each timer that is due, fired once, is gone or lies in the future; `fires` itself comes to an end."""
    room = played(story)
    room.now += timedelta(seconds=asleep)
    for name, due in room.timers.items():
        if due <= room.now and room.timers.get(name) == due:
            room.does(FireTimer(timer=name, due=due))
            assert room.timers.get(name, room.now + timedelta(1)) > room.now
    room.fires()
    assert all(due > room.now for due in room.timers.values())


@given(stories, st.sampled_from([301, 3_600, 40_000, 2_000_000]))
def test_a_late_wake_up_pages_one_person_a_tier(story: tuple[Declare, list[Step]], asleep: int) -> None:
    """However much fell due while nobody looked, each chain goes one step, and management hears once (DESIGN 3)."""
    room = played(story)
    room.fires()
    calls = Counter(one.tier for one in room.sleeps(seconds=asleep) if isinstance(one, Paged) and one.deadline)
    assert all(times == 1 for times in calls.values())


@given(stories)
def test_what_is_over_owes_nothing(story: tuple[Declare, list[Step]]) -> None:
    """No timer is armed after resolution, and firing any changes nothing (E1, M9)."""
    room = played(story)
    if not room.state.over:
        room.does(Resolve(by=MUSTER, summary="rolled back"))
    assert room.timers == {}
    assert room.state.open_pages() == []
    assert room.passes(days=30) == []


@given(stories)
def test_the_backlog_has_no_timers(story: tuple[Declare, list[Step]]) -> None:
    """At P3 nothing is owed but the reminders of a gate that somebody opened to make it worse (10.3)."""
    room = played(story)
    if not room.state.over and room.state.severity is not Severity.P3:
        room.does(SetSeverity(by=MUSTER, severity=Severity.P3, reason="few are hit"))
    assert all(name.startswith("gate:") for name in room.timers)


@given(stories)
def test_every_deadline_counts_from_detection(story: tuple[Declare, list[Step]]) -> None:
    """Whatever the level was before, what is not done is due as the level now says (T5)."""
    room = played(story)
    room.fires()
    wanted = deadlines(room.state.severity, room.state.detected_at, ORGANISATION.policies)
    assert room.state.clocks.keys() == wanted.keys()
    for name, clock in room.state.clocks.items():
        if clock.met:
            assert clock.missed == (clock.met > clock.due)
        elif not room.state.over:
            assert (clock.due, clock.missed) == (wanted[name], wanted[name] <= room.now)


@given(stories)
def test_a_clock_is_missed_at_most_once_for_each_level(story: tuple[Declare, list[Step]]) -> None:
    """The record does not repeat itself: after a miss the same clock is missed again only after a new severity."""
    missed: set[ClockName] = set()
    for fact in played(story).events:
        if isinstance(fact, SeveritySet):
            missed.clear()
        if isinstance(fact, ClockMissed):
            assert fact.clock not in missed
            missed.add(fact.clock)


@given(stories)
def test_the_register_knows_what_ended(story: tuple[Declare, list[Step]]) -> None:
    """An incident is the last one that ended for its service as long as it is over, and only then (D14)."""
    room = played(story)
    ended = {last.incident for last in room.register.ended.values()}
    assert (room.state.id in ended) == (room.state.over and room.state.service is not None)


@given(stories)
def test_whoever_is_called_on_belongs_to_the_incident(story: tuple[Declare, list[Step]]) -> None:
    """Who was paged, asked or given a role is invited, and sees it when it is private."""
    room = played(story)
    called = {one.user for one in room.events if isinstance(one, Paged)}
    called |= {user for gate in room.state.gates.values() for user in gate.asked}
    called |= {held.user for held in room.state.roles.values()}
    called |= {ask.user for ask in room.state.asks}
    assert called <= set(room.state.responders)


def test_the_snapshot_does_not_grow_with_the_incidents_age() -> None:
    """Three thousand orders, each as long as is taken: the snapshot stays under 170,000 characters (DESIGN 2)."""
    room, chance = declared(Severity.P0), random.Random(101)
    room.does(AssignRole(by=ANA, role=Role.COMMUNICATIONS_LEAD, user=ANA))
    sizes = []
    for number in range(3_000):
        room.now += timedelta(seconds=chance.choice([1, 30, 130, 1_000]))
        room.fires()
        try:
            room.does(_long_order(chance, number))
        except Refused:
            continue
        sizes.append(len(write_incident(room.state)))
    assert max(sizes) < LARGEST_SNAPSHOT
    assert max(sizes[len(sizes) // 2 :]) <= 1.1 * max(sizes[: len(sizes) // 2]), "the second half is no larger"
    assert len(room.events) > 2_000


def _long_order(chance: random.Random, number: int) -> Command:
    by, user = chance.choice([ANA, MUSTER, MUSTER, *PEOPLE]), chance.choice(PEOPLE)
    level, text, role = chance.choice(list(Severity)), f"{number} " + "w" * 9_990, chance.choice(list(Role))
    impact = chance.choice(list(Level))
    return chance.choice(
        [
            AddNote(by=by, text=text),
            PostUpdate(by=by, text=text[:2_500]),
            SetSeverity(by=by, severity=level, reason=text),
            ProposeTriage(by=by, impact=impact, urgency=Level.HIGH, summary=text, actions=text, affected=text),
            DecideGate(by=by, gate="triage", choice="approve", digest="", words=text, severity=level),
            Escalate(by=by, reason=text, tier=chance.choice([None, 1, 2, 3, 4])),
            Escalate(by=by, reason=text, user=user),
            AssignRole(by=by, role=role, user=user),
            DeclineRole(by=by, role=role),
            DeclineRole(by=user, role=role),
            AskFor(by=by, user=user, what=text[:200]),
            Acknowledge(by=by),
            Engage(by=by),
            DeclinePage(by=by),
            Pause(by=by, words=text),
            Resume(by=by),
            Resolve(by=by, summary=text),
            Close(by=by, reason=text),
            Reopen(by=by, reason=text),
        ]
    )


def test_a_usual_incident_is_small() -> None:
    """A P0 that nobody touched for a day takes under 8,000 characters."""
    room = declared(Severity.P0)
    room.passes(days=1)
    assert len(write_incident(room.state)) < 8_000


def test_events_of_one_story_are_the_same_each_time() -> None:
    """Deciding is pure: the same orders at the same moments make the same facts, to the last character."""

    def story() -> list[Fact]:
        room = declared(Severity.P0)
        room.passes(hours=3)
        room.does(ProposeTriage(by=ANA, impact=Level.HIGH, urgency=Level.LOW))
        return room.events

    assert write_events(tuple(story())) == write_events(tuple(story()))
    assert MANAGEMENT_TIER not in range(1, 4)
