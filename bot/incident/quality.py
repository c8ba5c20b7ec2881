"""What closing asks for: the playbook's deliverables and the sources' quality gates, read off the record (S8)."""

from collections.abc import Iterator

from bot.incident.conditions import CONDITIONS
from bot.incident.playbook import GATE_PREFIX, Effect, Phase, Playbook
from bot.incident.roles import Role
from bot.incident.schedule import SETTLED, Standing, holds, standing
from bot.incident.severity import Severity
from bot.incident.state import ClockName, GateState, Incident, StepState

#: The words of an item, and whether the record shows it done.
Item = tuple[str, bool]


def checklist(state: Incident, playbook: Playbook) -> tuple[Item, ...]:
    """Every item that applies to the incident, in the order in which a person works through them."""
    items = [*_always(state), *_led(state)]
    if len(playbook.steps) > 1:
        items += [*_gates_of_a(state, playbook), *_left(state, playbook)]
    return tuple(items)


def is_delivered(playbook: Playbook, state: Incident, done: str) -> bool:
    """Whether what makes a deliverable done is so: a step, a gate, a condition or a fact of the incident."""
    if done.startswith(GATE_PREFIX):
        gate = state.gates.get(done.removeprefix(GATE_PREFIX))
        return gate is not None and gate.state is GateState.APPROVED
    if done in playbook.steps:
        return standing(playbook, state, playbook.steps[done]) in SETTLED
    facts = {
        "channel": state.channel is not None,
        "commander": Role.INCIDENT_COMMANDER in state.roles,
        "paged": bool(state.pages),
        "severity": state.severity_final,
        "updates": state.update_count > 0,
        "ticket": bool(state.intake.ticket and not state.intake.ticket.refused),
    }
    return facts[done] if done in facts else CONDITIONS[done](state)


def _always(state: Incident) -> Iterator[Item]:
    yield "Resolved", state.resolved is not None
    yield "Severity decided", state.severity_final
    yield "No gate waits", not any(gate.state is GateState.OPEN for gate in state.gates.values())


def _led(state: Incident) -> Iterator[Item]:
    if state.severity in (Severity.P0, Severity.P1, None):
        yield "Commander on record", Role.INCIDENT_COMMANDER in state.roles
        told = state.resolved is not None and any(u.at >= state.resolved.at for u in state.updates)
        yield "Update sent after the end", told


def _gates_of_a(state: Incident, playbook: Playbook) -> Iterator[Item]:
    """A's quality gates as far as they are not steps of the playbook, which `_left` has one by one."""
    if state.severity is not Severity.P3:
        yield "Triaged within 15 minutes", _in_time(state, ClockName.TRIAGE)
        yield "Escalated as the timers say", _escalated(state)
    if state.clocks.get(ClockName.CAUSE):
        yield "Root cause identified", bool(state.cause)
    if any(step.effect is Effect.VALIDATION for step in playbook.steps.values()):
        yield "Mitigation validated", _validated(state, playbook)
    if state.clocks.get(ClockName.RESOLVE):
        yield "Resolved within its SLA", _in_time(state, ClockName.RESOLVE)


def _in_time(state: Incident, name: ClockName) -> bool:
    clock = state.clocks.get(name)
    return clock is None or (clock.met is not None and not clock.missed)


def _escalated(state: Incident) -> bool:
    return bool(state.path) or any(tier.engaged for tier in state.tiers.values()) or state.acknowledged is not None


def _validated(state: Incident, playbook: Playbook) -> bool:
    names = [step.name for step in playbook.steps.values() if step.effect is Effect.VALIDATION]
    return any(name in state.steps and state.steps[name].state is StepState.DONE for name in names)


def _left(state: Incident, playbook: Playbook) -> Iterator[Item]:
    """The deliverables of each phase, and the steps that nobody did: one line a phase."""
    for phase in playbook.phases:
        wanted = _only_wanted(playbook, state, phase)
        steps = [step for step in phase.steps if step.built_in is None and step.name not in wanted]
        stands = {step.title: standing(playbook, state, step) for step in steps}
        required = {title: one for title, one in stands.items() if one is not Standing.NOT_REQUIRED}
        if not required:
            continue
        open_ones = [title for title, one in required.items() if one not in SETTLED]
        words = f"{phase.title}: {', '.join(open_ones)}" if open_ones else phase.title
        yield words if len(words) <= 150 else f"{words[:149]}…", not open_ones


def _only_wanted(playbook: Playbook, state: Incident, phase: Phase) -> set[str]:
    """Steps whose deliverable this incident need not have: a P2 may be reviewed, and closes without (P1, S8)."""
    needless = [one.done for one in phase.deliverables if not holds(state, one.when)]
    gates = [playbook.gate_specs[name.removeprefix(GATE_PREFIX)] for name in needless if name.startswith(GATE_PREFIX)]
    return {*needless, *(step for gate in gates for step in gate.after)}
