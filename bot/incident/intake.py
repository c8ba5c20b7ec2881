"""What came with an incident: where it was reported, evidence, guidance and answers, its ticket, who was told."""

from datetime import datetime

from pydantic import Field

from bot.incident.guidance import Reading
from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.questions import Answers, reading_of
from bot.incident.roles import Role

#: How many pieces of guidance and of evidence a snapshot keeps; all of them are in the timeline.
KEPT_GUIDANCE = 4
KEPT_EVIDENCE = 3

#: The longest text of a message that is carried along, of one reply, and of all replies, in characters.
LONGEST_MESSAGE_CHARACTERS, LONGEST_REPLY_CHARACTERS, LONGEST_THREAD_CHARACTERS = 3_000, 800, 6_000


class Origin(Value):
    """The Slack message from which an incident was declared (D2, D3). `text` is as Slack sent it with the click.

    `offered`: Muster had answered it with an offer to declare, which becomes the way back by itself.
    """

    channel: str = Field(max_length=30)
    ts: str = Field(max_length=30)
    thread: str = Field(default="", max_length=30)
    author: str = Field(default="", max_length=80)
    text: str = Field(default="", max_length=LONGEST_MESSAGE_CHARACTERS)
    offered: bool = False


class Reply(Value):
    """One message of a thread that was carried along. `at` is a real moment (UTC)."""

    author: str
    at: datetime
    text: str


class Evidence(Value):
    """A message as evidence. `left_out`: how many replies of its thread did not fit; `unread`: why none is there."""

    number: int
    author: str
    channel: str
    ts: str
    permalink: str
    text: str
    replies: tuple[Reply, ...] = ()
    left_out: int = 0
    unread: str = ""


class Given(Value):
    """Guidance that somebody gave, and what was read from it."""

    number: int
    text: str
    by: SlackId
    at: datetime
    reading: Reading
    at_declare: bool = False


class Answered(Value):
    """The eight questions as they were answered last."""

    answers: Answers
    by: SlackId
    at: datetime
    severity_words: str = ""


class Ticket(Value):
    """The incident's ticket in the tracker; `refused` says why there is none."""

    key: str = ""
    url: str = ""
    refused: str = ""


class Told(Value):
    """That somebody heard of the incident at once because of their role (N4, D10)."""

    role: Role
    at: datetime


class Intake(Value):
    """All of it. `began` is when the trouble started, if that is known to be before detection."""

    origin: Origin | None = None
    past: bool = False
    began: datetime | None = None
    written: Reading = Reading()
    given: tuple[Given, ...] = ()
    guidance_count: int = 0
    answered: Answered | None = None
    evidence: tuple[Evidence, ...] = ()
    evidence_count: int = 0
    ticket: Ticket | None = None
    told: dict[SlackId, Told] = {}

    @property
    def reading(self) -> Reading:
        """What was read from guidance and answers together."""
        return self.written.joined(reading_of(self.answered.answers)) if self.answered else self.written
