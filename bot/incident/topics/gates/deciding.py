"""Gates: a person approves, sends back with words, or approves as something else (T7)."""

from bot.incident.blame import Blamed
from bot.incident.command import Command, Sense, decides
from bot.incident.kept_text import kept
from bot.incident.playbook import REVISE, GateSpec
from bot.incident.refusals import AlreadyDecided, IncidentOver, NothingOpen, OwnWords, TextMissing
from bot.incident.schedule import gate_deed
from bot.incident.severity import Severity, spoken
from bot.incident.shown import require_as_shown
from bot.incident.state import Gate, GateState, Incident, StepState
from bot.incident.story import Story
from bot.incident.topics.gates.opening import GateDecided, author, needs_second
from bot.incident.topics.steps.effects import reopen_steps
from bot.incident.topics.triage import settle_severity
from bot.incident.who import deciders, require_decider

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

    def require_permission(self, story: Story) -> None:
        """As the gate has it."""
        gate = story.state.gates.get(self.gate)
        if gate is None:
            raise NothingOpen(what=f"There is no {self.gate} gate yet.")
        _require_decider(story, story.playbook.gate_specs[self.gate], gate)


@decides(DecideGate)
def decide_gate(story: Story, command: DecideGate) -> None:
    """The first decision holds; a later one hears who decided, and a stale plan is refused (DESIGN 5, 8)."""
    spec = story.playbook.gate_specs[command.gate]
    _require_open(story, command, story.state.gates[command.gate])
    words = kept(command.words)
    if command.choice == "approve":
        return _approve_triage(story, command, words) if spec.built_in else _approve(story, spec, words)
    choice = next((one for one in spec.choices if one.name == command.choice), None)
    if choice is None:
        raise NothingOpen(what=f"The {spec.title} gate has no choice called {command.choice}.")
    if choice.words and not words:
        raise TextMissing(what="what has to change", usage=f"note {choice.title.rstrip('…').lower()}: why")
    outcome = SENT_BACK if choice.name == REVISE.name else f"decided: {choice.title.rstrip('…').lower()}"
    story.tell(
        GateDecided(at=story.now, by=story.by, gate=spec.name, choice=choice.name, outcome=outcome, words=words)
    )
    if not spec.built_in or len(spec.after) > 1:
        redo = choice.redo or tuple(name for name in spec.after if name != story.playbook.triage_step)
        reopen_steps(story, redo, words or outcome)
    return None


def _approve(story: Story, spec: GateSpec, words: str) -> None:
    """Approved as it is; what may be read as blame stops nobody, and stands on the record (P3)."""
    story.tell(
        GateDecided(
            at=story.now, by=story.by, gate=spec.name, choice="approve", outcome="approved", words=words,
            blamed=blamed_before(story.state, spec),
        )
    )  # fmt: skip


def blamed_before(state: Incident, spec: GateSpec) -> tuple[Blamed, ...]:
    """What may be read as blame in the results that a gate decides on."""
    marks = [state.steps[name] for name in spec.after if name in state.steps]
    return tuple(one for mark in marks if mark.state is StepState.DONE for one in mark.blamed)


def _approve_triage(story: Story, command: DecideGate, words: str) -> None:
    proposal = story.state.proposal
    if proposal is None:
        raise NothingOpen(what="There is no triage to approve.")
    severity = command.severity or proposal.severity
    changed = severity is not proposal.severity
    outcome = f"approved as {spoken(severity)}"
    if changed and not words:
        raise TextMissing(what=f"why it is {severity}", usage=f"severity {severity} payments lost")
    story.tell(
        GateDecided(at=story.now, by=story.by, gate=command.gate, choice="approve", outcome=outcome, words=words)
    )
    basis = f"{story.name(story.by)} at the gate: {words}" if changed else proposal.rule
    settle_severity(story, severity, basis)


def _require_decider(story: Story, spec: GateSpec, gate: Gate) -> None:
    """By the roles as they are now (10.9), a backup that was asked too; public words perhaps by a second person."""
    deed = gate_deed(story.state, spec)
    require_decider(story.state, gate, deed, story.by, story.organisation, story.now)
    if needs_second(story.organisation, deed) and author(story, spec) == story.by:
        others = [one for one in deciders(story.state, deed, story.organisation, story.now) if one != story.by]
        raise OwnWords(who=", ".join(story.name(one) for one in others) or "nobody else may; change the roles")


def _require_open(story: Story, command: DecideGate, gate: Gate) -> None:
    require_as_shown(command.digest, gate.digest)
    if gate.state is GateState.WITHDRAWN and story.state.over:
        raise IncidentOver(incident=story.state.id, status=story.state.status)
    if gate.state is not GateState.OPEN:
        by = gate.decision.by if gate.decision else story.by
        raise AlreadyDecided(by=by, who=story.name(by), outcome=gate.outcome)
