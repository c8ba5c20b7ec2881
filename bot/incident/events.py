"""Facts: what has happened to an incident. They are the timeline, and the state is built from them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from bot.incident import intake_events as intake
from bot.incident import work_events
from bot.incident.blame import Blamed
from bot.incident.fact import Fact as Fact
from bot.incident.intake import Origin
from bot.incident.organisation import SlackId
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import ClockName, Detection, PageAnswer, PathTimer, Proposal, Status


class Declared(Fact):
    """The incident exists."""

    kind: Literal["declared"] = "declared"
    id: str
    title: str
    description: str
    detection: Detection
    detected_at: datetime
    service: str | None
    guidance: str
    private: bool
    playbook: str
    policies: str
    channel_name: str
    given_id: bool
    plan: str = ""
    path: tuple[PathTimer, ...] = ()
    origin: Origin | None = None
    past: bool = False
    began: datetime | None = None


class ChannelOpened(Fact):
    """The incident's channel is there."""

    kind: Literal["channel_opened"] = "channel_opened"
    channel: str
    name: str


class SeveritySet(Fact):
    """The severity, and the deadlines that follow from it, all counted from detection (T5).

    `pages` has the deadline that each open page has from now on.
    """

    kind: Literal["severity_set"] = "severity_set"
    severity: Severity | None
    basis: str
    final: bool
    deadlines: dict[ClockName, datetime]
    next_update: datetime | None
    pages: dict[str, datetime | None] = {}


class RoleAssigned(Fact):
    """Somebody holds a role; `taken` when they pressed for it themselves."""

    kind: Literal["role_assigned"] = "role_assigned"
    role: Role
    user: SlackId
    taken: bool = False


class RoleDeclined(Fact):
    """Somebody gave a role back."""

    kind: Literal["role_declined"] = "role_declined"
    role: Role
    user: SlackId


class Joined(Fact):
    """Somebody became a responder, and how."""

    kind: Literal["joined"] = "joined"
    user: SlackId
    how: str


class Asked(Fact):
    """Somebody asked another person to do what they may not do themselves."""

    kind: Literal["asked"] = "asked"
    user: SlackId
    what: str


class TierCalled(Fact):
    """A tier was called, and why (E9)."""

    kind: Literal["tier_called"] = "tier_called"
    tier: int
    reason: str


class ManagementInformed(Fact):
    """The manager or the sponsor hears that it is not resolved yet, whatever the tiers do (E5, 10.4).

    `nobody`: nobody holds the role, and the next of the contact chain is called instead (E7).
    """

    kind: Literal["management_informed"] = "management_informed"
    role: Role
    reason: str
    nobody: bool = False


class TierEngaged(Fact):
    """Somebody of the tier works on it; its escalation timer counts from here (10.4)."""

    kind: Literal["tier_engaged"] = "tier_engaged"
    tier: int
    user: SlackId


class Paged(Fact):
    """Somebody was called, why, and until when before the next one is (E7, E9)."""

    kind: Literal["paged"] = "paged"
    page: str
    user: SlackId
    label: str
    tier: int
    reason: str
    deadline: datetime | None
    next_label: str
    beside: bool = False


class PageAnswered(Fact):
    """What became of a page."""

    kind: Literal["page_answered"] = "page_answered"
    page: str
    user: SlackId
    answer: PageAnswer


class ChainExhausted(Fact):
    """Nobody of the contact chain answered."""

    kind: Literal["chain_exhausted"] = "chain_exhausted"
    tier: int


class Acknowledged(Fact):
    """Somebody has seen it: MTTA ends here."""

    kind: Literal["acknowledged"] = "acknowledged"


class StatusChanged(Fact):
    """The incident moved on (D8)."""

    kind: Literal["status_changed"] = "status_changed"
    status: Status


class TriageProposed(Fact):
    """Somebody's assessment of impact and urgency."""

    kind: Literal["triage_proposed"] = "triage_proposed"
    proposal: Proposal


class GateFact(Fact):
    """Something that happened to a gate; `title` is what the playbook calls it."""

    gate: str
    title: str = ""

    @property
    def spoken(self) -> str:
        """The gate as people call it."""
        return self.title.lower() or self.gate


class GateOpened(GateFact):
    """A gate waits for one of `asked`."""

    kind: Literal["gate_opened"] = "gate_opened"
    digest: str
    asked: tuple[SlackId, ...]


class GateReminded(GateFact):
    """The deciders of a gate were reminded; with `backup`, others who may decide were asked."""

    kind: Literal["gate_reminded"] = "gate_reminded"
    asked: tuple[SlackId, ...]
    backup: bool = False


