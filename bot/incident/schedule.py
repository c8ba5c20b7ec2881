"""Where a flow stands: which steps are ready, which wait and for what, which gates are due; derived, never stored."""

import hashlib
import json
import threading
from enum import StrEnum

from bot.incident.conditions import CONDITIONS
from bot.incident.playbook import GATE_PREFIX, BuiltIn, GateSpec, Playbook, Step
from bot.incident.roles import Permission
from bot.incident.state import GateState, Incident, StepState


class Standing(StrEnum):
    """Where a step stands, in the words that cards use (K7)."""

    WAITING = "waiting"
    READY = "to do"
    DONE = "done"
    FAILED = "blocked"
    SKIPPED = "skipped"
    NOT_REQUIRED = "not required"


#: Steps that hold nothing up.
SETTLED = (Standing.DONE, Standing.SKIPPED, Standing.NOT_REQUIRED)

_MARKS = {
    StepState.DONE: Standing.DONE,
    StepState.SKIPPED: Standing.SKIPPED,
    StepState.FAILED: Standing.FAILED,
}


class _Known(threading.local):
    """What was found for the incident that this thread looked at last; the values never change, so neither does it.

    A card asks for each of its steps, and each of them for all that come before it.
    """

    about: tuple[Playbook, Incident] | None = None
    steps: dict[str, Standing]
    needs: dict[str, bool]


_known = _Known()


def _of(playbook: Playbook, incident: Incident) -> _Known:
    if _known.about is None or _known.about[0] is not playbook or _known.about[1] is not incident:
        _known.about, _known.steps, _known.needs = (playbook, incident), {}, {}
    return _known


#: What no step, gate or condition looks at. What changed nothing else opens and withdraws no gate.
BESIDE_THE_FLOW = frozenset({
    "asks", "clocks", "next_update", "notes", "page_counts", "pages", "responders", "settled_work", "update_count",
    "update_holders", "update_late", "updates",
})  # fmt: skip


def flow_changed(before: Incident, after: Incident) -> bool:
    """Whether anything changed by which a gate may have to open or to go."""
    was = before.__dict__
    return any(value is not was[name] and name not in BESIDE_THE_FLOW for name, value in after.__dict__.items())


def standing(playbook: Playbook, incident: Incident, step: Step) -> Standing:
    """Where a step stands now."""
    known = _of(playbook, incident).steps
    if step.name not in known:
        known[step.name] = _standing(playbook, incident, step)
    return known[step.name]


def _standing(playbook: Playbook, incident: Incident, step: Step) -> Standing:
    if step.built_in:
        return _standing_of_built_in(playbook, incident, step)
    mark = incident.steps.get(step.name)
    if mark and mark.state in _MARKS:
        return _MARKS[mark.state]
    if not holds(incident, step.when):
        return Standing.NOT_REQUIRED
    return Standing.READY if not waits_for(playbook, incident, step) else Standing.WAITING


def _standing_of_built_in(playbook: Playbook, incident: Incident, step: Step) -> Standing:
    done = {
        BuiltIn.RECORD: True,
        BuiltIn.ALERT: True,
        BuiltIn.TRIAGE: incident.proposal is not None or incident.severity_final,
        BuiltIn.RESOLVE: incident.resolved is not None,
        BuiltIn.CLOSE: incident.closed is not None,
    }
    if step.built_in and done[step.built_in]:
        return Standing.DONE
    if not holds(incident, step.when) or (step.built_in is BuiltIn.TRIAGE and incident.over):
        return Standing.NOT_REQUIRED
    return Standing.READY if not waits_for(playbook, incident, step) else Standing.WAITING


def holds(incident: Incident, conditions: tuple[str, ...]) -> bool:
    """Whether all conditions hold."""
    return all(CONDITIONS[name](incident) for name in conditions)


def waits_for(playbook: Playbook, incident: Incident, step: Step) -> tuple[str, ...]:
    """The titles of what a step still waits for."""
    left = [need for need in step.needs if not settled(playbook, incident, need)]
    return tuple(_title(playbook, need) for need in left)


def _title(playbook: Playbook, need: str) -> str:
    if need.startswith(GATE_PREFIX):
        return f"the {playbook.gate_specs[need.removeprefix(GATE_PREFIX)].title} gate"
    return playbook.steps[need].title


def settled(playbook: Playbook, incident: Incident, need: str) -> bool:
    """Whether a step (bare name) or a gate (`gate:NAME`) holds up nothing any more."""
    known = _of(playbook, incident).needs
    if need not in known:
        known[need] = _settled(playbook, incident, need)
    return known[need]


def _settled(playbook: Playbook, incident: Incident, need: str) -> bool:
    if not need.startswith(GATE_PREFIX):
        return standing(playbook, incident, playbook.steps[need]) in SETTLED
    spec = playbook.gate_specs[need.removeprefix(GATE_PREFIX)]
    gate = incident.gates.get(spec.name)
    if gate and gate.state is GateState.APPROVED and not is_due(playbook, incident, spec):
        return _after_settled(playbook, incident, spec)
    waiting = gate is not None and gate.state in (GateState.OPEN, GateState.REVISION)
    if spec.built_in:
        return not waiting and (incident.severity_final or incident.over)
    return not waiting and not_required(playbook, incident, spec)


