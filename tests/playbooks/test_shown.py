"""Slack takes every form and every card of the four playbooks, whatever was or was not written in them."""

from functools import cache
from typing import Any

import pytest

from bot.incident.playbook import FieldKind, FormField, Playbook, Step
from bot.incident.results import FieldValue
from bot.record.context import drafting
from bot.record.rendering import draft
from bot.slack.cards.gate import gate_card
from bot.slack.cards.phase import phase_card
from bot.slack.scene import Stage
from handlers.step_forms import Known, more_form, step_form
from tests.blockkit.payload import message_faults, view_faults
from tests.incident.rehearsal import ANA
from tests.playbooks.playing import NAMES, SHIPPED, Played
from tests.record.cases import material

STEPS = [(name, step.name) for name in NAMES for step in SHIPPED[name].steps.values() if step.fields]

#: The channel that forms are opened from.
CHANNEL = "C0101"


def stage_of(played: Played) -> Stage:
    """What cards look at."""
    known = material(played.room)
    return Stage(known.incident, known.organisation, known.times, played.playbook, known.results)


@cache
def begun(name: str) -> Played:
    """An incident that was just declared."""
    return Played(SHIPPED[name])


def drafted(step: Step, on_record: dict[str, Any]) -> Known:
    """What the form begins with when nobody filled it in before."""
    values: dict[str, FieldValue] = {
        field.name: text for field in step.fields if field.draft and (text := draft(field.draft, on_record))
    }
    return Known(values=values, basis="Prefilled with what the record knows; change what is wrong")


def longest(field: FormField) -> FieldValue:
    """As much as somebody could have put into a field, and hostile."""
    match field.kind:
        case FieldKind.CHOICE:
            return field.options[-1].value
        case FieldKind.CHOICES:
            return [option.value for option in field.options]
        case FieldKind.LIST:
            return ["<!channel> & `x` " * 10] * 60
        case FieldKind.TABLE:
            return [["<@U01ONCALL> | *x*" * 4] * len(field.columns)] * 60
        case FieldKind.PERSON:
            return ANA
        case FieldKind.DATE:
            return "2026-11-23"
        case FieldKind.YES_NO:
            return True
        case FieldKind.NUMBER:
            return 10**12
        case _:
            return "<!channel> & `x` " * 400


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_slack_takes_every_form(name: str, step: str) -> None:
    """Empty, prefilled from the record, and with more in it than a person should write."""
    stage, form = stage_of(begun(name)), SHIPPED[name].steps[step]
    full = Known(values={field.name: longest(field) for field in form.fields}, basis="Prefilled")
    for known in (Known(), drafted(form, drafting(material(begun(name).room))), full):
        assert view_faults(step_form(stage, form, known, CHANNEL)) == []


@pytest.mark.parametrize("name", NAMES)
def test_slack_takes_every_card_from_declare_to_close(name: str) -> None:
    """Of each phase and each gate, after every single thing that was done."""
    played = Played(SHIPPED[name])
    seen: set[str] = set()
    for _ in range(100):
        stage = stage_of(played)
        for phase in played.playbook.phases:
            card = phase_card(stage, CHANNEL, phase)
            assert message_faults(card.text, card.blocks) == []
            if any(step.fields for step in phase.steps):
                assert view_faults(more_form(stage, phase, CHANNEL)) == []
        for gate, stands in played.room.state.gates.items():
            card = gate_card(stage, CHANNEL, gate, stands)
            assert message_faults(card.text, card.blocks) == []
            seen.add(gate)
        if played.room.state.closed or not played.turn():
            break
    assert played.room.state.closed
    assert seen >= _decided(played.playbook)


def _decided(playbook: Playbook) -> set[str]:
    """The gates that a P0 comes to in any case."""
    return {gate.name for gate in playbook.gates if set(gate.when) <= {"always", "ongoing", "resolved"}}


def test_a_card_says_what_happens_if_nobody_does_anything() -> None:
    """SURFACES rule 2: the flow waits for tier 1, and not for the regression form beside it."""
    stage = stage_of(begun("itil"))
    cards = {phase.name: str(phase_card(stage, CHANNEL, phase).blocks) for phase in SHIPPED["itil"].phases}
    assert "if nobody does, the flow waits here" in cards["functional_escalation"]
    assert "can fill it in · nothing waits for it" in cards["regression_triage"]
