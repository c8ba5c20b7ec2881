"""How the facts of the playbook change the incident: its gates, its steps, and what came of them."""

from collections.abc import Callable
from typing import Any

from bot.incident.blame import Blamed
from bot.incident.events import (
    CauseFound,
    DecisionAsked,
    DecisionGiven,
    Fact,
    GateDecided,
    GateOpened,
    GateReminded,
    GateWithdrawn,
    PathCalled,
    StepDone,
    StepFailed,
    StepSkipped,
    StepsReopened,
    StrategyChosen,
)
from bot.incident.evolve_shared import belonging, merged, met
from bot.incident.results import BONES
from bot.incident.state import (
    KEPT_REASON,
    ClockName,
    Decision,
    Gate,
    GateState,
    Incident,
    Mark,
    StepMark,
    StepState,
)


def _gate_opened(state: Incident, event: GateOpened) -> Incident:
    before = state.gates.get(event.gate)
    gate = Gate(
        state=GateState.OPEN, opened_at=event.at, digest=event.digest, asked=event.asked,
        round=before.round + 1 if before else 1,
    )  # fmt: skip
    return belonging(state.but(gates={**state.gates, event.gate: gate}), event.asked, "was asked to decide")


def _gate_reminded(state: Incident, event: GateReminded) -> Incident:
    gate = state.gates[event.gate]
    changed = (
        gate.but(backup_asked=True, backup=event.asked, asked=merged(gate.asked, event.asked))
        if event.backup
        else gate.but(reminded=True)
    )
    return belonging(state.but(gates={**state.gates, event.gate: changed}), event.asked, "was asked to decide")


def _gate_decided(state: Incident, event: GateDecided) -> Incident:
    where = GateState.APPROVED if event.choice == "approve" else GateState.REVISION
    decision = Mark(by=event.by, at=event.at, words=event.words)
    gate = state.gates[event.gate].but(state=where, decision=decision, outcome=event.outcome)
    return state.but(gates={**state.gates, event.gate: gate})


def _gate_withdrawn(state: Incident, event: GateWithdrawn) -> Incident:
    gate = state.gates[event.gate].but(
        state=GateState.WITHDRAWN, decision=Mark(by=event.by, at=event.at), outcome=event.reason
    )
    return state.but(gates={**state.gates, event.gate: gate})


def _step_done(state: Incident, event: StepDone) -> Incident:
    if verdict := event.fields.get("regression_verdict"):
        state = state.but(regression=str(verdict))
    state = _marked(state, event.step, StepState.DONE, event, event.gist, round=event.round, blamed=event.blamed)
    fishbone = any(event.fields.get(bone) for bone in BONES)
    return state.but(steps={**state.steps, event.step: state.steps[event.step].but(fishbone=fishbone)})


def _step_failed(state: Incident, event: StepFailed) -> Incident:
    return _marked(state, event.step, StepState.FAILED, event, event.reason)


def _step_skipped(state: Incident, event: StepSkipped) -> Incident:
    return _marked(state, event.step, StepState.SKIPPED, event, event.reason)


def _steps_reopened(state: Incident, event: StepsReopened) -> Incident:
    for name in event.steps:
        state = _marked(state, name, StepState.TO_DO, event, event.reason)
    return state


def _marked(
    state: Incident, step: str, where: StepState, event: Fact, words: str, round: int | None = None,
    blamed: tuple[Blamed, ...] = (),
) -> Incident:  # fmt: skip
    before = state.steps.get(step)
    number = round if round is not None else before.round if before else 0
    mark = StepMark(state=where, by=event.by, at=event.at, round=number, words=words[:KEPT_REASON], blamed=blamed)
    return state.but(steps={**state.steps, step: mark})


def _decision_asked(state: Incident, event: DecisionAsked) -> Incident:
    asked = Decision(
        round=event.round, question=event.question, options=event.options, until=event.until, role=event.role,
        asked=event.asked,
    )  # fmt: skip
    state = state.but(decisions={**state.decisions, event.step: asked})
    return belonging(state, event.asked, "was asked to decide")


def _decision_given(state: Incident, event: DecisionGiven) -> Incident:
    given = Mark(by=event.by, at=event.at, words=event.answer)
    return state.but(
        decisions={**state.decisions, event.step: state.decisions[event.step].but(given=given)}
    )  # fmt: skip


def _cause_found(state: Incident, event: CauseFound) -> Incident:
    found = state.but(cause=event.cause, cause_at=state.cause_at or event.at)
    return met(found, ClockName.CAUSE, event)


def _strategy_chosen(state: Incident, event: StrategyChosen) -> Incident:
    return state.but(strategy=event.strategy)


def _path_called(state: Incident, event: PathCalled) -> Incident:
    return state.but(path_called=(*state.path_called, event.number))


FLOW_CHANGES: dict[type[Any], Callable[[Incident, Any], Incident]] = {
    GateOpened: _gate_opened,
    GateReminded: _gate_reminded,
    GateDecided: _gate_decided,
    GateWithdrawn: _gate_withdrawn,
    StepDone: _step_done,
    StepFailed: _step_failed,
    StepSkipped: _step_skipped,
    StepsReopened: _steps_reopened,
    DecisionAsked: _decision_asked,
    DecisionGiven: _decision_given,
    CauseFound: _cause_found,
    StrategyChosen: _strategy_chosen,
    PathCalled: _path_called,
}
