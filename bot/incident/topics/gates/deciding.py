"""Gates: a person approves, sends back with words, or approves as something else (T7)."""

from bot.incident.blame import Blamed
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.kept_text import kept
from bot.incident.permissions import deciders, require_decider
from bot.incident.playbook import REVISE, GateSpec
from bot.incident.refusals import AlreadyDecided, IncidentOver, NothingOpen, OwnWords, TextMissing
from bot.incident.schedule import gate_deed
from bot.incident.severity import Severity, spoken
from bot.incident.shown import require_as_shown
from bot.incident.state import Gate, GateState, Incident, StepState
from bot.incident.topics.gates.opening import GateDecided, author, needs_second
from bot.incident.topics.steps.effects import reopen_steps
from bot.incident.topics.triage import settle_severity

#: How a card says that a gate was sent back.
SENT_BACK = "sent back"


class DecideGate(Command):
    """Approve, or one of the gate's other choices; a triage also as another severity. `digest`: the plan shown."""

    sense = Sense.UNTIL_CLOSED

    gate: str
    choice: str
    digest: str
    words: str = ""
    severity: Severity | None = None

    def require_permission(self, deciding: Deciding) -> None:
        """As the gate has it."""
        gate = deciding.state.gates.get(self.gate)
        if gate is None:
            raise NothingOpen(what=f"There is no {self.gate} gate yet.")
        _require_decider(deciding, deciding.playbook.gate_specs[self.gate], gate)


@decides(DecideGate)
def decide_gate(deciding: Deciding, command: DecideGate) -> None:
    """The first decision holds; a later one hears who decided, and a stale plan is refused (DESIGN 5, 8)."""
    spec = deciding.playbook.gate_specs[command.gate]
    _require_open(deciding, command, deciding.state.gates[command.gate])
    words = kept(command.words)
    if command.choice == "approve":
        return _approve_triage(deciding, command, words) if spec.built_in else _approve(deciding, spec, words)
    choice = next((one for one in spec.choices if one.name == command.choice), None)
    if choice is None:
        raise NothingOpen(what=f"The {spec.title} gate has no choice called {command.choice}.")
    if choice.words and not words:
        raise TextMissing(what="what has to change", usage=f"note {choice.title.rstrip('…').lower()}: why")
    outcome = SENT_BACK if choice.name == REVISE.name else f"decided: {choice.title.rstrip('…').lower()}"
    deciding.tell(
        GateDecided(at=deciding.now, by=deciding.by, gate=spec.name, choice=choice.name, outcome=outcome, words=words)
    )
    if not spec.built_in or len(spec.after) > 1:
        redo = choice.redo or tuple(name for name in spec.after if name != deciding.playbook.triage_step)
        reopen_steps(deciding, redo, words or outcome)
    return None


def _approve(deciding: Deciding, spec: GateSpec, words: str) -> None:
    """Approved as it is; what may be read as blame stops nobody, and stands on the record (P3)."""
    deciding.tell(
        GateDecided(
            at=deciding.now, by=deciding.by, gate=spec.name, choice="approve", outcome="approved", words=words,
            blamed=blamed_before(deciding.state, spec),
        )
    )  # fmt: skip


def blamed_before(state: Incident, spec: GateSpec) -> tuple[Blamed, ...]:
    """What may be read as blame in the results that a gate decides on."""
    marks = [state.steps[name] for name in spec.after if name in state.steps]
    return tuple(one for mark in marks if mark.state is StepState.DONE for one in mark.blamed)


def _approve_triage(deciding: Deciding, command: DecideGate, words: str) -> None:
    proposal = deciding.state.proposal
    if proposal is None:
        raise NothingOpen(what="There is no triage to approve.")
    severity = command.severity or proposal.severity
    changed = severity is not proposal.severity
    outcome = f"approved as {spoken(severity)}"
    if changed and not words:
        raise TextMissing(what=f"why it is {severity}", usage=f"severity {severity} payments lost")
    deciding.tell(
        GateDecided(
            at=deciding.now, by=deciding.by, gate=command.gate, choice="approve", outcome=outcome, words=words
        )
    )
    basis = f"{deciding.name(deciding.by)} at the gate: {words}" if changed else proposal.rule
    settle_severity(deciding, severity, basis)


def _require_decider(deciding: Deciding, spec: GateSpec, gate: Gate) -> None:
    """By the roles as they are now (10.9), a backup that was asked too; public words perhaps by a second person."""
    permission = gate_deed(deciding.state, spec)
    require_decider(deciding.state, gate, permission, deciding.by, deciding.organisation, deciding.now)
    if needs_second(deciding.organisation, permission) and author(deciding, spec) == deciding.by:
        others = [
            one
            for one in deciders(deciding.state, permission, deciding.organisation, deciding.now)
            if one != deciding.by
        ]
        raise OwnWords(who=", ".join(deciding.name(one) for one in others) or "nobody else may; change the roles")


def _require_open(deciding: Deciding, command: DecideGate, gate: Gate) -> None:
    require_as_shown(command.digest, gate.digest)
    if gate.state is GateState.WITHDRAWN and deciding.state.over:
        raise IncidentOver(incident=deciding.state.id, status=deciding.state.status)
    if gate.state is not GateState.OPEN:
        by = gate.decision.by if gate.decision else deciding.by
        raise AlreadyDecided(by=by, who=deciding.name(by), outcome=gate.outcome)
