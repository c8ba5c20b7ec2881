"""What the playbook makes of every decision: gates open when their steps are settled, and go when they are moot."""

from bot.incident.events import GateDecided, GateOpened, GateWithdrawn
from bot.incident.playbook import GateSpec
from bot.incident.roles import Deed
from bot.incident.schedule import gate_deed, gate_digest, holds, is_due
from bot.incident.state import MUSTER, GateState, Status
from bot.incident.story import Story
from bot.incident.who import deciders, may


def advance(story: Story) -> None:
    """Open what is due and withdraw what is moot; a paused or closed incident keeps still (S2, S3)."""
    if story.state.status is Status.CLOSED:
        return
    for spec in story.playbook.gates:
        _withdraw_if_moot(story, spec)
        if not story.state.paused and is_due(story.playbook, story.state, spec):
            open_gate(story, spec)


def open_gate(story: Story, spec: GateSpec) -> None:
    """Ask those who may decide; words whose author may decide are decided with the writing (K2)."""
    deed = gate_deed(story.state, spec)
    asked = deciders(story.state, deed, story.organisation, story.now)[:2]
    digest = gate_digest(story.state, spec)
    story.tell(GateOpened(at=story.now, by=story.by, gate=spec.name, digest=digest, asked=asked))
    if spec.by_author and author(story, spec) == story.by and _may_alone(story, deed):
        story.tell(GateDecided(at=story.now, by=story.by, gate=spec.name, choice="approve", outcome="approved"))


def _may_alone(story: Story, deed: Deed) -> bool:
    allowed = may(story.state, deed, story.by, story.organisation, story.now)
    return allowed and story.by != MUSTER and not needs_second(story, deed)


def author(story: Story, spec: GateSpec) -> str | None:
    """Who last did what the gate decides on."""
    marks = [story.state.steps[name] for name in spec.after if name in story.state.steps]
    return max(marks, key=lambda mark: mark.at).by if marks else None


def needs_second(story: Story, deed: Deed) -> bool:
    """Whether the organisation wants public words approved by somebody who did not write them (10.9)."""
    return deed is Deed.GATE_WORDS and story.organisation.policies.second_for_words


def _withdraw_if_moot(story: Story, spec: GateSpec) -> None:
    gate = story.state.gates.get(spec.name)
    if gate and gate.state in (GateState.OPEN, GateState.REVISION) and not holds(story.state, spec.when):
        why = "the incident is over" if story.state.over else "it is not required any more"
        story.tell(GateWithdrawn(at=story.now, by=story.by, gate=spec.name, reason=why))