def not_required(playbook: Playbook, incident: Incident, spec: GateSpec) -> bool:
    """Whether a gate has nothing to decide: its condition does not hold, or none of its steps was done."""
    if not holds(incident, spec.when):
        return True
    stands = [standing(playbook, incident, playbook.steps[name]) for name in spec.after]
    return all(one in SETTLED for one in stands) and Standing.DONE not in stands


def is_due(playbook: Playbook, incident: Incident, spec: GateSpec) -> bool:
    """Whether a gate has to open now, or to open again because what it shows was done anew."""
    if not holds(incident, spec.when) or not_required(playbook, incident, spec):
        return False
    if not _after_settled(playbook, incident, spec):
        return False
    gate = incident.gates.get(spec.name)
    # What was withdrawn when it was over is asked again after a reopen.
    absent = gate is None or gate.state is GateState.WITHDRAWN
    if spec.built_in:
        # A checkpoint that decides on more than the triage is asked again once the rest was done anew.
        anew = len(spec.after) > 1 and gate is not None and gate.digest != gate_digest(incident, spec)
        waits = incident.proposal is not None and not (incident.severity_final or incident.over)
        return waits and (absent or anew)
    return absent or gate is None or gate.digest != gate_digest(incident, spec)


def _after_settled(playbook: Playbook, incident: Incident, spec: GateSpec) -> bool:
    return all(settled(playbook, incident, name) for name in spec.after)


def gate_digest(incident: Incident, spec: GateSpec) -> str:
    """A short name for exactly what a gate decides on: a triage, or the rounds of the steps before it (DESIGN 8)."""
    if spec.built_in and len(spec.after) == 1:
        return incident.proposal.digest if incident.proposal else ""
    marks = [incident.steps.get(name) for name in spec.after]
    plan = [incident.proposal.digest if spec.built_in and incident.proposal else ""]
    shown = [*plan, *(f"{mark.state}:{mark.round}" if mark else "" for mark in marks)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:12]


def gate_deed(incident: Incident, spec: GateSpec) -> Permission:
    """What one must be allowed to do to decide a gate: the chosen strategy may hand it to somebody else (M2)."""
    special = (permission for name, permission in spec.approve_when.items() if CONDITIONS[name](incident))
    return next(special, spec.approve)


def ready_steps(playbook: Playbook, incident: Incident) -> tuple[Step, ...]:
    """The steps that somebody can do now, in the order of the file; those that failed wait for a decision."""
    return tuple(
        step for step in playbook.steps.values() if standing(playbook, incident, step) is Standing.READY
    )  # fmt: skip


def gates_over(playbook: Playbook, step: str) -> tuple[GateSpec, ...]:
    """The gates that decide on what a step left behind."""
    return tuple(spec for spec in playbook.gates if step in spec.after)


def holds_up(playbook: Playbook, step: str) -> bool:
    """Whether anything waits for a step, by itself or by way of a gate over it."""
    gates = {f"{GATE_PREFIX}{spec.name}" for spec in playbook.gates if step in spec.after}
    return any({step, *gates} & set(other.needs) for other in playbook.steps.values())


def deciding_gate(playbook: Playbook, incident: Incident, step: str) -> GateSpec | None:
    """The gate that has approved what a step left behind, so that it stays as it is."""
    approved = (
        spec for spec in gates_over(playbook, step)
        if spec.name in incident.gates and incident.gates[spec.name].state is GateState.APPROVED
    )  # fmt: skip
    return next(approved, None)


def between(playbook: Playbook, first: str, last: str) -> tuple[str, ...]:
    """The steps on every way from one step to another, both included: what is done again from the first on (M8)."""
    later = {first}
    for name, step in _in_order(playbook):
        if any(_reaches(playbook, need, later) for need in step.needs):
            later.add(name)
    earlier = _before(playbook, last)
    return tuple(name for name in playbook.steps if name in later and name in earlier)


def _in_order(playbook: Playbook) -> list[tuple[str, Step]]:
    """Steps such that what one needs stands before it."""
    left, order = dict(playbook.steps), []
    while left:
        free = [name for name, step in left.items() if not _steps_of(playbook, step.needs) & set(left)]
        for name in free:
            order.append((name, left.pop(name)))
    return order


def _steps_of(playbook: Playbook, needs: tuple[str, ...]) -> set[str]:
    """The steps behind needs; a gate stands for those that it opens after."""
    found: set[str] = set()
    for need in needs:
        gated = need.startswith(GATE_PREFIX)
        found |= set(playbook.gate_specs[need.removeprefix(GATE_PREFIX)].after) if gated else {need}
    return found


def _reaches(playbook: Playbook, need: str, later: set[str]) -> bool:
    return bool(_steps_of(playbook, (need,)) & later)


def _before(playbook: Playbook, last: str) -> set[str]:
    found, look = {last}, [last]
    while look:
        for name in _steps_of(playbook, playbook.steps[look.pop()].needs) - found:
            found.add(name)
            look.append(name)
    return found
