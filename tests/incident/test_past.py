"""An incident that was over before it was declared (D13)."""

from datetime import timedelta

import pytest

from bot.incident.events import EVENT
from bot.incident.refusals import BadTimes, SeverityMissing
from bot.incident.severity import Severity
from bot.incident.state import ClockName, Ended, Register, Status
from bot.incident.timeline import timeline_of
from bot.incident.topics.declaring import Declare
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolved
from tests.incident.rehearsal import ANA, START, VERA, Rehearsal, declared, paged

#: From one to half past two: 90 minutes within P0's two hours.
BEGAN, OVER = START - timedelta(hours=1, minutes=51), START - timedelta(minutes=21)


def past(severity: Severity | None = Severity.P0, **given: object) -> Rehearsal:
    """Declared afterwards."""
    room = Rehearsal()
    order = {"by": VERA, "text": "Checkout was down", "severity": severity, "service": "checkout", **given}
    room.does(Declare.model_validate({"started": BEGAN, "resolved": OVER, **order}))
    return room


def test_it_is_resolved_at_once() -> None:
    """Status, times and severity are what the reporter says, for good."""
    state = past().state
    assert (state.status, state.detected_at, state.severity_final) == (Status.RESOLVED, BEGAN, True)
    assert state.resolved and state.resolved.at == OVER
    assert state.intake.past


@pytest.mark.parametrize(("severity", "late"), [(Severity.P0, False), (Severity.P1, False)])
def test_its_clock_counts_from_those_times(severity: Severity, late: bool) -> None:
    """Resolution is judged; acknowledgement, engagement and triage nobody recorded, so nobody is called late."""
    clocks = past(severity).state.clocks
    assert set(clocks) == {ClockName.RESOLVE}
    assert (clocks[ClockName.RESOLVE].met, clocks[ClockName.RESOLVE].missed) == (OVER, late)


def test_a_missed_resolution_is_missed() -> None:
    """Two hours and a minute were too long for a P0."""
    clock = past(started=OVER - timedelta(hours=2, minutes=1)).state.clocks[ClockName.RESOLVE]
    assert clock.missed


def test_nobody_is_paged_named_told_or_reminded() -> None:
    """Not now, not later, and not by guidance either."""
    room = past(guidance="security breach, revenue, tight SLA")
    room.passes(days=2)
    assert paged(room.events) == []
    assert (room.timers, room.state.roles, room.state.intake.told, room.state.informed) == ({}, {}, {}, {})
    assert room.state.reading.concerns


def test_the_timeline_has_the_times_as_given() -> None:
    """The end stands at its own moment, not at the moment of the declare."""
    events = past().events
    ended = next(event for event in events if isinstance(event, Resolved))
    assert ended.at == OVER
    # It was declared when it was over: no entry goes back to DETECTED.
    phases = [entry.phase for entry in timeline_of(events, lambda user: user)]
    assert phases == sorted(phases, key=list(Status).index)
    assert phases[-1] is Status.RESOLVED
    assert EVENT.validate_json(ended.model_dump_json()) == ended


WRONG: list[tuple[dict[str, object], str]] = [
    ({"started": START + timedelta(minutes=1)}, "lies in the future"),
    ({"started": BEGAN, "resolved": START + timedelta(minutes=1)}, "lies in the future"),
    ({"started": OVER, "resolved": BEGAN}, "resolved before it started"),
    ({"started": BEGAN, "resolved": BEGAN}, "resolved before it started"),
    ({"resolved": OVER}, "needs its beginning"),
    ({"started": BEGAN.replace(year=1), "resolved": OVER}, "more than ten years ago"),
]


@pytest.mark.parametrize(("times", "why"), WRONG)
def test_times_that_do_not_fit_are_refused(times: dict[str, object], why: str) -> None:
    """Each says what is wrong, and nothing is declared."""
    room = Rehearsal()
    with pytest.raises(BadTimes, match=why):
        room.does(Declare.model_validate({"by": VERA, "text": "x", "severity": Severity.P1, **times}))
    assert room.events == []


def test_it_needs_its_severity() -> None:
    """Nobody will triage it any more."""
    with pytest.raises(SeverityMissing):
        past(None)


def test_an_open_one_of_the_service_does_not_matter() -> None:
    """The past one is another one; nor does it take the place of the last one that ended (D14)."""
    newer = Ended(incident="INC-100", at=START - timedelta(minutes=2), private=False)
    room = Rehearsal(register=Register(ended={"checkout": newer}))
    room.does(Declare(by=VERA, text="x", service="checkout", severity=Severity.P1, started=BEGAN, resolved=OVER))
    assert room.register.ended["checkout"] == newer
    assert room.register.unclosed == ("INC-101",)


def test_started_alone_is_an_incident_that_goes_on() -> None:
    """It began a while ago; deadlines count from its detection, which is now."""
    room = Rehearsal()
    room.does(Declare(by=VERA, text="Checkout is down", severity=Severity.P1, started=BEGAN))
    assert (room.state.status, room.state.detected_at, room.state.intake.began) == (Status.DETECTED, START, BEGAN)
    assert paged(room.events) == [ANA]
    assert not room.state.intake.past
    room.does(Engage(by=ANA))
    assert declared(Severity.P1).does(Engage(by=ANA))
