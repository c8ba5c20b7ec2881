"""Response clocks and status updates (T3, T5, T8, K1)."""

from datetime import timedelta

import pytest

from bot.incident.organisation import Policies, Response
from bot.incident.refusals import IncidentOver, TextMissing, TextTooLong
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import ClockName, Status
from bot.incident.topics.closing import Reopen
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import TakeRole
from bot.incident.topics.timers import ClockMissed, FireTimer
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate, UpdateMissed
from tests.incident.rehearsal import ANA, BO, CHIDI, ELIF, ORGANISATION, VERA, Rehearsal, declared, paged


def missed(room: Rehearsal) -> list[tuple[str, float]]:
    """Each clock that was missed, with the minutes from detection."""
    return [
        (event.clock.value, (event.at - room.state.detected_at).total_seconds() / 60)
        for event in room.events
        if isinstance(event, ClockMissed)
    ]


def test_each_clock_is_missed_once_at_its_moment() -> None:
    """Nobody does anything about a P0: every deadline goes on the record when it passes, and only once."""
    room = declared(Severity.P0)
    room.passes(days=1)
    assert missed(room) == [("acknowledge", 2), ("engage", 15), ("triage", 15), ("cause", 30), ("resolve", 120)]


def test_what_is_done_in_time_is_not_missed() -> None:
    """Acknowledged, engaged, triaged and resolved in time: only the cause is late."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    room.passes(minutes=100)
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.passes(days=1)
    assert missed(room) == [("cause", 30)]
    assert not any(clock.missed for name, clock in room.state.clocks.items() if name is not ClockName.CAUSE)


def test_what_is_done_late_is_done_and_late() -> None:
    """Ana acknowledges after three minutes: the clock stops, and stays late."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    room.does(Acknowledge(by=ANA))
    clock = room.state.clocks[ClockName.ACKNOWLEDGE]
    assert (clock.met, clock.missed) == (room.at(3), True)


def test_a_level_that_a_person_sets_is_a_triage() -> None:
    """The commander sets the severity without the gate: the triage clock stops, status TRIAGED (D8, T8)."""
    room = declared(None)
    room.passes(minutes=4)
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="a tenth of payments"))
    assert room.state.clocks[ClockName.TRIAGE].met == room.at(4)
    assert room.state.status is Status.TRIAGED
    room.passes(hours=1)
    assert "triage" not in dict(missed(room))


def test_an_approved_triage_stops_its_clock() -> None:
    """A proposal does not stop the triage clock, its approval does (T7, T8)."""
    room = declared(None)
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.MEDIUM))
    assert room.state.clocks[ClockName.TRIAGE].met is None
    room.passes(minutes=3)
    room.does(DecideGate(by=ANA, gate="triage", choice="approve", digest=room.state.gates["triage"].digest))
    assert room.state.clocks[ClockName.TRIAGE].met == room.at(3)


def test_what_was_done_in_time_stays_so_when_the_level_gets_worse() -> None:
    """Ana acknowledged a P1 after three minutes, in time; made P0, nobody calls her late for it."""
    room = declared(Severity.P1)
    room.passes(minutes=3)
    room.does(Acknowledge(by=ANA))
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    clock = room.state.clocks[ClockName.ACKNOWLEDGE]
    assert (clock.met, clock.missed) == (room.at(3), False)


def test_what_is_too_late_for_the_new_level_is_late_at_once() -> None:
    """A P2 made P0 after an hour: acknowledging it is late already, and no timer is armed for the past."""
    room = declared(Severity.P2)
    room.passes(minutes=60)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    assert room.state.clocks[ClockName.ACKNOWLEDGE].missed
    assert room.state.clocks[ClockName.RESOLVE].due == room.at(120)
    assert not room.state.clocks[ClockName.RESOLVE].missed
    assert not [name for name, at in room.timers.items() if name.startswith("clock:") and at <= room.now]


def test_what_was_done_in_the_backlog_counts_when_it_gets_worse() -> None:
    """Ana was already working on a P3: made P1 within the half hour, it is acknowledged, engaged and triaged."""
    room = declared(Severity.P3)
    room.does(TakeRole(by=ANA, role=Role.ON_CALL_ENGINEER))
    room.does(SetSeverity(by=ANA, severity=Severity.P3, reason="one user"))
    room.passes(minutes=40)
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="it grew"))
    met = {name: clock.met for name, clock in room.state.clocks.items() if clock.met}
    start = room.state.detected_at
    assert met == {ClockName.ACKNOWLEDGE: start, ClockName.ENGAGE: start, ClockName.TRIAGE: start}
    assert not any(room.state.clocks[name].missed for name in met)


def test_reopening_starts_the_resolve_clock_where_it_was() -> None:
    """It counts from detection as before: reopened within the two hours it runs on, after them it is late (T5)."""
    soon, late = declared(Severity.P0), declared(Severity.P0)
    for room, minutes in ((soon, 60), (late, 180)):
        room.does(Resolve(by=ANA, summary="rolled back"))
        room.passes(minutes=minutes)
        room.does(Reopen(by=VERA, reason="it is back"))
    assert soon.timers["clock:resolve"] == soon.at(120)
    assert late.state.clocks[ClockName.RESOLVE].missed
    assert "clock:resolve" not in late.timers


