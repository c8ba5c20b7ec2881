"""What the playbook makes of every decision: gates open when their steps are settled, and go when they are moot."""

from datetime import datetime

from bot.incident.events import GateDecided, GateOpened, GateWithdrawn
from bot.incident.organisation import Organisation, SlackId
from bot.incident.playbook import GateSpec, Playbook, Step
from bot.incident.roles import Deed
from bot.incident.schedule import gate_deed, gate_digest, gates_over, holds, is_due
from bot.incident.state import MUSTER, GateState, Incident, Status
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
    if spec.by_author and author(story, spec) == story.by and _may_alone(
        story.state, deed, story.by, story.organisation, story.now
    ):
        story.tell(GateDecided(at=story.now, by=story.by, gate=spec.name, choice="approve", outcome="approved"))


def decides_alone(
    playbook: Playbook, state: Incident, step: Step, person: SlackId, organisation: Organisation, now: datetime
) -> bool:
    """Whether what the person writes in a step is decided with the writing."""
    specs = [spec for spec in gates_over(playbook, step.name) if holds(state, spec.when)]
    return all(
        spec.by_author and _may_alone(state, gate_deed(state, spec), person, organisation, now) for spec in specs
    )


def _may_alone(state: Incident, deed: Deed, person: SlackId, organisation: Organisation, now: datetime) -> bool:
    allowed = may(state, deed, person, organisation, now)
    return allowed and person != MUSTER and not needs_second(organisation, deed)


def author(story: Story, spec: GateSpec) -> str | None:
    """Who last did what the gate decides on."""
    marks = [story.state.steps[name] for name in spec.after if name in story.state.steps]
    return max(marks, key=lambda mark: mark.at).by if marks else None


def needs_second(organisation: Organisation, deed: Deed) -> bool:
    """Whether the organisation wants public words approved by somebody who did not write them (10.9)."""
    return deed is Deed.GATE_WORDS and organisation.policies.second_for_words


def _withdraw_if_moot(story: Story, spec: GateSpec) -> None:
    gate = story.state.gates.get(spec.name)
    if gate and gate.state in (GateState.OPEN, GateState.REVISION) and not holds(story.state, spec.when):
        why = "the incident is over" if story.state.over else "it is not required any more"
        story.tell(GateWithdrawn(at=story.now, by=story.by, gate=spec.name, reason=why))
