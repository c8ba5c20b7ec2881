"""The playbook: steps in order and side by side, gates that wait, results done again (S2, T7, C8, M7, M8)."""

import pytest

from bot.incident.impact_facets import ImpactFacets
from bot.incident.playbook import Effect
from bot.incident.refusals import AlreadySo, FieldsInvalid, NotAllowed, NothingOpen, OwnWords, StepWaits, TextMissing
from bot.incident.schedule import Standing, between, ready_steps, standing
from bot.incident.severity import Level, Severity
from bot.incident.state import ClockName, GateState, Status
from bot.incident.topics.closing import Reopen
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Paged
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.steps.doing import CompleteStep, FailStep, SkipStep
from bot.incident.topics.steps.effects import EFFECTS, StepsReopened
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.flows import SMALL, begun
from tests.incident.rehearsal import (
    ANA,
    CHIDI,
    ELIF,
    INES,
    KIM,
    ORGANISATION,
    VERA,
    Rehearsal,
    declared,
)


def does(room: Rehearsal, step: str, by: str = ANA, **fields: object) -> None:
    """Somebody fills in a step."""
    room.does(CompleteStep(by=by, step=step, fields=fields))


def approves(room: Rehearsal, gate: str, by: str = ANA) -> None:
    """Somebody approves what the gate's card shows."""
    room.does(DecideGate(by=by, gate=gate, choice="approve", digest=room.state.gates[gate].digest))


def stands(room: Rehearsal, step: str) -> Standing:
    """Where a step stands."""
    return standing(room.playbook, room.state, room.playbook.steps[step])


def stands_gate(room: Rehearsal, gate: str) -> GateState:
    """Where a gate stands."""
    return room.state.gates[gate].state


def with_cause(room: Rehearsal) -> Rehearsal:
    """The cause is found and approved."""
    does(room, "five_whys", root_cause="a leak of connections")
    does(room, "fishbone", people="* tired\n2. new")
    approves(room, "cause")
    return room


def mitigating(room: Rehearsal) -> Rehearsal:
    """A rollback is chosen and approved."""
    does(with_cause(room), "strategy", strategy="rollback")
    approves(room, "strategy", by=KIM)
    return room


def test_steps_wait_for_the_triage_and_then_are_ready_side_by_side() -> None:
    """Nothing needs to be told to anybody: what is ready follows from what was done."""
    room = declared(None, playbook=SMALL)
    assert [step.name for step in ready_steps(SMALL, room.state)] == ["triage", "words"]
    with pytest.raises(StepWaits, match="Five whys waits for the Triage gate"):
        does(room, "five_whys", root_cause="x")
    room = begun()
    assert [step.name for step in ready_steps(SMALL, room.state)] == ["five_whys", "fishbone", "words"]
    assert stands(room, "strategy") is Standing.WAITING


def test_a_gate_opens_when_all_its_steps_are_done_and_asks_those_who_may() -> None:
    """Ana and Chidi decide the cause; only then a strategy can be chosen."""
    room = begun()
    does(room, "five_whys", root_cause="a leak")
    assert "cause" not in room.state.gates
    does(room, "fishbone", people=["tired"])
    assert room.state.gates["cause"].state is GateState.OPEN
    assert room.state.gates["cause"].asked == (ANA, CHIDI)
    with pytest.raises(StepWaits):
        does(room, "strategy", strategy="rollback")
    with pytest.raises(NotAllowed):
        approves(room, "cause", by=VERA)
    approves(room, "cause")
    assert stands(room, "strategy") is Standing.READY


def test_the_cause_meets_its_clock_and_stands_on_the_record() -> None:
    """C9."""
    room = begun()
    does(room, "five_whys", root_cause="a  leak\nof connections")
    assert room.state.cause == "a leak of connections"
    found = room.now
    assert room.state.clocks[ClockName.CAUSE].met == found
    # Neither is forgotten at a level that has no such clock.
    room.passes(minutes=90)
    for severity in (Severity.P2, Severity.P1):
        room.does(SetSeverity(by=ANA, severity=severity, reason="seen again"))
    assert room.state.clocks[ClockName.CAUSE].met == found
    assert not room.state.clocks[ClockName.CAUSE].missed


