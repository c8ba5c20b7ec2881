"""Gates: a person approves, sends back with words, or approves as something else (T7)."""

from bot.incident.commands import DecideGate
from bot.incident.decide.triage import settle_severity
from bot.incident.decide.words import kept
from bot.incident.events import GateDecided
from bot.incident.refusals import AlreadyDecided, NothingOpen, StalePlan, TextMissing
from bot.incident.roles import Deed
from bot.incident.severity import spoken
from bot.incident.state import Gate, GateState
from bot.incident.story import Story
from bot.incident.who import require


def decide_gate(story: Story, command: DecideGate) -> None:
    """The first decision holds; a later one hears who decided, and a stale plan is refused (DESIGN 5, 8)."""
    gate = story.state.gates.get(command.gate)
    if gate is None:
        raise NothingOpen(what=f"There is no {command.gate} gate yet.")
    _require_decider(story, command.gate, gate)
    _require_open(story, command, gate)
    words = kept(command.words)
    if command.choice == "approve":
        return _approve_triage(story, command, words)
    if not words:
        raise TextMissing(what="what has to change", usage="help triage")
    story.tell(
        GateDecided(at=story.now, by=story.by, gate=command.gate, choice="revise", outcome="sent back", words=words)
    )
    return None


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


def _require_decider(story: Story, name: str, gate: Gate) -> None:
    """Those whom the gate asked may decide it, a backup too; everybody else as 10.9 says."""
    if story.by not in gate.asked:
        require(story.state, Deed(f"gate:{name}"), story.by, story.organisation, story.now)


def _require_open(story: Story, command: DecideGate, gate: Gate) -> None:
    if command.digest and gate.digest != command.digest:
        raise StalePlan()
    if gate.state is not GateState.OPEN:
        by = gate.decision.by if gate.decision else story.by
        raise AlreadyDecided(by=by, who=story.name(by), outcome=gate.outcome)
