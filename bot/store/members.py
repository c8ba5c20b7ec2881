"""Names of agenda members: what each is, and in which order they matter."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is to be done: fire a timer of the core, bring what Slack or the console shows up to date, answer
    plain words, upload files, or run an errand of an incident (`bot.incident.errands`)."""

    TIMER = "timer"
    SYNC = "sync"
    MIRROR = "mirror"
    OFFER = "offer"
    PARCEL = "parcel"
    CONSOLE = "console"
    EVIDENCE = "evidence"
    TICKET = "ticket"


#: What reaches outside, done by workers where Slack is.
FOR_WORKERS = (Kind.SYNC, Kind.OFFER, Kind.PARCEL, Kind.EVIDENCE, Kind.TICKET)

#: What the emergency console does for itself, so that workers that hang on Slack do not hold it up.
AT_CONSOLE = (Kind.MIRROR, Kind.CONSOLE)


@dataclass(frozen=True)
class Member:
    """An agenda member taken apart: `timer:INC-101:page:U1:1` or `sync:INC-101`."""

    kind: Kind
    incident: str
    name: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.kind, self.incident, self.name) if part)


def read_member(text: str) -> Member:
    """The member of that name. Raises ValueError for a kind that this version does not know."""
    kind, incident, *name = text.split(":", 2)
    return Member(Kind(kind), incident, name[0] if name else "")


def timer(incident: str, name: str) -> str:
    """The member of one of an incident's timers."""
    return str(Member(Kind.TIMER, incident, name))


def sync(incident: str) -> str:
    """The member that says that an incident's Slack view is behind."""
    return str(Member(Kind.SYNC, incident))


def offer(id: str) -> str:
    """The member that says that plain words to the bot wait for an answer, or that the answer is behind."""
    return str(Member(Kind.OFFER, id))


def parcel(id: str) -> str:
    """The member that says that files wait to be uploaded."""
    return str(Member(Kind.PARCEL, id))


def errand(kind: Kind, incident: str) -> str:
    """The member of an errand that an incident owes."""
    return str(Member(kind, incident))


def mirror(incident: str) -> str:
    """The member that says that what the emergency console shows of an incident is behind."""
    return str(Member(Kind.MIRROR, incident))


def at_console(member: str) -> str:
    """The same thing to be done, at the emergency console: `console:offer:C1-17`."""
    return f"{Kind.CONSOLE}:{member}"


def inside(member: Member) -> Member:
    """What a member of the console is there: `console:offer:C1-17` as `offer:C1-17`."""
    return read_member(f"{member.incident}:{member.name}")
