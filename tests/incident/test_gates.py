"""The triage gate: asked, reminded, decided once (T7, DESIGN 5 and 8)."""

import pytest

from bot.incident.refusals import (
    AlreadyDecided,
    AlreadySo,
    IncidentOver,
    NotAllowed,
    NothingOpen,
    StalePlan,
    TextMissing,
    TextTooLong,
)
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import Gate, GateState, Status
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.gates.opening import GateReminded, GateWithdrawn
from bot.incident.topics.paging import Engage
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import DeclineRole
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, BO, CHIDI, SAM, VERA, Rehearsal, declared

TRIAGE = ProposeTriage(
    by=VERA, impact=Level.HIGH, urgency=Level.MEDIUM, summary="a tenth of payments", actions="restart"
)


def waiting() -> Rehearsal:
    """An incident whose triage waits for Ana or Chidi, while Ana works on it."""
    room = declared(None)
    room.does(Engage(by=ANA))
    room.does(TRIAGE)
    return room


def gate(room: Rehearsal) -> Gate:
    """The triage gate as it stands."""
    return room.state.gates["triage"]


def approve(room: Rehearsal, by: str = ANA, digest: str | None = None, **more: object) -> DecideGate:
    """The click on "Approve" of the card that is shown now, or of an older one."""
    shown = gate(room).digest if digest is None else digest
    return DecideGate.model_validate({"by": by, "gate": "triage", "choice": "approve", "digest": shown, **more})


def revise(room: Rehearsal, words: str, by: str = ANA) -> DecideGate:
    """The form behind "Revise"."""
    digest = gate(room).digest
    return DecideGate(by=by, gate="triage", choice="revise", digest=digest, words=words)


def test_a_proposal_asks_the_commander_and_the_technical_lead() -> None:
    """Severity and status stay as they are until one of the two decides."""
    room = waiting()
    assert gate(room).asked == (ANA, CHIDI)
    assert room.state.severity is None
    assert room.state.impact == "a tenth of payments"


def test_approving_settles_the_severity() -> None:
    """P1 it is, final, by its rule; the card keeps who and when."""
    room = waiting()
    room.does(approve(room, words="agree, watching refunds"))
    asked = gate(room)
    assert (room.state.severity, room.state.severity_final) == (Severity.P1, True)
    assert room.state.severity_basis == "impact HIGH x urgency MEDIUM"
    assert (asked.state, asked.outcome) == (GateState.APPROVED, "approved as P1 High")
    assert asked.decision and (asked.decision.by, asked.decision.words) == (ANA, "agree, watching refunds")


def test_an_approval_before_anybody_works_on_it_makes_it_triaged() -> None:
    """DETECTED becomes TRIAGED; what is INVESTIGATING already stays so (D8)."""
    room = declared(None)
    room.does(TRIAGE)
    room.does(approve(room))
    assert room.state.status is Status.TRIAGED
    later = waiting()
    later.does(approve(later))
    assert later.state.status is Status.INVESTIGATING


def test_the_first_decides_and_the_second_hears_who_did() -> None:
    """Two people press at once: one decision, and Chidi reads that Ana was first."""
    room = waiting()
    room.does(approve(room))
    before = room.state
    with pytest.raises(AlreadyDecided, match="Ana Ortiz decided this already: approved as P1 High"):
        room.does(approve(room, by=CHIDI))
    with pytest.raises(AlreadyDecided, match="Ana Ortiz"):
        room.does(revise(room, "too low", by=CHIDI))
    assert room.state == before


def test_a_click_on_an_older_plan_is_refused() -> None:
    """The assessment changed under Ana's finger: nothing is decided, and she reads so (DESIGN 8)."""
    room = waiting()
    shown = gate(room).digest
    room.does(TRIAGE.but(urgency=Level.HIGH))
    with pytest.raises(StalePlan, match="Nothing was decided"):
        room.does(approve(room, digest=shown))
    assert gate(room).state is GateState.OPEN
    room.does(approve(room))
    assert room.state.severity is Severity.P0


@pytest.mark.parametrize(
    "change",
    [
        {"urgency": Level.LOW}, {"impact": Level.MEDIUM}, {"users_percent": 12}, {"outage": True},
        {"data_loss": True}, {"summary": "more"}, {"actions": "none"}, {"affected": "search"},
    ],
)  # fmt: skip
def test_any_change_of_the_plan_makes_older_cards_stale(change: dict[str, object]) -> None:
    """Whatever Ana would be approving without having read it is refused."""
    room = waiting()
    shown = gate(room).digest
    room.does(TRIAGE.but(**change))
    assert gate(room).digest != shown
    assert gate(room).round == 2


def test_the_same_plan_twice_is_one_gate() -> None:
    """A form that is sent twice opens no second round."""
    room = waiting()
    with pytest.raises(AlreadySo):
        room.does(TRIAGE)
    assert gate(room).round == 1


def test_sending_back_needs_words() -> None:
    """Revise says what has to change; the gate waits for the next proposal, and its buttons are dead."""
    room = waiting()
    with pytest.raises(TextMissing, match="what has to change"):
        room.does(revise(room, "  "))
    with pytest.raises(TextTooLong):
        room.does(revise(room, "x" * 10_001))
    room.does(revise(room, "more than a tenth"))
    assert gate(room).state is GateState.REVISION
    with pytest.raises(AlreadyDecided, match="sent back"):
        room.does(approve(room, by=CHIDI))
    room.does(TRIAGE.but(impact=Level.MEDIUM))
    assert gate(room).state is GateState.OPEN


