"""What holds for all four flows: from declare to CLOSED at every severity, by every strategy, nothing unapproved."""

import pytest

from bot.incident.closing_checklist import checklist
from bot.incident.playbook import BuiltIn, Step
from bot.incident.review.inputs import ReviewInputs
from bot.incident.roles import Permission
from bot.incident.schedule import Standing, standing
from bot.incident.severity import Severity
from bot.incident.state import Status
from bot.incident.topics.steps.doing import SkipStep
from tests.incident.rehearsal import ANA
from tests.playbooks.playing import NAMES, SHIPPED, Played

ITIL, RAPID, GATED, SRE = (SHIPPED[name] for name in ("itil", "rapid", "gated", "sre"))

#: The strategies of 10.8 and M1.
STRATEGIES = (
    "rollback", "hotfix", "configuration", "workaround", "scaling", "restart", "failover", "fallback", "feature_flag",
    "throttling", "circuit_breaker", "traffic_shift", "maintenance_mode", "vendor",
)  # fmt: skip


def own(steps: dict[str, Step]) -> list[str]:
    """The steps that people fill in."""
    return [name for name, step in steps.items() if not step.built_in]


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("name", NAMES)
def test_each_flow_goes_from_declare_to_closed_at_every_severity(name: str, severity: Severity) -> None:
    """People alone are enough: no step waits for what never comes, no gate for somebody who is not there."""
    played = Played(SHIPPED[name], severity).to_the_end()
    assert played.room.state.status is Status.CLOSED
    assert played.room.state.resolved is not None
    assert played.room.state.cause


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_leads_through(name: str, strategy: str) -> None:
    """M1: the sources' options and all others have a way of being carried out."""
    played = Played(SHIPPED[name], strategy=strategy).to_the_end()
    assert played.room.state.strategy == strategy
    executed = [step for step in played.done if step.startswith("execution_")]
    assert len(executed) == (1 if name == "itil" else 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_minor_incident_asks_for_no_review(name: str) -> None:
    """S8: P3 needs none."""
    done = Played(SHIPPED[name], Severity.P3).to_the_end().done
    assert not {"review_meeting", "review_document", "postmortem", "panel", "actions", "gate:review"} & set(done)


def review_inputs_of(played: Played) -> ReviewInputs:
    """What closing looks at."""
    return ReviewInputs(played.room.state, played.room.organisation, played.room.now, played.playbook)


@pytest.mark.parametrize("name", NAMES)
def test_a_p2_may_be_reviewed_and_closes_without(name: str) -> None:
    """P1, S8: the forms are offered, closing does not ask for them; for a P1 it does."""
    asked = {}
    for severity in (Severity.P1, Severity.P2):
        played = Played(SHIPPED[name], severity)
        played.until("review_meeting" if name == "itil" else "panel" if name == "gated" else "postmortem")
        last = SHIPPED[name].phases[-1].title
        asked[severity] = [words for words, done in checklist(review_inputs_of(played)) if last in words]
    assert asked[Severity.P1] and not asked[Severity.P2]


def test_words_that_went_out_after_the_end_have_told_people_of_it() -> None:
    """M9, S8: beside a resolution notification no update is asked for; one that was skipped told nobody."""
    told = ("Update sent after the end", True)
    played = Played(ITIL).until("validation")
    played.room.passes(minutes=1)
    played.does("validation")
    assert told not in checklist(review_inputs_of(played))
    played.room.does(SkipStep(by=ANA, step="resolution_notification", reason="not now"))
    assert told not in checklist(review_inputs_of(played))
    played.does("status_resolved")
    assert told in checklist(review_inputs_of(played))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_changes_production_before_somebody_who_may_has_approved_it(name: str) -> None:
    """M2: a rollback and a hotfix are the deployment manager's, anything else the commander's."""
    playbook = SHIPPED[name]
    chosen = next(step for step in playbook.steps.values() if step.effect == "strategy")
    gate = next(gate for gate in playbook.gates if gate.after == (chosen.name,))
    assert gate.approve is Permission.GATE_MITIGATION
    assert set(gate.approve_when.values()) == {Permission.GATE_DEPLOY}
    assert set(gate.approve_when) == {"strategy_rollback", "strategy_hotfix"}
    played = Played(playbook).until(f"gate:{gate.name}")
    waiting = [step for step in own(playbook.steps) if f"gate:{gate.name}" in playbook.steps[step].needs]
    assert waiting
    for step in waiting:
        stands = standing(playbook, played.room.state, playbook.steps[step])
        assert stands in (Standing.WAITING, Standing.NOT_REQUIRED), step


@pytest.mark.parametrize("name", NAMES)
def test_public_words_are_up_at_once_and_go_out_only_when_approved(name: str) -> None:
    """K2: the status page waits for no triage; what is posted has a gate of its own."""
    playbook = SHIPPED[name]
    assert "status_investigating" in Played(playbook).ready()
    for step in playbook.steps.values():
        if step.posts:
            gates = [gate for gate in playbook.gates if step.name in gate.after]
            assert [(gate.after, gate.approve, gate.by_author) for gate in gates] == [
                ((step.name,), Permission.GATE_WORDS, True)
            ]


@pytest.mark.parametrize("name", NAMES)
def test_words_that_are_too_late_are_asked_for_no_more(name: str) -> None:
    """Nobody puts `Investigating` on the status page of something that is over."""
    playbook = SHIPPED[name]
    played = Played(playbook)
    played.does("status_investigating")
    played.does("resolve")
    early = [step for step in playbook.steps.values() if step.name.startswith("status_") and "ongoing" in step.when]
    stands = {standing(playbook, played.room.state, step) for step in early}
    assert stands <= {Standing.DONE, Standing.NOT_REQUIRED}
    assert standing(playbook, played.room.state, playbook.steps["status_resolved"]) is Standing.READY


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_short_enough_for_three_in_the_morning(name: str) -> None:
    """At most ten fields, and hardly one of them has to be filled in."""
    for step in SHIPPED[name].steps.values():
        assert len(step.fields) <= 10, step.name
        assert sum(field.required for field in step.fields) <= 3, step.name


@pytest.mark.parametrize("name", NAMES)
def test_each_strategy_is_offered_with_its_time_and_risk(name: str) -> None:
    """10.8 beside each option."""
    fields = [field for step in SHIPPED[name].steps.values() for field in step.fields if field.name == "strategy"]
    (field,) = fields
    assert tuple(option.value for option in field.options) == STRATEGIES
    shown = {option.value: option.shown for option in field.options}
    assert shown["rollback"] == "Rollback (5-15 min, low risk)"
    assert shown["hotfix"] == "Hotfix (30 min-2 h, medium risk)"
    assert shown["configuration"] == "Configuration change (10-30 min, low to medium risk)"
    assert shown["workaround"] == "Workaround (at once, low risk)"
    assert shown["scaling"] == "Infrastructure scaling (10-20 min, low to medium risk, cost)"
    assert all(option.hint for option in field.options)


def test_every_flow_is_begun_by_the_incident_itself() -> None:
    """One triage, one end, one close in each."""
    for playbook in (ITIL, RAPID, GATED, SRE):
        built_in = [step.built_in for step in playbook.steps.values() if step.built_in]
        for one in (BuiltIn.TRIAGE, BuiltIn.RESOLVE, BuiltIn.CLOSE):
            assert built_in.count(one) == 1, (playbook.name, one)