def test_sent_back_means_done_again_with_the_words() -> None:
    """The form comes back with what was written; the gate opens once more on the new result."""
    room = begun()
    does(room, "five_whys", root_cause="a leak")
    does(room, "fishbone", people="tired")
    first = room.state.gates["cause"].digest
    with pytest.raises(TextMissing):
        room.does(DecideGate(by=ANA, gate="cause", choice="revise", digest=first))
    room.does(DecideGate(by=ANA, gate="cause", choice="revise", digest=first, words="which pool?"))
    assert room.state.steps["five_whys"].words == "which pool?"
    assert stands(room, "five_whys") is Standing.READY
    does(room, "five_whys", root_cause="a leak in the pool of orders")
    assert room.state.gates["cause"].state is GateState.REVISION
    does(room, "fishbone", people="tired")
    gate = room.state.gates["cause"]
    assert (gate.state, gate.round) == (GateState.OPEN, 2)
    assert gate.digest != first


def test_what_a_gate_approved_stays_as_it_is() -> None:
    """Nobody changes the cause behind the back of who approved it."""
    room = with_cause(begun())
    with pytest.raises(AlreadySo, match="The Root cause gate approved Five whys"):
        does(room, "five_whys", root_cause="something else")


def test_a_result_may_be_changed_while_its_gate_waits() -> None:
    """The card shows the new plan, and the old button is stale."""
    room = begun()
    does(room, "five_whys", root_cause="a leak")
    does(room, "fishbone", people="tired")
    before = room.state.gates["cause"].digest
    does(room, "five_whys", root_cause="a leak, found in the pool")
    assert room.state.gates["cause"].digest != before
    assert room.state.gates["cause"].state is GateState.OPEN


def test_two_people_fill_in_one_step() -> None:
    """The second hears who was first, and keeps their text."""
    room = begun()
    room.does(CompleteStep(by=ANA, step="five_whys", fields={"root_cause": "a leak"}, seen=0))
    with pytest.raises(AlreadySo, match="Ana Ortiz filled in Five whys meanwhile"):
        room.does(CompleteStep(by=CHIDI, step="five_whys", fields={"root_cause": "a flood"}, seen=0))


def test_a_rollback_is_the_deployment_managers_to_approve() -> None:
    """M2: the strategy decides who decides."""
    room = with_cause(begun())
    does(room, "strategy", strategy="rollback")
    assert room.state.status is Status.MITIGATING
    assert room.state.gates["strategy"].asked == (KIM,)
    with pytest.raises(NotAllowed, match="deployment manager"):
        approves(room, "strategy")
    room = with_cause(begun())
    does(room, "strategy", strategy="scaling")
    assert room.state.gates["strategy"].asked == (ANA, CHIDI)


def test_another_strategy_is_a_choice_at_the_gate() -> None:
    """M7."""
    room = with_cause(begun())
    does(room, "strategy", strategy="rollback")
    room.does(DecideGate(by=KIM, gate="strategy", choice="another", digest="", words="v41 has no migration"))
    assert room.state.gates["strategy"].outcome == "decided: try another"
    assert stands(room, "strategy") is Standing.READY
    does(room, "strategy", strategy="rollback")
    with pytest.raises(NothingOpen, match="no choice called burn"):
        room.does(DecideGate(by=KIM, gate="strategy", choice="burn", digest=""))


def test_a_mitigation_that_does_not_suffice_goes_back_to_the_choice_of_a_strategy() -> None:
    """M8: next strategy, gate again."""
    room = mitigating(begun())
    does(room, "validation", resolution_status="NOT RESOLVED")
    assert stands(room, "strategy") is Standing.READY
    assert stands(room, "validation") is Standing.WAITING
    does(room, "strategy", strategy="scaling")
    gate = room.state.gates["strategy"]
    assert (gate.state, gate.round, gate.asked) == (GateState.OPEN, 2, (ANA, CHIDI))
    assert room.state.status is Status.MITIGATING