@pytest.mark.parametrize(("severity", "minutes"), [(Severity.P0, 15), (Severity.P1, 30), (Severity.P2, 1440)])
def test_updates_fall_due_on_the_cadence_of_the_level(severity: Severity, minutes: int) -> None:
    """The reminder comes at the cadence, counts what was missed, and goes on at the same rhythm (K1)."""
    room = declared(severity)
    told = [event for event in room.passes(minutes=3 * minutes) if isinstance(event, UpdateMissed)]
    assert [event.at for event in told] == [room.at(minutes), room.at(2 * minutes), room.at(3 * minutes)]
    assert room.state.update_late == 3
    assert room.state.next_update == room.at(4 * minutes)


def test_an_update_counts_the_cadence_anew() -> None:
    """Elif writes after ten minutes: the next one is due fifteen minutes later, and nothing is late."""
    room = declared(Severity.P0)
    room.passes(minutes=40)
    room.does(PostUpdate(by=ELIF, text=" Half of the payments work again. "))
    assert room.state.updates[-1].text == "Half of the payments work again."
    assert (room.state.update_late, room.state.next_update) == (0, room.at(55))


def test_updates_that_were_missed_overnight_are_one_reminder() -> None:
    """After nine hours asleep Elif gets one message that says how many were missed (DESIGN 3)."""
    room = declared(Severity.P1)
    told = [event for event in room.sleeps(hours=9) if isinstance(event, UpdateMissed)]
    assert [(event.missed, event.next_update) for event in told] == [(18, room.at(9 * 60 + 30))]


def test_the_reminder_goes_to_the_communications_lead_else_to_who_commands() -> None:
    """Elif; without her Ana, the commander; of a P2, which has neither, on-call, who stands in (K1, 10.9)."""
    room, p2 = declared(Severity.P0), declared(Severity.P2)
    room.passes(minutes=15)
    assert room.state.update_holders == (ELIF,)
    p2.passes(days=1)
    assert p2.state.update_holders == (ANA,)


def test_a_worse_level_never_loosens_an_update() -> None:
    """Due at 30 min, made P0 at 25: by the new cadence it was due at 15, so the reminder comes now (K1)."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.passes(minutes=25)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    told = [event for event in room.fires() if isinstance(event, UpdateMissed)]
    assert [(event.missed, event.next_update) for event in told] == [(1, room.at(30))]


def test_a_change_of_level_hides_no_missed_update() -> None:
    """What was missed stays visible, is not counted twice, and the next is due on the new rhythm."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.passes(minutes=40)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    assert room.state.update_late == 1
    assert room.state.next_update == room.at(45)


def test_a_level_without_updates_asks_for_none() -> None:
    """Made P3, the reminder stops; made P1 again, the cadence starts then."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.passes(minutes=40)
    room.does(SetSeverity(by=ANA, severity=Severity.P3, reason="one user"))
    assert (room.state.update_late, room.state.next_update) == (0, None)
    room.passes(days=1)
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="it grew"))
    assert room.state.next_update == room.now + timedelta(minutes=30)


def test_no_updates_are_due_after_the_end() -> None:
    """The update after the end is the last; reopened, the cadence starts anew and nothing is missed."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.passes(minutes=20)
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.does(PostUpdate(by=ELIF, text="It is over."))
    assert room.state.next_update is None
    room.passes(hours=5)
    room.does(Reopen(by=VERA, reason="it is back"))
    assert room.state.update_late == 0
    assert room.timers["update"] == room.now + timedelta(minutes=15)


@pytest.mark.parametrize(("text", "refusal"), [("", TextMissing), (" \n", TextMissing), ("x" * 2_501, TextTooLong)])
def test_an_update_needs_words_that_fit(text: str, refusal: type[Exception]) -> None:
    """An empty update, or one that no card can hold, is given back."""
    room = declared(Severity.P0)
    with pytest.raises(refusal):
        room.does(PostUpdate(by=ELIF, text=text))
    assert room.state.update_count == 0


def test_a_timer_that_is_not_due_does_nothing() -> None:
    """A clock that runs ahead, a timer of the past, one that never was: nothing happens."""
    room = declared(Severity.P0)
    for name in (
        "clock:acknowledge",
        "update",
        "gate:triage:reminder",
        "tier:1",
        "tier:9",
        "nonsense",
        "",
        "page:U:1",
    ):
        assert room.does(FireTimer(timer=name, due=room.now)) == ()


def test_the_organisations_own_figures_count() -> None:
    """A file that gives P0 one minute to acknowledge gets one minute, and its other figures stay."""
    response = {Severity.P0: Response(acknowledge=60, resolve=3600)}
    policies = ORGANISATION.policies.but(response={**Policies().response, **response})
    room = declared(Severity.P0, organisation=ORGANISATION.but(policies=policies))
    assert {name: (clock.due - room.now).seconds for name, clock in room.state.clocks.items()} == {
        ClockName.ACKNOWLEDGE: 60, ClockName.RESOLVE: 3600, ClockName.TRIAGE: 900
    }  # fmt: skip
    assert BO in paged(room.passes(minutes=1))


def test_a_resolved_incident_takes_no_orders_that_would_wake_it() -> None:
    """After the end the person hears how to reopen it."""
    room = declared(Severity.P0)
    room.does(Resolve(by=ANA, summary="rolled back"))
    with pytest.raises(IncidentOver, match="/incident reopen INC-101"):
        room.does(SetSeverity(by=CHIDI, severity=Severity.P1, reason="later"))
