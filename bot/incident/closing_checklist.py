"""What closing asks for: the playbook's deliverables and the sources' quality gates, read off the record (S8)."""

from collections.abc import Iterator

from bot.incident.conditions import CONDITIONS
from bot.incident.playbook import GATE_PREFIX, Phase, Playbook
from bot.incident.review.criteria import QUALITY_GATES, SUCCESS_CRITERIA, Answer, judged
from bot.incident.review.inputs import ReviewInputs
from bot.incident.roles import Role
from bot.incident.schedule import SETTLED, Standing, gates_over, holds, standing
from bot.incident.severity import Severity
from bot.incident.state import GateState, Incident, StepState

#: The words of an item, and whether the record shows it done.
Item = tuple[str, bool]


def checklist(case: ReviewInputs) -> tuple[Item, ...]:
    """Every item that applies to the incident, in the order in which a person works through them."""
    state = case.incident
    items = [*_always(state), *_led(state, case.playbook)]
    if len(case.playbook.steps) > 1:
        items += [*_judged(case), *_left(state, case.playbook)]
    return tuple(items)


def is_delivered(playbook: Playbook, state: Incident, done: str) -> bool:
    """Whether what makes a deliverable done is so: a step, a gate, a condition or a fact of the incident.

    Words that wait for their approval, or were sent back, did not go out yet (K2).
    """
    if done.startswith(GATE_PREFIX):
        gate = state.gates.get(done.removeprefix(GATE_PREFIX))
        return gate is not None and gate.state is GateState.APPROVED
    if done in playbook.steps:
        step = playbook.steps[done]
        unsent = step.posts and any(_waits(state, spec.name) for spec in gates_over(playbook, done))
        return standing(playbook, state, step) in SETTLED and not unsent
    facts = {
        "channel": state.channel is not None,
        "commander": Role.INCIDENT_COMMANDER in state.roles,
        "paged": bool(state.pages) or state.intake.past,
        "severity": state.severity_final,
        "updates": state.update_count > 0,
        "ticket": bool(state.intake.ticket and not state.intake.ticket.refused),
    }
    return facts[done] if done in facts else CONDITIONS[done](state)


def _waits(state: Incident, gate: str) -> bool:
    return gate in state.gates and state.gates[gate].state in (GateState.OPEN, GateState.REVISION)


def _always(state: Incident) -> Iterator[Item]:
    yield "Resolved", state.resolved is not None
    yield "Severity decided", state.severity_final
    yield "No gate waits", not any(gate.state is GateState.OPEN for gate in state.gates.values())


def _led(state: Incident, playbook: Playbook) -> Iterator[Item]:
    if state.severity in (Severity.P0, Severity.P1, None):
        yield "Commander on record", Role.INCIDENT_COMMANDER in state.roles
        yield "Update sent after the end", told_of_the_end(state, playbook)


def told_of_the_end(state: Incident, playbook: Playbook) -> bool:
    """Whether people heard that it is over (M9): by an update, or by words of a step that went out since."""
    if state.resolved is None:
        return False
    said = [one.at for one in state.updates]
    for name, step in playbook.steps.items():
        mark = state.steps.get(name)
        if step.posts and mark and mark.state is StepState.DONE and is_delivered(playbook, state, name):
            said.append(mark.at)
    return any(at >= state.resolved.at for at in said)


def _judged(case: ReviewInputs) -> Iterator[Item]:
    """A's and I's quality gates and O's criteria; what is not required at this severity is left out."""
    minor = case.incident.severity in (Severity.P2, Severity.P3)
    for one in judged(case, (*QUALITY_GATES, *SUCCESS_CRITERIA[3:])):
        needless = one.answer is Answer.NOT_REQUIRED or (minor and one.words in AFTERWARDS)
        if not needless and (one.answer is not Answer.NOT_RECORDED or one.words not in AFTERWARDS):
            why = f" ({one.why})" if one.why and one.answer is not Answer.MET else ""
            yield f"{one.words}{why}", one.answer is Answer.MET


#: What P2 and P3 close without (S8), and what only some playbooks ask for.
AFTERWARDS = (
    "Preventive actions identified and tracked",
    "Runbooks and knowledge base updated",
    "Monitoring improvements deployed within 1 week",
)


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
