"""Nobody who may not decide weakens level, clocks or pages, with whatever they order (T3, T7, 10.9)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.questions import Answers, Experience, SlaStatus
from bot.incident.refusals import Refused
from bot.incident.severity import PROVISIONAL, Level, Severity
from bot.incident.state import MUSTER, GateState, Incident
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import AnswerQuestions, GiveGuidance
from bot.incident.topics.people import Join
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, CHIDI, HUGO, KIM, VERA, Rehearsal, declared

LOW = ProposeTriage(impact=Level.LOW, urgency=Level.LOW, summary="a footer")

#: What people who decide nothing here may order.
outsiders = st.sampled_from([VERA, HUGO, KIM, MUSTER])
levels = st.sampled_from(Level)
answers = st.builds(
    Answers, users_percent=st.sampled_from([None, 0, 3, 15, 60]), not_sensitive=st.booleans(),
    experience=st.sampled_from([None, *Experience]), sla=st.sampled_from([None, *SlaStatus]),
    impact=st.sampled_from(["", "payments are slow"]),
)  # fmt: skip
orders = st.one_of(
    st.builds(ProposeTriage, by=outsiders, impact=levels, urgency=levels, outage=st.booleans()),
    st.builds(AnswerQuestions, by=outsiders, answers=answers),
    st.builds(GiveGuidance, by=outsiders, text=st.sampled_from(["no hurry", "security breach", "tight SLA"])),
    st.builds(SetSeverity, by=outsiders.filter(lambda one: one != MUSTER), severity=st.sampled_from(Severity),
              reason=st.just("it is not that bad")),
    st.builds(DecideGate, by=outsiders.filter(lambda one: one != MUSTER), gate=st.just("triage"),
              choice=st.just("approve"), digest=st.just("")),
    st.builds(Join, by=outsiders.filter(lambda one: one != MUSTER)),
)  # fmt: skip


def weakened(before: Incident, after: Incident) -> Iterator[str]:
    """What is weaker than it was."""
    if (after.severity or PROVISIONAL) > (before.severity or PROVISIONAL):
        yield f"the level went from {before.severity} to {after.severity}"
    for name, clock in before.clocks.items():
        if name not in after.clocks or after.clocks[name].due > clock.due:
            yield f"the {name} clock"
    for key, page in before.pages.items():
        waits = after.pages[key]
        later = page.deadline and (waits.deadline is None or waits.deadline > page.deadline)
        if waits.answer is not page.answer or later:
            yield f"the page {key}"
    for title, gate in before.gates.items():
        if gate.state is GateState.OPEN and after.gates[title].state is not GateState.OPEN:
            yield f"the {title} gate"
    if before.next_update and (after.next_update is None or after.next_update > before.next_update):
        yield "the next update"


@given(st.sampled_from([None, *Severity]), st.lists(st.tuples(orders, st.integers(0, 300)), max_size=8))
def test_nothing_is_weakened(level: Severity | None, story: list[tuple[Command, int]]) -> None:
    """Whatever outsiders order, one after the other: each time all is at least as strong as before."""
    room = Rehearsal()
    room.does(Declare(by=VERA, text="payments are down", severity=level))
    for command, seconds in story:
        room.now += timedelta(seconds=seconds)
        before = room.state
        with suppress(Refused):
            room.does(command)
        assert list(weakened(before, room.state)) == []


def test_an_update_that_was_promised_soon_is_not_put_off() -> None:
    """The SLA is nearly breached, so updates come more often; answered again without it, the promised one stays."""
    room = declared(None)
    room.does(AnswerQuestions(by=VERA, answers=Answers(sla=SlaStatus.BUDGET_LOW)))
    before = room.state
    room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=15)))
    assert list(weakened(before, room.state)) == []


@pytest.mark.parametrize("by", [VERA, HUGO, MUSTER])
@pytest.mark.parametrize("level", [Severity.P0, Severity.P1, Severity.P2, None])
def test_a_p3_of_somebody_who_may_not_decide_waits_at_the_gate(level: Severity | None, by: str) -> None:
    """`declare P0 payments are down`, and a visitor's form says P3: clocks and pages go on, and Ana is asked."""
    room = declared(level)
    room.does(Join(by=HUGO))
    before = room.state
    room.does(LOW.but(by=by))
    assert (room.state.severity, room.state.clocks, room.state.pages) == (level, before.clocks, before.pages)
    gate = room.state.gates["triage"]
    assert (gate.state, gate.asked) == (GateState.OPEN, deciding(room))
    room.does(DecideGate(by=gate.asked[0], gate="triage", choice="approve", digest=gate.digest))
    assert (room.state.severity, room.state.severity_final) == (Severity.P3, True)


def deciding(room: Rehearsal) -> tuple[str, ...]:
    """Who leads: with a P2 nobody was named, and the on-call engineers stand in."""
    led = room.state.severity in (Severity.P0, Severity.P1, None)
    return (ANA, CHIDI) if led else room.state.gates["triage"].asked


def test_who_may_decide_decides_with_the_form() -> None:
    """Ana's own P3 asks nobody: she is whom the gate would ask."""
    room = declared(Severity.P0)
    room.does(LOW.but(by=ANA))
    assert (room.state.severity, room.state.severity_final) == (Severity.P3, True)
    assert "triage" not in room.state.gates


def test_a_p3_that_lowers_nothing_needs_no_gate() -> None:
    """Declared as P3 it stays one, whoever says so."""
    room = declared(Severity.P3)
    room.does(LOW.but(by=VERA))
    assert (room.state.severity, room.state.severity_final) == (Severity.P3, True)
