"""Resolving: the impact is over (M9)."""

from typing import Literal

from bot.incident.changes import ended, met
from bot.incident.command import Command, Sense, decides
from bot.incident.fact import Fact, Naming
from bot.incident.kept_text import kept
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Deed
from bot.incident.state import ClockName, GateState, Incident, Mark, PageAnswer, Register, Status
from bot.incident.story import Story
from bot.incident.topics.gates.opening import GateWithdrawn
from bot.incident.topics.paging import PageAnswered


class Resolved(Fact):
    """The impact is over."""

    kind: Literal["resolved"] = "resolved"
    summary: str

    def apply(self, state: Incident) -> Incident:
        resolved = state.but(
            status=Status.RESOLVED, resolved=Mark(by=self.by, at=self.at, words=self.summary),
            next_update=None, paused=None,
        )  # fmt: skip
        return met(resolved, ClockName.RESOLVE, self)

    def across(self, register: Register, incident: Incident) -> Register:
        return ended(register, incident, self, unclosed=True)

    def phase(self, before: Status) -> Status:
        return Status.RESOLVED

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} resolved it: {self.summary}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Incident resolved", self.summary


class Resolve(Command):
    """The impact is over: clocks stop, users are told (M9)."""

    sense = Sense.ALWAYS
    permission = Deed.RESOLVE

    summary: str


@decides(Resolve)
def resolve(story: Story, command: Resolve) -> None:
    """The impact is over: open gates and pages are no longer needed, clocks stop (M9)."""
    if story.state.over:
        raise AlreadySo(what=f"{story.state.id} is {story.state.status} already.")
    summary = kept(command.summary)
    if not summary:
        raise TextMissing(what="what ended it", usage="resolve rolled back to v41, errors are gone")
    story.tell(Resolved(at=story.now, by=story.by, summary=summary))
    withdraw_what_waits(story, "resolved")


def withdraw_what_waits(story: Story, reason: str) -> None:
    for name, gate in story.state.gates.items():
        if gate.state in (GateState.OPEN, GateState.REVISION):
            story.tell(GateWithdrawn(at=story.now, by=story.by, gate=name, reason=reason))
    for page in story.state.open_pages():
        story.tell(
            PageAnswered(at=story.now, by=story.by, page=page.key, user=page.user, answer=PageAnswer.WITHDRAWN)
        )
