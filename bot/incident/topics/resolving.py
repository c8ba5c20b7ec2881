"""Resolving: the impact is over (M9)."""

from typing import Literal

from bot.incident.changes import ended, met
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming
from bot.incident.kept_text import kept
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Permission
from bot.incident.state import ClockName, GateState, Incident, Mark, PageAnswer, Register, Status
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
    permission = Permission.RESOLVE

    summary: str


@decides(Resolve)
def resolve(deciding: Deciding, command: Resolve) -> None:
    """The impact is over: open gates and pages are no longer needed, clocks stop (M9)."""
    if deciding.state.over:
        raise AlreadySo(what=f"{deciding.state.id} is {deciding.state.status} already.")
    summary = kept(command.summary)
    if not summary:
        raise TextMissing(what="what ended it", usage="resolve rolled back to v41, errors are gone")
    deciding.tell(Resolved(at=deciding.now, by=deciding.by, summary=summary))
    withdraw_what_waits(deciding, "resolved")


def withdraw_what_waits(deciding: Deciding, reason: str) -> None:
    for name, gate in deciding.state.gates.items():
        if gate.state in (GateState.OPEN, GateState.REVISION):
            deciding.tell(GateWithdrawn(at=deciding.now, by=deciding.by, gate=name, reason=reason))
    for page in deciding.state.open_pages():
        deciding.tell(
            PageAnswered(at=deciding.now, by=deciding.by, page=page.key, user=page.user, answer=PageAnswer.WITHDRAWN)
        )
