"""Facts about what came with an incident: guidance, answers, evidence, its ticket, and who heard of it at once."""

from datetime import datetime
from typing import Literal

from bot.incident.fact import Fact
from bot.incident.guidance import Reading
from bot.incident.intake import Evidence
from bot.incident.organisation import SlackId
from bot.incident.questions import Answers
from bot.incident.roles import Role


class GuidanceRead(Fact):
    """Guidance was given, and this was read from it (D10)."""

    kind: Literal["guidance_read"] = "guidance_read"
    number: int
    text: str
    reading: Reading
    at_declare: bool = False


class QuestionsAnswered(Fact):
    """The eight questions were answered, perhaps not for the first time (D11); `words` is the severity they mean."""

    kind: Literal["questions_answered"] = "questions_answered"
    answers: Answers
    words: str = ""


class CadenceShortened(Fact):
    """Status updates come more often from now on (K1)."""

    kind: Literal["cadence_shortened"] = "cadence_shortened"
    next_update: datetime


class PeopleTold(Fact):
    """People heard of the incident at once because of their role, without being paged (N4, D10)."""

    kind: Literal["people_told"] = "people_told"
    people: dict[SlackId, Role]
    reason: str


class EvidenceAdded(Fact):
    """A message was carried along as evidence (D3)."""

    kind: Literal["evidence_added"] = "evidence_added"
    evidence: Evidence


class TicketMade(Fact):
    """The tracker has a ticket for the incident (D12)."""

    kind: Literal["ticket_made"] = "ticket_made"
    key: str
    url: str


class TicketRefused(Fact):
    """The tracker made no ticket, and is not asked again (D12)."""

    kind: Literal["ticket_refused"] = "ticket_refused"
    reason: str
