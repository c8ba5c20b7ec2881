"""Closing an incident, and taking it up again (S3, S8)."""

from typing import Literal

from bot.incident.changes import ended
from bot.incident.closing_checklist import checklist
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming
from bot.incident.kept_text import kept
from bot.incident.organisation import SlackId
from bot.incident.playbook import BuiltIn, Effect, Playbook
from bot.incident.refusals import AlreadySo, NothingOpen, ReasonNeeded, TextMissing
from bot.incident.review.inputs import ReviewInputs
from bot.incident.roles import Permission
from bot.incident.severity import Severity
from bot.incident.state import ClockName, Incident, Mark, Register, Status
from bot.incident.topics.escalation import call_tier
from bot.incident.topics.resolving import withdraw_what_waits
from bot.incident.topics.steps.effects import again_from_strategy
from bot.incident.topics.triage import severity_fact


class Closed(Fact):
    """The incident ended; `left_open` are the checklist's items that the reason stands for."""

    kind: Literal["closed"] = "closed"
    reason: str
    left_open: tuple[str, ...]
    not_an_incident: bool = False
    started_again_as: str = ""

    def apply(self, state: Incident) -> Incident:
        return state.but(
            status=Status.CLOSED, closed=Mark(by=self.by, at=self.at, words=self.reason),
            not_an_incident=self.not_an_incident, started_again_as=self.started_again_as, next_update=None,
            paused=None, closings=state.closings + 1,
        )  # fmt: skip

    def across(self, register: Register, incident: Incident) -> Register:
        return ended(register, incident, self, unclosed=False)

    def phase(self, before: Status) -> Status:
        return Status.CLOSED

    def sentence(self, name: Naming) -> str:
        words = f": {self.reason}" if self.reason else ""
        left = f" (left open: {'; '.join(self.left_open)})" if self.left_open else ""
        what = "closed it as not an incident" if self.not_an_incident else "closed it"
        if self.started_again_as:
            what = f"started it again as {self.started_again_as} and closed it"
        return f"{name(self.by)} {what}{words}{left}"

    def line(self, name: Naming) -> tuple[str, str]:
        left = f"left open: {'; '.join(self.left_open)}" if self.left_open else ""
        notes = "; ".join(part for part in (self.reason, left) if part)
        return "Closed as not an incident" if self.not_an_incident else "Incident closed", notes


class Reopened(Fact):
    """The incident was taken up again."""

    kind: Literal["reopened"] = "reopened"
    reason: str

    def apply(self, state: Incident) -> Incident:
        clocks = dict(state.clocks)
        if ClockName.RESOLVE in clocks:
            clocks[ClockName.RESOLVE] = clocks[ClockName.RESOLVE].but(met=None)
        return state.but(
            status=Status.INVESTIGATING, acknowledged=None, resolved=None, closed=None, not_an_incident=False,
            reopened=state.reopened + 1, clocks=clocks, tiers={}, update_late=0,
        )  # fmt: skip

    def across(self, register: Register, incident: Incident) -> Register:
        again = {service: last for service, last in register.ended.items() if last.incident != incident.id}
        rest = tuple(id for id in register.unclosed if id != incident.id)
        return register.but(ended=again, unclosed=rest)

    def phase(self, before: Status) -> Status:
        return Status.INVESTIGATING

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} reopened it: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Incident reopened", self.reason


class Close(Command):
    """End the incident. What the checklist still shows as open needs a reason (S8).

    `started_again_as` is the incident that takes its place; the channel of this one is archived then (S3).
    """

    sense = Sense.ALWAYS
    permission = Permission.CLOSE

    reason: str = ""
    started_again_as: str = ""


def close_for(successor: Incident, by: SlackId, reason: str) -> Close:
    """The order that ends an incident because it goes on as another one (S3)."""
    words = f"started again as {successor.id}: {reason}"
    return Close(by=by, reason=words, started_again_as=successor.id)


@decides(Close)
def close(deciding: Deciding, command: Close) -> None:
    """End the incident. Before resolution that means "not an incident" and needs a reason (section 12)."""
    if deciding.state.status is Status.CLOSED:
        raise AlreadySo(what=f"{deciding.state.id} is CLOSED already.")
    left = tuple(words for words, done in checklist(_case(deciding)) if not done)
    reason = kept(command.reason)
    if left and not reason:
        raise ReasonNeeded(incident=deciding.state.id, items=left)
    again = command.started_again_as
    false_alarm = deciding.state.status is not Status.RESOLVED and not again
    deciding.tell(
        Closed(
            at=deciding.now, by=deciding.by, reason=reason, left_open=left, not_an_incident=false_alarm,
            started_again_as=again,
        )
    )  # fmt: skip
    withdraw_what_waits(deciding, "closed")


def _case(deciding: Deciding) -> ReviewInputs:
    return ReviewInputs(
        deciding.state, deciding.organisation, deciding.now, deciding.playbook, deciding.context.results
    )


class Reopen(Command):
    """Take a resolved or closed incident up again, at INVESTIGATING (S3)."""

    sense = Sense.ALWAYS
    permission = Permission.REOPEN

    reason: str


@decides(Reopen)
def reopen(deciding: Deciding, command: Reopen) -> None:
    """Take it up again at INVESTIGATING; deadlines count from detection as before, on-call is called."""
    if not deciding.state.over:
        raise NothingOpen(what=f"{deciding.state.id} is {deciding.state.status}: there is nothing to reopen.")
    if again := deciding.state.started_again_as:
        raise NothingOpen(what=f"{deciding.state.id} was started again as {again}: go on there.")
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why", usage="reopen errors are back")
    deciding.tell(Reopened(at=deciding.now, by=deciding.by, reason=reason))
    for name in _ends(deciding.playbook):
        again_from_strategy(deciding, name, f"reopened: {reason}")
    basis, final = deciding.state.severity_basis, deciding.state.severity_final
    deciding.tell(severity_fact(deciding, deciding.state.severity, basis, final=final))
    if deciding.state.severity is not Severity.P3:
        call_tier(deciding, 1, f"reopened: {reason[:200]}")


def _ends(playbook: Playbook) -> list[str]:
    """The steps that said that it was over: the validation, else the resolution itself."""
    steps = playbook.steps.values()
    validated = [one.name for one in steps if one.effect is Effect.VALIDATION]
    return validated or [one.name for one in steps if one.built_in is BuiltIn.RESOLVE]
