"""Orders: what a person, a timer or the system asks of an incident."""

from typing import Any

from pydantic import AwareDatetime, Field

from bot.incident.intake import Evidence, Origin
from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.questions import Answers
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.stakes import Stakes
from bot.incident.state import MUSTER, Category, Detection

#: The longest report, note or update that is kept, in characters; more is refused and given back.
LONGEST_TEXT = 10_000

#: The longest guidance; with the longest report it still fits one message (Slack takes 13,200 of blocks' text).
LONGEST_GUIDANCE = 2_500


class Command(Value):
    """An order by somebody."""

    by: SlackId = MUSTER


class Declare(Command):
    """Open an incident (D1). `despite_open` declares although one is open, or ended lately, for the service (D14).

    With `resolved` it is a past one that was over then (D13); `started` alone says since when it goes on (UTC).
    """

    text: str
    severity: Severity | None = None
    service: str | None = None
    guidance: str = ""
    playbook: str | None = None
    id: str | None = None
    private: bool = False
    detection: Detection = Detection.MANUAL
    despite_open: bool = False
    policies: str = ""
    plan: str = ""
    answers: Answers | None = None
    origin: Origin | None = None
    started: AwareDatetime | None = None
    resolved: AwareDatetime | None = None


class RecordChannel(Command):
    """The Slack channel is open."""

    channel: str
    name: str


class Join(Command):
    """Become a responder."""


class AskFor(Command):
    """Ask somebody who may to do `what` (in words), because one may not do it oneself."""

    user: SlackId
    what: str = Field(max_length=200)


class Acknowledge(Command):
    """I have seen the page; without `page`, the one that waits for me."""

    page: str | None = None


class Engage(Command):
    """I am working on it (section 12)."""

    page: str | None = None


class DeclinePage(Command):
    """I can't: call the next one now."""

    page: str | None = None


class TakeRole(Command):
    """Take a role oneself."""

    role: Role


class AssignRole(Command):
    """Give a role to somebody; by its holder this is a hand-over."""

    role: Role
    user: SlackId


class DeclineRole(Command):
    """Give a role back; the next person for it is named, if there is one."""

    role: Role


class ProposeTriage(Command):
    """Impact and urgency as somebody sees them; opens the triage gate for P0-P2 (T1, T7)."""

    impact: Level
    urgency: Level
    users_percent: int | None = Field(default=None, ge=0, le=100)
    outage: bool = False
    data_loss: bool = False
    security: bool = False
    summary: str = ""
    actions: str = ""
    category: Category | None = None
    affected: str = ""
    stakes: Stakes = Stakes()


class DecideGate(Command):
    """Approve, or one of the gate's other choices; a triage also as another severity. `digest`: the plan shown."""

    gate: str
    choice: str
    digest: str
    words: str = ""
    severity: Severity | None = None


class CompleteStep(Command):
    """The result of a step. `seen` is the round that the form was opened on, so that nobody overwrites another."""

    step: str
    fields: dict[str, Any]
    seen: int | None = None


class FailStep(Command):
    """A step cannot be done (S2)."""

    step: str
    reason: str


class SkipStep(Command):
    """Go on without a step (S2)."""

    step: str
    reason: str


class GiveDecision(Command):
    """The answer that somebody chose, of those that the words of a step offered in that round (K3)."""

    step: str
    round: int
    choice: int = Field(ge=0)


class SetSeverity(Command):
    """Override the severity, with a reason (T3)."""

    severity: Severity
    reason: str


class Escalate(Command):
    """Call the next tier, or one person (E1)."""

    reason: str
    tier: int | None = Field(default=None, ge=1, le=4)
    user: SlackId | None = None


class AddNote(Command):
    """Put something on the record."""

    text: str


class PostUpdate(Command):
    """Tell everybody how things stand (K1)."""

    text: str


class Pause(Command):
    """Hold the flow: reminders stop, the response clocks and pages go on (S3)."""

    words: str = ""


class Resume(Command):
    """Let the flow go on (S3)."""


class Resolve(Command):
    """The impact is over: clocks stop, users are told (M9)."""

    summary: str


class Close(Command):
    """End the incident. What the checklist still shows as open needs a reason (S8).

    `started_again_as` is the incident that takes its place; the channel of this one is archived then (S3).
    """

    reason: str = ""
    started_again_as: str = ""


class Reopen(Command):
    """Take a resolved or closed incident up again, at INVESTIGATING (S3)."""

    reason: str


class FireTimer(Command):
    """A deadline has come. Nothing happens when the timer is no longer armed for that moment."""

    timer: str
    due: AwareDatetime


class GiveGuidance(Command):
    """Say what should change how it is handled (D10)."""

    text: str


class AnswerQuestions(Command):
    """Answer the eight questions (D11)."""

    answers: Answers


class AddEvidence(Command):
    """Carry a message along as evidence; its number is given when it is added (D3)."""

    evidence: Evidence


class RecordTicket(Command):
    """The tracker made a ticket (D12)."""

    key: str = Field(default="", max_length=60)
    url: str = Field(default="", max_length=2_000)


class SettleWork(Command):
    """Background work is owed no more: it was done, or `given_up` says why not. `says` is what it does, in words."""

    work: str = Field(max_length=200)
    says: str = Field(max_length=200)
    given_up: str = ""


class RefuseTicket(Command):
    """The tracker made no ticket, for good (D12)."""

    reason: str = Field(max_length=300)