class GateDecided(GateFact):
    """A person decided a gate: `outcome` is the decision in words, `blamed` what it was approved with (P3)."""

    kind: Literal["gate_decided"] = "gate_decided"
    choice: str
    outcome: str
    words: str = ""
    blamed: tuple[Blamed, ...] = ()


class GateWithdrawn(GateFact):
    """A gate is no longer needed."""

    kind: Literal["gate_withdrawn"] = "gate_withdrawn"
    reason: str


class StepDone(Fact):
    """A step's result; `gist` is its first words in one line. The fields are kept apart from the snapshot."""

    kind: Literal["step_done"] = "step_done"
    step: str
    title: str
    round: int
    fields: dict[str, Any]
    gist: str = ""
    blamed: tuple[Blamed, ...] = ()


class StepFailed(Fact):
    """A step cannot be done: the flow stops there (S2)."""

    kind: Literal["step_failed"] = "step_failed"
    step: str
    title: str
    reason: str


class StepSkipped(Fact):
    """The flow goes on without a step (S2)."""

    kind: Literal["step_skipped"] = "step_skipped"
    step: str
    title: str
    reason: str


class StepsReopened(Fact):
    """Steps are to be done again: sent back at a gate, or the mitigation did not suffice (M8)."""

    kind: Literal["steps_reopened"] = "steps_reopened"
    steps: tuple[str, ...]
    reason: str


class DecisionAsked(Fact):
    """Words of a step ask somebody else for a decision (K3)."""

    kind: Literal["decision_asked"] = "decision_asked"
    step: str
    title: str
    round: int
    question: str
    options: tuple[str, ...]
    until: str
    role: Role
    asked: tuple[SlackId, ...]


class DecisionGiven(Fact):
    """The decision that words asked for (K3)."""

    kind: Literal["decision_given"] = "decision_given"
    step: str
    title: str
    question: str
    answer: str


class CauseFound(Fact):
    """The cause as far as it is known (C5, C9)."""

    kind: Literal["cause_found"] = "cause_found"
    cause: str


class StrategyChosen(Fact):
    """How the impact is to be ended (M1)."""

    kind: Literal["strategy_chosen"] = "strategy_chosen"
    strategy: str


class PathCalled(Fact):
    """A step of the playbook's own escalation path was reached (E6); `nobody` as with management."""

    kind: Literal["path_called"] = "path_called"
    number: int
    says: str
    nobody: bool = False


class NoteAdded(Fact):
    """Somebody's words for the record."""

    kind: Literal["note_added"] = "note_added"
    text: str


class UpdatePosted(Fact):
    """An update went out; the next is due then."""

    kind: Literal["update_posted"] = "update_posted"
    number: int
    text: str
    next_update: datetime | None


class UpdateMissed(Fact):
    """Updates fell due without one; several missed while nobody looked are counted in one (DESIGN 3)."""

    kind: Literal["update_missed"] = "update_missed"
    missed: int
    next_update: datetime
    asked: tuple[SlackId, ...]


class ClockMissed(Fact):
    """A response deadline passed."""

    kind: Literal["clock_missed"] = "clock_missed"
    clock: ClockName


class Paused(Fact):
    """The flow is held."""

    kind: Literal["paused"] = "paused"
    words: str


class Resumed(Fact):
    """The flow goes on."""

    kind: Literal["resumed"] = "resumed"


class Resolved(Fact):
    """The impact is over."""

    kind: Literal["resolved"] = "resolved"
    summary: str


class Closed(Fact):
    """The incident ended; `left_open` are the checklist's items that the reason stands for."""

    kind: Literal["closed"] = "closed"
    reason: str
    left_open: tuple[str, ...]
    not_an_incident: bool = False
    started_again_as: str = ""


class Reopened(Fact):
    """The incident was taken up again."""

    kind: Literal["reopened"] = "reopened"
    reason: str


Event = Annotated[
    Declared | ChannelOpened | SeveritySet | RoleAssigned | RoleDeclined | Joined | Asked | TierCalled | TierEngaged
    | ManagementInformed | Paged | PageAnswered | ChainExhausted | Acknowledged | StatusChanged | TriageProposed
    | GateOpened | GateReminded | GateDecided | GateWithdrawn | NoteAdded | UpdatePosted | UpdateMissed | ClockMissed
    | StepDone | StepFailed | StepSkipped | StepsReopened | CauseFound | StrategyChosen | PathCalled
    | DecisionAsked | DecisionGiven
    | Paused | Resumed | Resolved | Closed | Reopened | intake.GuidanceRead | intake.QuestionsAnswered
    | intake.CadenceShortened | intake.PeopleTold | intake.EvidenceAdded | intake.TicketMade | intake.TicketRefused
    | work_events.WorkDone | work_events.WorkGivenUp,
    Field(discriminator="kind"),
]  # fmt: skip

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])