def test_a_validated_fix_resolves_it() -> None:
    """D8, M9; and the review is ready only now."""
    room = mitigating(begun())
    assert stands(room, "review") is Standing.NOT_REQUIRED
    does(room, "validation", resolution_status="RESOLVED", summary="error rate is back to normal")
    assert room.state.status is Status.RESOLVED
    assert room.state.resolved and room.state.resolved.words == "error rate is back to normal"
    assert stands(room, "review") is Standing.READY


def test_who_may_not_resolve_leaves_the_last_word_to_the_commander() -> None:
    """The validation is on the record; the incident goes on until the commander says so."""
    room = mitigating(begun())
    does(room, "validation", by=VERA, resolution_status="RESOLVED")
    assert room.state.status is Status.MITIGATING
    assert stands(room, "validation") is Standing.DONE


def test_the_review_is_written_and_decided_after_the_end() -> None:
    """Its gate reminds, and waits for the commander."""
    room = mitigating(begun())
    does(room, "validation", resolution_status="RESOLVED")
    does(room, "review", actions="fix the pool | Chidi | 2026-11-28\nalert | Ana")
    assert stands_gate(room, "review") is GateState.OPEN
    assert set(room.timers) == {"gate:review:reminder", "gate:review:backup"}
    approves(room, "review")
    assert stands_gate(room, "review") is GateState.APPROVED


def test_resolving_by_hand_leaves_nothing_that_could_change_production() -> None:
    """The gate of the strategy is withdrawn; steps that make no sense any more are not required."""
    room = with_cause(begun())
    does(room, "strategy", strategy="rollback")
    room.does(Escalate(by=ANA, reason="the owner is needed"))
    room.does(Resolve(by=ANA, summary="it healed"))
    assert room.state.gates["strategy"].state is GateState.WITHDRAWN
    assert stands(room, "tier_two") is Standing.NOT_REQUIRED


def test_reopening_asks_for_a_strategy_again() -> None:
    """What was chosen did not hold."""
    room = mitigating(begun())
    does(room, "validation", resolution_status="RESOLVED")
    room.does(Reopen(by=VERA, reason="errors are back"))
    assert stands(room, "strategy") is Standing.READY
    assert stands(room, "five_whys") is Standing.DONE


def test_a_step_that_failed_stops_the_flow_until_somebody_decides() -> None:
    """S2: done by hand after all, or skipped with a reason by the commander."""
    room = begun()
    with pytest.raises(TextMissing):
        room.does(FailStep(by=VERA, step="five_whys", reason=" "))
    room.does(FailStep(by=VERA, step="five_whys", reason="nobody knows the code"))
    does(room, "fishbone", people="tired")
    assert stands(room, "five_whys") is Standing.FAILED
    assert "cause" not in room.state.gates
    with pytest.raises(NotAllowed):
        room.does(SkipStep(by=VERA, step="five_whys", reason="x"))
    room.does(SkipStep(by=ANA, step="five_whys", reason="the vendor will tell"))
    assert room.state.gates["cause"].state is GateState.OPEN
    with pytest.raises(AlreadySo):
        room.does(SkipStep(by=ANA, step="five_whys", reason="again"))


def test_a_gate_whose_steps_were_all_skipped_has_nothing_to_decide() -> None:
    """The flow goes on behind it."""
    room = begun()
    for step in ("five_whys", "fishbone"):
        room.does(SkipStep(by=ANA, step=step, reason="known already"))
    assert "cause" not in room.state.gates
    assert stands(room, "strategy") is Standing.READY


def test_a_pause_keeps_gates_shut_until_the_flow_goes_on() -> None:
    """S3."""
    room = begun()
    does(room, "five_whys", root_cause="a leak")
    room.does(Pause(by=ANA))
    does(room, "fishbone", people="tired")
    assert "cause" not in room.state.gates
    room.does(Resume(by=ANA))
    assert room.state.gates["cause"].state is GateState.OPEN


