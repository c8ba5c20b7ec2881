"""The incident's ticket in the organisation's tracker (D12)."""

from typing import Literal

from pydantic import Field

from bot.incident.changes import taken_in
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming
from bot.incident.intake import Ticket
from bot.incident.state import Incident


class TicketMade(Fact):
    """The tracker has a ticket for the incident (D12)."""

    kind: Literal["ticket_made"] = "ticket_made"
    key: str
    url: str

    def apply(self, state: Incident) -> Incident:
        return taken_in(state, ticket=Ticket(key=self.key, url=self.url))

    def sentence(self, name: Naming) -> str:
        return f"Ticket {self.key or self.url or 'made'} in the tracker"


class TicketRefused(Fact):
    """The tracker made no ticket, and is not asked again (D12)."""

    kind: Literal["ticket_refused"] = "ticket_refused"
    reason: str

    def apply(self, state: Incident) -> Incident:
        return taken_in(state, ticket=Ticket(refused=self.reason))

    def sentence(self, name: Naming) -> str:
        return f"No ticket in the tracker: {self.reason}"


class RecordTicket(Command):
    """The tracker made a ticket (D12)."""

    sense = Sense.ALWAYS

    key: str = Field(default="", max_length=60)
    url: str = Field(default="", max_length=2_000)


@decides(RecordTicket)
def record_ticket(deciding: Deciding, command: RecordTicket) -> None:
    """The tracker's answer; a second one changes nothing (D12)."""
    if deciding.state.intake.ticket is None:
        deciding.tell(TicketMade(at=deciding.now, by=deciding.by, key=command.key, url=command.url))


class RefuseTicket(Command):
    """The tracker made no ticket, for good (D12)."""

    sense = Sense.ALWAYS

    reason: str = Field(max_length=300)


@decides(RefuseTicket)
def refuse_ticket(deciding: Deciding, command: RefuseTicket) -> None:
    """There will be no ticket, and why (D12)."""
    if deciding.state.intake.ticket is None:
        deciding.tell(TicketRefused(at=deciding.now, by=deciding.by, reason=command.reason))
