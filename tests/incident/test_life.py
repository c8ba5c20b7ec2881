"""From detection to the end: status, notes, pause, resolve, close, reopen (D8, S3, S8, M9)."""

import pytest

from bot.incident.closing_checklist import checklist
from bot.incident.evolve import evolve
from bot.incident.fact import Fact
from bot.incident.refusals import (
    AlreadySo,
    IncidentOver,
    NotForRole,
    NothingOpen,
    ReasonNeeded,
    TextMissing,
    TextTooLong,
)
from bot.incident.review.inputs import ReviewInputs
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import ORDER, PageAnswer, Status
from bot.incident.topics.closing import Close, Closed, Reopen
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Engage, PageAnswered
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import Asked, AskFor, Join
from bot.incident.topics.progress import StatusChanged
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, DeclineRole, TakeRole
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from tests.incident.rehearsal import (
    ANA,
    BO,
    CHIDI,
    ELIF,
    FARID,
    GRACE,
    HUGO,
    ORGANISATION,
    SAM,
    VERA,
    Rehearsal,
    declared,
    paged,
)


def resolved(severity: Severity = Severity.P1) -> Rehearsal:
    """An incident that Ana resolved after ten minutes."""
    room = declared(severity)
    room.does(TakeRole(by=ANA, role=Role.ON_CALL_ENGINEER))
    room.does(SetSeverity(by=ANA, severity=severity, reason="as seen"))
    room.passes(minutes=10)
    room.does(Resolve(by=ANA, summary="rolled back to v41"))
    return room


def test_an_incident_goes_through_its_stages() -> None:
    """DETECTED, TRIAGED, INVESTIGATING, RESOLVED, CLOSED, each when its time has come (D8)."""
    room = declared(None)
    seen = [room.state.status]
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.MEDIUM))
    seen.append(room.state.status)
    room.does(DecideGate(by=ANA, gate="triage", choice="approve", digest=""))
    seen.append(room.state.status)
    room.does(Engage(by=ANA))
    seen.append(room.state.status)
    room.does(Resolve(by=ANA, summary="rolled back"))
    seen.append(room.state.status)
    room.does(PostUpdate(by=ELIF, text="It is over."))
    room.does(Close(by=ANA))
    seen.append(room.state.status)
    assert seen == [
        Status.DETECTED, Status.DETECTED, Status.TRIAGED, Status.INVESTIGATING, Status.RESOLVED, Status.CLOSED
    ]  # fmt: skip


def test_status_never_goes_back() -> None:
    """Triaged after Ana began to work on it: INVESTIGATING stays (section 12)."""
    room = declared(None)
    room.does(Engage(by=ANA))
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="as seen"))
    assert room.state.status is Status.INVESTIGATING
    assert [event.status for event in room.events if isinstance(event, StatusChanged)] == [Status.INVESTIGATING]
    assert list(ORDER) == list(Status)


def test_a_fact_that_comes_late_turns_no_status_back() -> None:
    """A record in which TRIAGED comes after INVESTIGATING still tells an incident that is investigated."""
    room = declared(None)
    room.does(Engage(by=ANA))
    late = StatusChanged(at=room.now, by=ANA, status=Status.TRIAGED)
    assert evolve(room.state, late).status is Status.INVESTIGATING


