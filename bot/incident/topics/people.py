"""Who belongs to the incident: joining it, and asking somebody who may."""

from typing import Literal

from pydantic import Field

from bot.incident.changes import belonging
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.organisation import SlackId
from bot.incident.refusals import AlreadySo
from bot.incident.roles import Permission
from bot.incident.state import KEPT_ASKS, Ask, Incident


class Joined(Fact):
    """Somebody became a responder, and how."""

    about = What.ROLES
    after_absence = AfterAbsence.NEVER

    kind: Literal["joined"] = "joined"
    user: SlackId
    how: str

    def apply(self, state: Incident) -> Incident:
        return state.but(responders={**state.responders, self.user: self.how})

    def sentence(self, name: Naming) -> str:
        return f"{name(self.user)} {self.how}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Responder joined", f"{name(self.user)} {self.how}"


class Asked(Fact):
    """Somebody asked another person to do what they may not do themselves."""

    about = What.ROLES
    minor = True
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["asked"] = "asked"
    user: SlackId
    what: str

    def apply(self, state: Incident) -> Incident:
        ask = Ask(user=self.user, by=self.by, what=self.what, at=self.at)
        return belonging(state.but(asks=(*state.asks, ask)[-KEPT_ASKS:]), (self.user,), "was asked")

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} asked {name(self.user)} to {self.what}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Asked: {name(self.user)}", self.what


class Join(Command):
    """Become a responder."""

    sense = Sense.ALWAYS
    permission = Permission.JOIN


@decides(Join)
def join(deciding: Deciding, command: Join) -> None:
    """Become a responder."""
    if deciding.state.is_responder(command.by):
        raise AlreadySo(what=f"You are a responder of {deciding.state.id} already.")
    deciding.tell(Joined(at=deciding.now, by=deciding.by, user=command.by, how="joined"))


class AskFor(Command):
    """Ask somebody who may to do `what` (in words), because one may not do it oneself."""

    sense = Sense.UNTIL_CLOSED

    user: SlackId
    what: str = Field(max_length=200)


@decides(AskFor)
def ask(deciding: Deciding, command: AskFor) -> None:
    """Ask somebody who may do what one may not do oneself; asking twice is asking once (rule 6)."""
    if any(one.user == command.user and one.what == command.what for one in deciding.state.asks):
        raise AlreadySo(what=f"{deciding.name(command.user)} was asked already.")
    deciding.tell(Asked(at=deciding.now, by=deciding.by, user=command.user, what=command.what))