def test_what_was_not_filled_in_is_said_field_by_field() -> None:
    """The form shows each fault under its field."""
    room = with_cause(begun())
    with pytest.raises(FieldsInvalid) as refused:
        does(room, "strategy", strategy="magic")
    assert refused.value.faults == {"strategy": "choose one of rollback, hotfix, scaling"}
    with pytest.raises(FieldsInvalid) as refused:
        room.does(CompleteStep(by=ANA, step="strategy", fields={"other": "x"}))
    assert set(refused.value.faults) == {"strategy", "other"}


def test_who_may_approve_words_has_approved_what_they_wrote() -> None:
    """K2: Elif writes for the status page, and it goes out; Vera's words wait for Elif or Ana."""
    room = begun()
    does(room, "words", by=ELIF, message="We are looking into it.")
    gate = room.state.gates["words"]
    assert (gate.state, gate.decision and gate.decision.by) == (GateState.APPROVED, ELIF)
    room = begun()
    does(room, "words", by=VERA, message="It is all Bo's fault.")
    assert room.state.gates["words"].state is GateState.OPEN
    assert room.state.gates["words"].asked == (ELIF, ANA)


def test_the_organisation_may_want_a_second_person_for_public_words() -> None:
    """10.9: not by who drafted them."""
    strict = ORGANISATION.but(policies=ORGANISATION.policies.but(second_for_words=True))
    room = declared(None, playbook=SMALL, organisation=strict)
    does(room, "words", by=VERA, message="x")
    room = declared(None, playbook=SMALL, organisation=strict)
    room.does(AddNote(by=ELIF, text="x"))
    does(room, "words", by=ELIF, message="We are looking into it.")
    assert stands_gate(room, "words") is GateState.OPEN
    with pytest.raises(OwnWords, match="Ana Ortiz"):
        approves(room, "words", by=ELIF)
    approves(room, "words")
    assert stands_gate(room, "words") is GateState.APPROVED


def test_every_effect_of_a_playbook_is_known() -> None:
    """A name in a file that nothing stands behind would do nothing in the night."""
    assert set(EFFECTS) == set(Effect)
    assert between(SMALL, "strategy", "validation") == ("strategy", "validation")


def test_reopened_steps_are_told_once() -> None:
    """Only what was touched is to be done again."""
    room = mitigating(begun())
    does(room, "validation", resolution_status="PARTIALLY RESOLVED")
    assert [event.steps for event in room.events if isinstance(event, StepsReopened)] == [("strategy", "validation")]


def test_executives_hear_at_once_of_what_is_theirs() -> None:
    """E5: revenue, compliance, safety or high reputation risk, security and data loss do not wait for the clock."""
    stakes = (
        ImpactFacets(revenue="$4,000 an hour"),
        ImpactFacets(compliance=True),
        ImpactFacets(reputation=Level.HIGH),
    )
    for one in stakes:
        room = declared(Severity.P1)
        told = room.does(ProposeTriage(by=VERA, impact=Level.MEDIUM, urgency=Level.HIGH, stakes=one))
        assert [event.user for event in told if isinstance(event, Paged)] == [INES]
        again = room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH, stakes=one))
        assert not [event for event in again if isinstance(event, Paged)]
    room = declared(Severity.P1)
    told = room.does(
        ProposeTriage(by=VERA, impact=Level.MEDIUM, urgency=Level.HIGH, stakes=ImpactFacets(revenue="none"))
    )
    assert not [event for event in told if isinstance(event, Paged)]


def test_a_triage_that_nobody_decided_is_asked_again_after_a_reopen() -> None:
    """It was withdrawn when it seemed over; without it the flow would wait for ever."""
    room = declared(None, playbook=SMALL)
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH))
    room.does(Resolve(by=ANA, summary="it healed"))
    assert stands_gate(room, "triage") is GateState.WITHDRAWN
    room.does(Reopen(by=VERA, reason="errors are back"))
    assert stands_gate(room, "triage") is GateState.OPEN