def test_resolving_stops_clocks_and_pages() -> None:
    """Duration and words are on the record, Bo's page is withdrawn, nothing is owed (M9)."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    told = room.does(Resolve(by=BO, summary="  rolled back to v41 "))
    assert [event.answer for event in told if isinstance(event, PageAnswered)] == [PageAnswer.WITHDRAWN]
    assert room.state.resolved and room.state.resolved.words == "rolled back to v41"
    assert room.timers == {}


def test_resolving_needs_words_and_happens_once() -> None:
    """What ended it is asked for; a second click hears that it is RESOLVED already."""
    room = declared(Severity.P0)
    with pytest.raises(TextMissing, match="what ended it"):
        room.does(Resolve(by=ANA, summary=" "))
    with pytest.raises(TextTooLong):
        room.does(Resolve(by=ANA, summary="x" * 10_001))
    room.does(Resolve(by=ANA, summary="rolled back"))
    with pytest.raises(AlreadySo, match="RESOLVED already"):
        room.does(Resolve(by=CHIDI, summary="me too"))


def test_closing_with_something_open_needs_a_reason() -> None:
    """The checklist names what is open; with a reason it goes on the record (S8)."""
    room = resolved()
    with pytest.raises(ReasonNeeded, match="Update sent after the end") as refused:
        room.does(Close(by=ANA))
    assert refused.value.items == ("Update sent after the end",)
    told = room.does(Close(by=ANA, reason="no users saw it"))
    assert [event.left_open for event in told if isinstance(event, Closed)] == [("Update sent after the end",)]


def test_closing_with_everything_done_needs_no_reason() -> None:
    """After the last update, a click closes it."""
    room = resolved()
    room.does(PostUpdate(by=ELIF, text="It is over."))
    room.does(Close(by=ANA))
    assert room.state.status is Status.CLOSED
    assert not room.state.not_an_incident
    with pytest.raises(AlreadySo):
        room.does(Close(by=ANA, reason="again"))


def test_small_incidents_close_with_less() -> None:
    """P2 and P3 need no commander on record and no last update."""
    assert all(done for _, done in checklist(case(resolved(Severity.P2))))
    assert [words for words, _ in checklist(case(declared(Severity.P3)))] == [
        "Resolved", "Severity decided", "No gate waits"
    ]  # fmt: skip


def test_a_false_alarm_is_closed_with_its_reason() -> None:
    """ "Not an incident" is a way to CLOSED: the reason stays, pages stop (section 12)."""
    room = declared(Severity.P0)
    with pytest.raises(ReasonNeeded, match="Resolved; Severity decided"):
        room.does(Close(by=ANA))
    room.does(Close(by=ANA, reason="a load test"))
    assert (room.state.status, room.state.not_an_incident) == (Status.CLOSED, True)
    assert room.state.open_pages() == []
    assert room.timers == {}


def test_reopening_goes_back_to_investigating() -> None:
    """The only way back: with a reason, on-call is called, and it can be resolved again (S3)."""
    room = resolved()
    with pytest.raises(TextMissing, match="why"):
        room.does(Reopen(by=VERA, reason=""))
    assert paged(room.does(Reopen(by=VERA, reason="errors are back"))) == [ANA]
    assert (room.state.status, room.state.reopened, room.state.resolved) == (Status.INVESTIGATING, 1, None)
    assert room.register.ended == {}
    with pytest.raises(NothingOpen):
        room.does(Reopen(by=VERA, reason="again"))
    room.does(Resolve(by=ANA, summary="now really"))
    assert room.state.status is Status.RESOLVED


def test_a_closed_false_alarm_can_be_reopened() -> None:
    """It was one after all."""
    room = declared(Severity.P0)
    room.does(Close(by=ANA, reason="a load test"))
    room.does(Reopen(by=VERA, reason="it is real"))
    assert not room.state.not_an_incident
    assert room.state.closed is None


def test_a_reopened_p3_calls_nobody() -> None:
    """What was in the backlog goes back there."""
    room = resolved(Severity.P3)
    assert paged(room.does(Reopen(by=VERA, reason="still there"))) == []


def test_a_pause_holds_the_flow_and_not_the_outage() -> None:
    """Paused once, by whom it says; clocks and pages go on; resumed once (S3, E1)."""
    room = declared(Severity.P0)
    room.does(Pause(by=ANA, words="waiting for the vendor"))
    with pytest.raises(AlreadySo, match="Ana Ortiz paused"):
        room.does(Pause(by=CHIDI))
    assert BO in paged(room.passes(minutes=2))
    room.does(Resume(by=CHIDI))
    with pytest.raises(NothingOpen):
        room.does(Resume(by=CHIDI))


def test_the_end_ends_a_pause() -> None:
    """A resolved incident is not paused."""
    room = declared(Severity.P0)
    room.does(Pause(by=ANA))
    room.does(Resolve(by=ANA, summary="rolled back"))
    assert room.state.paused is None


def test_notes_go_on_the_record_and_not_into_the_snapshot() -> None:
    """Anybody may note, also after the end; the state only counts them (DESIGN 2)."""
    room = resolved()
    before = room.state
    room.does(AddNote(by=HUGO, text=" seen in the funnel too "))
    assert room.state == before.but(notes=1)
    assert room.events[-1].sentence(ORGANISATION.name_of) == "Hugo Martin noted: seen in the funnel too"
    for text, refusal in (("", TextMissing), ("x" * 10_001, TextTooLong)):
        with pytest.raises(refusal):
            room.does(AddNote(by=HUGO, text=text))


def test_anybody_joins_once() -> None:
    """Hugo becomes a responder, also after the end; twice is once."""
    room = resolved()
    room.does(Join(by=HUGO))
    assert room.state.is_responder(HUGO)
    with pytest.raises(AlreadySo):
        room.does(Join(by=HUGO))


def test_a_role_is_taken_by_whom_the_file_names() -> None:
    """Kim's role is not Hugo's to take; Bo may command, and pressing twice is pressing once (10.9)."""
    room = declared(Severity.P0)
    with pytest.raises(NotForRole, match="deployment manager"):
        room.does(TakeRole(by=HUGO, role=Role.DEPLOYMENT_MANAGER))
    room.does(TakeRole(by=BO, role=Role.INCIDENT_COMMANDER))
    assert room.state.roles[Role.INCIDENT_COMMANDER].taken
    with pytest.raises(AlreadySo):
        room.does(TakeRole(by=BO, role=Role.INCIDENT_COMMANDER))


def test_the_commander_gives_any_role_to_anybody() -> None:
    """Also to Hugo, whom the file does not name for it; a holder hands over their own (10.9)."""
    room = declared(Severity.P0)
    room.does(AssignRole(by=ANA, role=Role.DEPLOYMENT_MANAGER, user=HUGO))
    assert room.state.holder(Role.DEPLOYMENT_MANAGER) == HUGO
    assert room.state.is_responder(HUGO)
    with pytest.raises(AlreadySo):
        room.does(AssignRole(by=ANA, role=Role.DEPLOYMENT_MANAGER, user=HUGO))
    room.does(AssignRole(by=HUGO, role=Role.DEPLOYMENT_MANAGER, user=FARID))
    assert room.state.holder(Role.DEPLOYMENT_MANAGER) == FARID


def test_nobody_gives_back_what_they_do_not_hold() -> None:
    """A second click on "Decline" does not take the role from the next one."""
    room = declared(Severity.P0)
    room.does(DeclineRole(by=ANA, role=Role.INCIDENT_COMMANDER))
    with pytest.raises(AlreadySo):
        room.does(DeclineRole(by=ANA, role=Role.INCIDENT_COMMANDER))
    assert room.state.holder(Role.INCIDENT_COMMANDER) == BO


def test_giving_a_role_back_again_and_again_is_remembered_once() -> None:
    """However often Hugo declines, the record of who declined does not grow."""
    room = declared(Severity.P0)
    for _ in range(3):
        room.does(AssignRole(by=ANA, role=Role.PRODUCT_OWNER, user=SAM))
        room.does(DeclineRole(by=SAM, role=Role.PRODUCT_OWNER))
        room.does(DeclineRole(by=HUGO, role=Role.PRODUCT_OWNER)) if room.state.holder(Role.PRODUCT_OWNER) else None
    assert room.state.declined[Role.PRODUCT_OWNER] == (SAM, HUGO)


def test_asking_somebody_twice_is_asking_once() -> None:
    """Grace asks Sam to decide; whoever asks for the same again hears that he was asked (rule 6)."""
    room = declared(Severity.P0)
    room.does(AskFor(by=GRACE, user=SAM, what="decide the triage of INC-101"))
    for by in (GRACE, HUGO):
        with pytest.raises(AlreadySo, match="Sam Rivera was asked already"):
            room.does(AskFor(by=by, user=SAM, what="decide the triage of INC-101"))
    assert room.state.is_responder(SAM), "so that he finds the channel in which he is wanted"
    assert len([event for event in room.events if isinstance(event, Asked)]) == 1


def test_after_the_end_orders_are_refused_with_the_way_back() -> None:
    """Whoever presses an old button reads how to reopen it."""
    room = resolved()
    orders = (Engage(by=ANA), Escalate(by=ANA, reason="x"), SetSeverity(by=ANA, severity=Severity.P2, reason="x"))
    for order in orders:
        with pytest.raises(IncidentOver, match=r"INC-101 is RESOLVED\. To go on with it: `/incident reopen INC-101"):
            room.does(order)


def case(room: Rehearsal) -> ReviewInputs:
    """What closing looks at."""
    return ReviewInputs(room.state, room.organisation, room.now)


def test_every_fact_is_told_in_words() -> None:
    """The timeline says who did what, by name; no id of Slack is shown for somebody the file names."""
    room = declared(Severity.P0)
    room.passes(minutes=40)
    room.does(AskFor(by=GRACE, user=SAM, what="decide"))
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH, summary="all of it"))
    room.passes(minutes=15)
    room.does(DecideGate(by=ANA, gate="triage", choice="approve", digest="", words="agreed"))
    room.does(Pause(by=SAM, words="vendor"))
    room.does(Resume(by=SAM))
    room.does(PostUpdate(by=ELIF, text="Half of it works."))
    room.does(Resolve(by=SAM, summary="rolled back"))
    room.does(Close(by=SAM, reason="done"))
    room.does(Reopen(by=VERA, reason="it is back"))
    lines = [event.sentence(ORGANISATION.name_of) for event in room.events]
    assert all(lines)
    assert not [line for line in lines if "U0" in line or "U1" in line]
    assert "Ana Ortiz (On-call primary) was paged: declared" in lines
    assert "Ana Ortiz decided the triage gate: approved as P0 Critical: “agreed”" in lines
    assert "Engineering manager is informed: not resolved yet" in lines
    kinds: set[type[Fact]] = {type(event) for event in room.events}
    assert len(kinds) >= 20
