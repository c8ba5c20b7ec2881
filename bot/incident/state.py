"""The incident as it stands: one bounded value, rebuilt from events, saved as the snapshot."""

from datetime import datetime
from enum import StrEnum

from bot.incident.blame import Blamed
from bot.incident.guidance import Reading
from bot.incident.impact_facets import ImpactFacets
from bot.incident.intake import Intake
from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity

#: The number of this shape; a change of meaning raises it and adds an upcaster in `bot.store.schema`.
SCHEMA = 2

#: How many past pages and updates a snapshot keeps; older ones live on in the timeline.
KEPT_PAGES = 24
KEPT_UPDATES = 6
KEPT_ASKS = 6
KEPT_RAISES = 4
KEPT_SETTLED_WORK = 200

#: How many incidents that were resolved and never closed the register lists; it is read with each declare.
KEPT_UNCLOSED = 200

#: How much of the reason for a page or a worse level a snapshot keeps, in characters; the timeline has it whole.
KEPT_REASON_CHARACTERS = 300

MUSTER = "muster"


class Status(StrEnum):
    """Where an incident is in its life; it goes forward only, except by reopen (D8, section 12)."""

    DETECTED = "DETECTED"
    TRIAGED = "TRIAGED"
    INVESTIGATING = "INVESTIGATING"
    MITIGATING = "MITIGATING"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


ORDER = {status: place for place, status in enumerate(Status)}


class Detection(StrEnum):
    """How the trouble was noticed (D4)."""

    AUTOMATED_ALERT = "automated-alert"
    USER_REPORT = "user-report"
    MONITORING = "monitoring"
    MANUAL = "manual"


class Category(StrEnum):
    """What kind of trouble it is (D8)."""

    AVAILABILITY = "availability"
    PERFORMANCE = "performance"
    FUNCTIONALITY = "functionality"
    SECURITY = "security"
    DATA_INTEGRITY = "data-integrity"


class Mark(Value):
    """That somebody did something at a moment, with their words."""

    by: SlackId
    at: datetime
    words: str = ""


class Assignment(Value):
    """Who holds a role. `taken` says that the person pressed for it and was not only named."""

    user: SlackId
    at: datetime
    by: SlackId
    taken: bool = False


class PageAnswer(StrEnum):
    """What became of a page."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ENGAGED = "engaged"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"


class Page(Value):
    """One call to one person. `deadline` (UTC) is when the next in the chain is called instead (E7).

    `beside`: called for themselves, beside their tier's contact chain; nobody stands in, and their answer is no
    answer of the tier.
    """

    key: str
    user: SlackId
    label: str
    tier: int
    reason: str
    at: datetime
    deadline: datetime | None
    answer: PageAnswer = PageAnswer.OPEN
    answered_at: datetime | None = None
    next_label: str = ""
    beside: bool = False


class Tier(Value):
    """A tier of functional escalation that was called (E1); 4 stands for management (E5)."""

    called_at: datetime
    reason: str
    engaged: Mark | None = None


class Proposal(Value):
    """A triage as proposed: levels, the facts behind them, and the rule that set the severity (T1-T3)."""

    impact: Level
    urgency: Level
    severity: Severity
    rule: str
    users_percent: int | None = None
    outage: bool = False
    data_loss: bool = False
    security: bool = False
    summary: str = ""
    actions: str = ""
    category: Category | None = None
    affected: str = ""
    stakes: ImpactFacets = ImpactFacets()
    by: SlackId = MUSTER
    digest: str = ""


class GateState(StrEnum):
    """Where a gate stands: waiting for a decision, sent back, decided, or no longer needed."""

    OPEN = "open"
    REVISION = "revision"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Gate(Value):
    """A point at which the flow waits for a person. `digest` names the plan that the card shows (DESIGN 8)."""

    state: GateState
    opened_at: datetime
    digest: str
    round: int = 1
    reminded: bool = False
    backup_asked: bool = False
    backup: tuple[SlackId, ...] = ()
    asked: tuple[SlackId, ...] = ()
    decision: Mark | None = None
    outcome: str = ""


class Decision(Value):
    """A decision that words of a step ask for (K3): of whom, with which answers, and the one that was given.

    `until` is how the author put by when it is wanted. It belongs to that `round` of the step.
    """

    round: int
    question: str
    options: tuple[str, ...]
    until: str
    role: Role
    asked: tuple[SlackId, ...]
    given: Mark | None = None


class StepState(StrEnum):
    """What became of a step of the playbook; a step that is not mentioned was not touched yet."""

    TO_DO = "to do"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class StepMark(Value):
    """The last that happened to a step: `words` say why it failed, was skipped or is done again.

    `blamed` are the places of its result that may be read as blame (P3).
    """

    state: StepState
    by: SlackId
    at: datetime
    round: int = 0
    words: str = ""
    blamed: tuple[Blamed, ...] = ()
    #: Whether its result has the bones of a fishbone, of which a picture is owed.
    fishbone: bool = False


class ClockName(StrEnum):
    """The response clocks that every surface shows (T5)."""

    ACKNOWLEDGE = "acknowledge"
    ENGAGE = "engage"
    TRIAGE = "triage"
    CAUSE = "cause"
    RESOLVE = "resolve"


class Raise(Value):
    """That it got worse, for the one message that says so."""

    number: int
    severity: Severity
    basis: str


class Clock(Value):
    """One deadline in UTC; `met` when the thing was done, `missed` once the deadline passed without it."""

    due: datetime
    met: datetime | None = None
    missed: bool = False


class Update(Value):
    """A status update for the people who follow the incident (K1)."""

    number: int
    text: str
    by: SlackId
    at: datetime


class Ask(Value):
    """That one person asked another to do something (rule 6)."""

    user: SlackId
    by: SlackId
    what: str
    at: datetime


class Channel(Value):
    """The incident's Slack channel once it is open."""

    id: str
    name: str


