"""Holding, resolving, closing and reopening an incident (S3, S8, M9)."""

from bot.incident.commands import Close, Pause, Reopen, Resolve, Resume
from bot.incident.decide.effects import again_from_strategy
from bot.incident.decide.escalation import call_tier
from bot.incident.decide.triage import severity_fact
from bot.incident.decide.words import kept
from bot.incident.events import (
    Closed,
    GateWithdrawn,
    PageAnswered,
    Paused,
    Reopened,
    Resolved,
    Resumed,
)
from bot.incident.measured.case import Case
from bot.incident.playbook import BuiltIn, Effect, Playbook
from bot.incident.quality import checklist
from bot.incident.refusals import AlreadySo, NothingOpen, ReasonNeeded, TextMissing
from bot.incident.roles import Deed
from bot.incident.severity import Severity
from bot.incident.state import GateState, PageAnswer, Status
from bot.incident.story import Story
from bot.incident.who import require


def pause(story: Story, command: Pause) -> None:
    """Hold the flow. Response clocks and pages go on: the outage does not pause (E1)."""
    require(story.state, Deed.PAUSE, story.by, story.organisation, story.now)
    if story.state.paused:
        raise AlreadySo(what=f"{story.name(story.state.paused.by)} paused {story.state.id} already.")
    story.tell(Paused(at=story.now, by=story.by, words=kept(command.words)))


def resume(story: Story, command: Resume) -> None:
    """Let the flow go on."""
    require(story.state, Deed.PAUSE, story.by, story.organisation, story.now)
    if not story.state.paused:
        raise NothingOpen(what=f"{story.state.id} is not paused.")
    story.tell(Resumed(at=story.now, by=story.by))


def resolve(story: Story, command: Resolve) -> None:
    """The impact is over: open gates and pages are no longer needed, clocks stop (M9)."""
    require(story.state, Deed.RESOLVE, story.by, story.organisation, story.now)
    if story.state.over:
        raise AlreadySo(what=f"{story.state.id} is {story.state.status} already.")
    summary = kept(command.summary)
    if not summary:
        raise TextMissing(what="what ended it", usage="resolve rolled back to v41, errors are gone")
    story.tell(Resolved(at=story.now, by=story.by, summary=summary))
    _withdraw_what_waits(story, "resolved")


def close(story: Story, command: Close) -> None:
    """End the incident. Before resolution that means "not an incident" and needs a reason (section 12)."""
    require(story.state, Deed.CLOSE, story.by, story.organisation, story.now)
    if story.state.status is Status.CLOSED:
        raise AlreadySo(what=f"{story.state.id} is CLOSED already.")
    left = tuple(words for words, done in checklist(_case(story)) if not done)
    reason = kept(command.reason)
    if left and not reason:
        raise ReasonNeeded(incident=story.state.id, items=left)
    again = command.started_again_as
    false_alarm = story.state.status is not Status.RESOLVED and not again
    story.tell(
        Closed(
            at=story.now, by=story.by, reason=reason, left_open=left, not_an_incident=false_alarm,
            started_again_as=again,
        )
    )  # fmt: skip
    _withdraw_what_waits(story, "closed")


def _case(story: Story) -> Case:
    return Case(story.state, story.organisation, story.now, story.playbook, story.scene.results)


def reopen(story: Story, command: Reopen) -> None:
    """Take it up again at INVESTIGATING; deadlines count from detection as before, on-call is called."""
    require(story.state, Deed.REOPEN, story.by, story.organisation, story.now)
    if not story.state.over:
        raise NothingOpen(what=f"{story.state.id} is {story.state.status}: there is nothing to reopen.")
    if again := story.state.started_again_as:
        raise NothingOpen(what=f"{story.state.id} was started again as {again}: go on there.")
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why", usage="reopen errors are back")
    story.tell(Reopened(at=story.now, by=story.by, reason=reason))
    for name in _ends(story.playbook):
        again_from_strategy(story, name, f"reopened: {reason}")
    basis, final = story.state.severity_basis, story.state.severity_final
    story.tell(severity_fact(story, story.state.severity, basis, final=final))
    if story.state.severity is not Severity.P3:
        call_tier(story, 1, f"reopened: {reason[:200]}")


def _ends(playbook: Playbook) -> list[str]:
    """The steps that said that it was over: the validation, else the resolution itself."""
    steps = playbook.steps.values()
    validated = [one.name for one in steps if one.effect is Effect.VALIDATION]
    return validated or [one.name for one in steps if one.built_in is BuiltIn.RESOLVE]


def _withdraw_what_waits(story: Story, reason: str) -> None:
    for name, gate in story.state.gates.items():
        if gate.state in (GateState.OPEN, GateState.REVISION):
            story.tell(GateWithdrawn(at=story.now, by=story.by, gate=name, reason=reason))
    for page in story.state.open_pages():
        story.tell(
            PageAnswered(at=story.now, by=story.by, page=page.key, user=page.user, answer=PageAnswer.WITHDRAWN)
        )
