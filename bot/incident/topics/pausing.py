"""Holding the flow, and letting it go on (S3)."""

from typing import Literal

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming
from bot.incident.kept_text import kept
from bot.incident.refusals import AlreadySo, NothingOpen
from bot.incident.roles import Permission
from bot.incident.state import Incident, Mark


class Paused(Fact):
    """The flow is held."""

    kind: Literal["paused"] = "paused"
    words: str

    def apply(self, state: Incident) -> Incident:
        return state.but(paused=Mark(by=self.by, at=self.at, words=self.words))

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} paused it{': ' if self.words else ''}{self.words}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Flow paused", self.words


class Resumed(Fact):
    """The flow goes on."""

    kind: Literal["resumed"] = "resumed"

    def apply(self, state: Incident) -> Incident:
        return state.but(paused=None)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} resumed it"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Flow resumed", ""


class Pause(Command):
    """Hold the flow: reminders stop, the response clocks and pages go on (S3)."""

    sense = Sense.UNTIL_CLOSED
    permission = Permission.PAUSE

    words: str = ""


@decides(Pause)
def pause(deciding: Deciding, command: Pause) -> None:
    """Hold the flow. Response clocks and pages go on: the outage does not pause (E1)."""
    if deciding.state.paused:
        raise AlreadySo(what=f"{deciding.name(deciding.state.paused.by)} paused {deciding.state.id} already.")
    deciding.tell(Paused(at=deciding.now, by=deciding.by, words=kept(command.words)))


class Resume(Command):
    """Let the flow go on (S3)."""

    sense = Sense.UNTIL_CLOSED
    permission = Permission.PAUSE


@decides(Resume)
def resume(deciding: Deciding, command: Resume) -> None:
    """Let the flow go on."""
    if not deciding.state.paused:
        raise NothingOpen(what=f"{deciding.state.id} is not paused.")
    deciding.tell(Resumed(at=deciding.now, by=deciding.by))