class PathTimer(Value):
    """A step of the playbook's own escalation path, which replaces the tiers' timers (E6); `after` in seconds."""

    after: float
    role: Role
    says: str
    only: tuple[Severity, ...] = ()
    answer: bool = False


class Incident(Value):
    """Everything that decisions and cards need; what grows without bound lives in the timeline."""

    id: str
    title: str
    description: str
    reporter: SlackId
    detection: Detection
    detected_at: datetime
    service: str | None
    guidance: str
    private: bool
    playbook: str
    policies: str
    channel_name: str
    logged_at: datetime | None = None
    plan: str = ""
    path: tuple[PathTimer, ...] = ()
    path_called: tuple[int, ...] = ()
    steps: dict[str, StepMark] = {}
    decisions: dict[str, Decision] = {}
    cause: str = ""
    #: When it was found first: a level without that clock keeps it for the next one.
    cause_at: datetime | None = None
    strategy: str = ""
    #: The verdict of the regression triage as it was written down last (A's step 1.5).
    regression: str = ""
    channel: Channel | None = None
    status: Status = Status.DETECTED
    severity: Severity | None = None
    severity_final: bool = False
    severity_basis: str = ""
    raises: tuple[Raise, ...] = ()
    triaged: datetime | None = None
    impact: str = ""
    roles: dict[Role, Assignment] = {}
    declined: dict[Role, tuple[SlackId, ...]] = {}
    responders: dict[SlackId, str] = {}
    pages: dict[str, Page] = {}
    page_counts: dict[SlackId, int] = {}
    tiers: dict[int, Tier] = {}
    informed: dict[Role, datetime] = {}
    acknowledged: Mark | None = None
    proposal: Proposal | None = None
    gates: dict[str, Gate] = {}
    clocks: dict[ClockName, Clock] = {}
    updates: tuple[Update, ...] = ()
    update_count: int = 0
    next_update: datetime | None = None
    update_late: int = 0
    update_holders: tuple[SlackId, ...] = ()
    notes: int = 0
    asks: tuple[Ask, ...] = ()
    paused: Mark | None = None
    resolved: Mark | None = None
    closed: Mark | None = None
    not_an_incident: bool = False
    started_again_as: str = ""
    reopened: int = 0
    closings: int = 0
    #: Background work that was done or given up and is owed no more, by its name; the last ones.
    settled_work: tuple[str, ...] = ()
    intake: Intake = Intake()

    @property
    def number(self) -> str:
        """The part after `INC-`, used in channel, branch and article (N1)."""
        return self.id.removeprefix("INC-")

    @property
    def over(self) -> bool:
        """Whether clocks have stopped: resolved or closed (M9)."""
        return self.status in (Status.RESOLVED, Status.CLOSED)

    @property
    def reading(self) -> Reading:
        """What was read from guidance and answers: later steps prefer by it (D10)."""
        return self.intake.reading

    def holder(self, role: Role) -> SlackId | None:
        """Who holds the role, or None."""
        assignment = self.roles.get(role)
        return assignment.user if assignment else None

    def is_responder(self, person: SlackId) -> bool:
        """Whether the person joined, was paged, or holds a role (10.9)."""
        return person in self.responders or any(held.user == person for held in self.roles.values())

    def open_pages(self) -> list[Page]:
        """Pages that still wait for an answer."""
        return [page for page in self.pages.values() if page.answer is PageAnswer.OPEN]


class Ended(Value):
    """The last incident of a service that is over, so that it can be reopened instead of declared anew (D14)."""

    incident: str
    at: datetime
    private: bool


class Register(Value):
    """Facts across incidents (DESIGN 2): the next number, what ended lately, when channels were asked for.

    It is read and written whole with each declare, so what is open is not in it: each incident says for itself
    that it is.
    """

    next_number: int = 101
    ended: dict[str, Ended] = {}
    unclosed: tuple[str, ...] = ()
    channels_asked: tuple[datetime, ...] = ()
