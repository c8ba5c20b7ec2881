"""Slack takes every form and every card of the four playbooks, whatever was or was not written in them."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bot.incident.playbook import FieldKind, FormField, Phase, Playbook, Step
from bot.incident.results import FieldValue
from bot.incident.topics.gates.opening import GateDecided
from bot.record.context import drafting
from bot.record.rendering import draft
from bot.slack.card_context import CardContext
from bot.slack.cards.gate import answer, asks, gate_card
from bot.slack.cards.phase import phase_card
from handlers.forms import gate_choice
from handlers.step_forms import Known, more_form, step_form
from tests.blockkit.payload import message_faults, view_faults
from tests.incident.rehearsal import ANA
from tests.playbooks.playing import NAMES, SHIPPED, Played
from tests.record.cases import material

STEPS = [(name, step.name) for name in NAMES for step in SHIPPED[name].steps.values() if step.fields]

#: The channel that forms are opened from.
CHANNEL = "C0101"


def card_context_of(played: Played) -> CardContext:
    """What cards look at."""
    known = material(played.room)
    return CardContext(known.incident, known.organisation, known.times, played.playbook, known.results)


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
    stage, form = card_context_of(begun(name)), SHIPPED[name].steps[step]
    full = Known(values={field.name: longest(field) for field in form.fields}, basis="Prefilled")
    for known in (Known(), drafted(form, drafting(material(begun(name).room))), full):
        assert view_faults(step_form(stage, form, known, CHANNEL)) == []


@pytest.mark.parametrize("name", NAMES)
def test_slack_takes_every_card_from_declare_to_close(name: str) -> None:
    """Of each phase and each gate, after every single thing that was done."""
    played = Played(SHIPPED[name])
    seen: set[str] = set()
    for _ in range(100):
        stage = card_context_of(played)
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


@pytest.mark.parametrize("name", NAMES)
def test_no_title_of_a_form_is_cut(name: str) -> None:
    """Over each form stand whole words of its own title; where they are not all of it, the rest is its first line."""
    stage = card_context_of(begun(name))
    for phase in SHIPPED[name].phases:
        forms: list[tuple[Step | Phase, Any]] = [
            (step, step_form(stage, step, Known(), CHANNEL)) for step in phase.steps if step.fields
        ]
        forms += [(phase, more_form(stage, phase, CHANNEL))] if any(step.fields for step in phase.steps) else []
        for what, shown in forms:
            over = shown["title"]["text"]
            assert over in (what.title, what.short) or what.title.endswith(f" · {over}"), what.title
            assert over == what.title or what.title in shown["blocks"][0]["text"]["text"]
    for gate in SHIPPED[name].gates:
        for choice in gate.choices:
            form: Any = gate_choice(stage.incident, gate.name, "", choice, CHANNEL)
            assert choice.title.startswith(form["title"]["text"]), choice.title


#: What each gate asks and the button that says yes to it; beside them the words that go to the status page.
ANSWERS = {
    "gated": {
        "Approve the triage of INC-101?": "Approve",
        "Go ahead with the mitigation of INC-101?": "Go ahead with rollback",
        "Is the mitigation of INC-101 enough?": "It is enough",
        "Approve the root cause of INC-101?": "Approve the root cause",
        "Approve the post-mortem of INC-101?": "Approve the post-mortem",
        "Send this to the stakeholders of INC-101?": "Send it",
        "Tell the stakeholders that INC-101 is resolved?": "Tell them",
    },
    "itil": {
        "Approve the triage of INC-101?": "Approve",
        "Approve the mitigation of INC-101?": "Approve rollback",
        "Send this to management about INC-101?": "Send it",
        "Send this to executives about INC-101?": "Send it",
        "Tell everybody inside that INC-101 is resolved?": "Tell them",
        "Approve the review of INC-101?": "Approve the review",
    },
    "rapid": {
        "Approve the triage of INC-101?": "Approve",
        "Go ahead with the relief for INC-101?": "Go ahead with rollback",
        "Deploy the fix for INC-101?": "Approve the deploy",
    },
    "sre": {
        "Approve triage and first mitigation of INC-101?": "Approve",
        "Go ahead with the first mitigation of INC-101?": "Go ahead with rollback",
        "Approve the investigation of INC-101?": "Approve the investigation",
        "Deploy the fix for INC-101?": "Approve the deploy",
        "Does the deployed fix for INC-101 stay?": "It stays",
        "Send this to engineering about INC-101?": "Send it",
        "Send this to executives about INC-101?": "Send it",
        "Send this to customer support about INC-101?": "Send it",
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_the_button_answers_what_the_card_asks(name: str) -> None:
    """Read together, they are a question and its answer."""
    chosen = next(step for step in SHIPPED[name].steps.values() if step.effect == "strategy")
    stage = card_context_of(Played(SHIPPED[name], strategy="rollback").until(_gate_after(name, chosen.name)))
    undecided = replace(stage, incident=stage.incident.model_copy(update={"proposal": None}))
    said = {re.sub(r"^\[.*] ", "", asks(undecided, gate)): answer(undecided, gate) for gate in SHIPPED[name].gates}
    assert {asked: words for asked, words in said.items() if not asked.startswith("Put this on")} == ANSWERS[name]
    assert {words for asked, words in said.items() if asked.startswith("Put this on")} == {"Post it"}


def test_what_may_be_read_as_blame_stands_on_the_card_before_it_is_decided() -> None:
    """P3: which words, where, what to write instead; approved all the same, it stays on the record."""
    written = ["Bo should have looked", "It was sloppy <!channel>", "The alert was late"]
    played = Played(SHIPPED["gated"], could_improve=written)
    stage = card_context_of(played.until("gate:review"))
    card = str(gate_card(stage, CHANNEL, "review", stage.incident.gates["review"]).blocks)
    assert "*2 places may be read as blame*" in card
    assert "• “should have” in What Went Poorly: say what would have made it visible, not what somebody" in card
    assert card.index("read as blame") < card.index("Criteria: Post-mortem is blameless")
    played.does("gate:review")
    decided = [one for one in played.room.events if isinstance(one, GateDecided) and one.gate == "review"][-1]
    assert [one.words for one in decided.blamed] == ["should have", "sloppy"]
    stage = card_context_of(played)
    after = str(gate_card(stage, CHANNEL, "review", stage.incident.gates["review"]).blocks)
    assert "Approved with words that may be read as blame: “should have” (What Went Poorly), “sloppy” (What" in after
    assert "Approved with" not in str(gate_card(stage, CHANNEL, "cause", stage.incident.gates["cause"]).blocks)


def test_a_review_that_was_mended_is_not_flagged_any_more() -> None:
    """Sent back or changed, it is read anew; a step that is no review is never read."""
    played = Played(SHIPPED["gated"], could_improve=["Bo forgot it"], root_cause="Bo forgot it").until("gate:review")
    assert [one.where for mark in played.room.state.steps.values() for one in mark.blamed] == ["What Went Poorly"]
    played.does("gate:review", choice="revise")
    played.does("postmortem", could_improve=["Nothing reminded anybody of it"])
    card = gate_card(card_context_of(played), CHANNEL, "review", played.room.state.gates["review"])
    assert "read as blame" not in str(card.blocks)


def _gate_after(name: str, step: str) -> str:
    return next(f"gate:{gate.name}" for gate in SHIPPED[name].gates if step in gate.after)


def _decided(playbook: Playbook) -> set[str]:
    """The gates that a P0 comes to in any case."""
    return {gate.name for gate in playbook.gates if set(gate.when) <= {"always", "ongoing", "resolved"}}


def test_a_card_says_what_happens_if_nobody_does_anything() -> None:
    """SURFACES rule 2: the flow waits for tier 1, and not for the regression form beside it."""
    stage = card_context_of(begun("itil"))
    cards = {phase.name: str(phase_card(stage, CHANNEL, phase).blocks) for phase in SHIPPED["itil"].phases}
    assert "if nobody does, the flow waits here" in cards["functional_escalation"]
    assert "can fill it in · nothing waits for it" in cards["regression_triage"]