def test_approving_as_another_level_needs_a_reason() -> None:
    """A person may override the matrix, on the record (T3)."""
    room = waiting()
    with pytest.raises(TextMissing, match="why it is P0"):
        room.does(approve(room, severity=Severity.P0))
    room.does(approve(room, severity=Severity.P0, words="refunds fail too"))
    assert room.state.severity is Severity.P0
    assert room.state.severity_basis == "Ana Ortiz at the gate: refunds fail too"


def test_deciders_are_reminded_and_then_their_backup_is_asked() -> None:
    """After five minutes the two, after ten Bo, who may decide from then on (SURFACES, gate card)."""
    room = waiting()
    with pytest.raises(NotAllowed):
        room.does(approve(room, by=BO))
    told = [event for event in room.passes(minutes=60) if isinstance(event, GateReminded)]
    assert [(event.at, event.backup) for event in told] == [(room.at(5), False), (room.at(10), True)]
    assert [event.asked for event in told] == [(ANA, CHIDI), (BO,)]
    assert BO in room.state.responders, "so that he is in the channel where he is asked"
    room.does(approve(room, by=BO))
    assert room.state.severity_final


def test_without_a_commander_on_call_stands_in() -> None:
    """Everybody gave the command back: primary and backup on call are asked (10.9)."""
    room = declared(None)
    for holder in (ANA, BO, SAM):
        room.does(DeclineRole(by=holder, role=Role.INCIDENT_COMMANDER))
    room.does(TRIAGE)
    assert gate(room).asked == (ANA, BO)
    room.does(approve(room, by=BO))


def test_a_pause_holds_the_reminders() -> None:
    """Paused, nobody is reminded; resumed, what fell due comes once (S3)."""
    room = waiting()
    room.does(Pause(by=ANA, words="waiting for the vendor"))
    assert not [event for event in room.passes(hours=1) if isinstance(event, GateReminded)]
    room.does(Resume(by=ANA))
    assert len([event for event in room.fires() if isinstance(event, GateReminded)]) == 2
    assert not [event for event in room.passes(hours=1) if isinstance(event, GateReminded)]


def test_escalation_never_waits_for_the_gate() -> None:
    """The triage is open, and the owner is called all the same when on-call ran out of time (T7)."""
    room = waiting()
    room.passes(minutes=30)
    assert CHIDI in [page.user for page in room.state.pages.values()]


def test_a_level_set_by_hand_withdraws_the_gate() -> None:
    """Ana sets P0 beside the gate: its card says who made it needless, and its buttons do nothing."""
    room = waiting()
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="refunds fail too"))
    asked = gate(room)
    assert (asked.state, asked.outcome) == (GateState.WITHDRAWN, "severity set by Ana Ortiz")
    with pytest.raises(AlreadyDecided):
        room.does(approve(room, by=CHIDI))
    assert not [name for name in room.timers if name.startswith("gate:")]


def test_p3_needs_no_gate() -> None:
    """The commander's assessment as P3 settles it at once, and an open gate is not needed any more (T7)."""
    room = waiting()
    room.does(TRIAGE.but(by=ANA, impact=Level.LOW, urgency=Level.LOW))
    assert room.state.severity is Severity.P3
    assert gate(room).state is GateState.WITHDRAWN
    assert room.timers == {}


def test_what_was_decided_to_be_bad_is_not_made_p3_by_a_responder_alone() -> None:
    """Ana decided on P0; Vera's assessment as P3 waits for Ana at the gate, and pages and clocks go on (10.9)."""
    room = waiting()
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="refunds fail too"))
    room.does(TRIAGE.but(impact=Level.LOW, urgency=Level.LOW))
    assert room.state.severity == "P0"
    assert gate(room).state is GateState.OPEN
    room.does(approve(room))
    assert room.state.severity == "P3"


def test_a_gate_that_does_not_exist_is_not_decided() -> None:
    """Before any assessment, and for a gate of another version, the person hears that nothing waits."""
    room = declared(None)
    for name in ("triage", "cause", "", "x" * 500):
        with pytest.raises(NothingOpen):
            room.does(DecideGate(by=ANA, gate=name, choice="approve", digest=""))


def test_the_end_withdraws_the_gate() -> None:
    """Resolved while the triage waited: nobody is asked any more, and the button says that it is over."""
    room = waiting()
    told = room.does(Resolve(by=ANA, summary="rolled back"))
    assert [event.reason for event in told if isinstance(event, GateWithdrawn)] == ["resolved"]
    with pytest.raises(IncidentOver):
        room.does(approve(room))


@pytest.mark.parametrize("field", ["summary", "actions", "affected"])
def test_an_assessment_that_is_too_long_is_given_back(field: str) -> None:
    """Ten thousand characters a field; more is refused and not cut."""
    room = declared(None)
    with pytest.raises(TextTooLong):
        room.does(TRIAGE.but(**{field: "x" * 10_001}))
