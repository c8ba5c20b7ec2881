"""Declaring an incident: its id, its times, and what comes with it (D1, D13, D14)."""

import re
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from bot.incident.command import Command, decides
from bot.incident.deciding import Deciding, DecisionContext
from bot.incident.fact import Fact, Naming
from bot.incident.intake import Intake, Origin
from bot.incident.kept_text import kept
from bot.incident.organisation import SlackId
from bot.incident.playbook import Playbook
from bot.incident.questions import Answers, severity_of
from bot.incident.refusals import (
    AlreadyOpen,
    BadId,
    BadTimes,
    EndedLately,
    IdTaken,
    SeverityMissing,
    TextMissing,
    UnknownService,
)
from bot.incident.severity import Severity
from bot.incident.state import ClockName, Detection, Incident, PathTimer, Register
from bot.incident.topics.escalation import call_tier
from bot.incident.topics.guidance import BY_QUESTIONS, LONGEST_GUIDANCE_CHARACTERS, heed_answers, heed_guidance
from bot.incident.topics.informing import tell_at_once
from bot.incident.topics.resolving import Resolved
from bot.incident.topics.roles import assign_leads
from bot.incident.topics.triage import severity_fact

TITLE_CHARACTERS = 90

#: For so long after its end the last incident of a service is offered to be reopened (D14).
LATELY_PERIOD = timedelta(days=1)

#: Channels asked for in the last minute are remembered, so that a place in the queue can be told.
CHANNEL_WINDOW_SECONDS = 60.0

_ID = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?$")


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

    def begin(self) -> Incident:
        return Incident(
            id=self.id, title=self.title, description=self.description, reporter=self.by,
            detection=self.detection, detected_at=self.detected_at, service=self.service,
            guidance=self.guidance, private=self.private, playbook=self.playbook, policies=self.policies,
            logged_at=self.at, plan=self.plan, path=self.path, channel_name=self.channel_name,
            responders={self.by: "reported it"},
            intake=Intake(origin=self.origin, past=self.past, began=self.began),
        )  # fmt: skip

    def apply(self, state: Incident) -> Incident:
        return self.begin()

    def across(self, register: Register, incident: Incident) -> Register:
        recent = [at for at in register.channels_asked if (self.at - at).total_seconds() < CHANNEL_WINDOW_SECONDS]
        return self._numbered(register).but(channels_asked=(*recent, self.at))

    def _numbered(self, register: Register) -> Register:
        """A number given by hand is not counted on from: whether one is taken, its incident says."""
        if self.given_id:
            return register
        return register.but(next_number=int(self.id.removeprefix("INC-")) + 1)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} declared {self.id}: {self.description}"

    def line(self, name: Naming) -> tuple[str, str]:
        logged = "Incident logged" if self.detected_at < self.at else "Incident detected"
        return logged, self.description


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


@decides(Declare)
def declare(deciding: Deciding, command: Declare) -> None:
    """Open the incident, set its provisional clocks, name its leads, and page on-call (D1, D8, T6, N4)."""
    text = kept(command.text)
    if not text:
        raise TextMissing(what="what is wrong", usage="declare checkout is down")
    kept(command.guidance, LONGEST_GUIDANCE_CHARACTERS)
    if deciding.declared:
        raise IdTaken(id=deciding.state.id)
    _check_service(deciding.context, command, text, deciding.now)
    check_times(command, deciding.now)
    deciding.tell(_declared(deciding, command, text))
    if command.resolved:
        _past(deciding, command, command.resolved)
        return
    severity, basis = _first_severity(command)
    deciding.tell(severity_fact(deciding, severity, basis, final=False))
    if severity not in (Severity.P2, Severity.P3):
        assign_leads(deciding)
    if severity is not Severity.P3:
        call_tier(deciding, 1, "declared")
    _heed(deciding, command)
    if severity:
        tell_at_once(deciding, severity)


def _declared(deciding: Deciding, command: Declare, text: str) -> Declared:
    past = command.resolved is not None
    return Declared(
        at=deciding.now, by=deciding.by, id=next_id(deciding.context.register_, command.id), title=title_of(text),
        description=text, detection=command.detection, service=command.service, private=command.private,
        detected_at=command.started if past and command.started else deciding.now, guidance=kept(command.guidance),
        playbook=command.playbook or deciding.organisation.policies.playbook, policies=command.policies,
        channel_name=channel_name(deciding, command), given_id=command.id is not None, origin=command.origin,
        past=past, began=command.started or (command.answers.began if command.answers else None), plan=command.plan,
        path=_path(deciding.playbook),
    )  # fmt: skip


def _first_severity(command: Declare) -> tuple[Severity | None, str]:
    """What the reporter gave, or worse where the questions say so; what it rests on (D11)."""
    found = severity_of(command.answers) if command.answers else None
    if found and (command.severity is None or found[0] < command.severity):
        return found[0], f"{BY_QUESTIONS}: {found[1]}, provisional until triage"
    if command.severity:
        return command.severity, "given at declare, provisional until triage"
    return None, "not triaged yet, the clocks run as P1"


def _heed(deciding: Deciding, command: Declare) -> None:
    if text := kept(command.guidance):
        heed_guidance(deciding, text, at_declare=True)
    if command.answers and not command.answers.empty:
        heed_answers(deciding, command.answers)


#: Longer ago than this is a slip in the year, and no reader's client shows it as a date.
OLDEST_PERIOD = timedelta(days=3_653)


def check_times(command: Declare, now: datetime) -> None:
    """Raises BadTimes unless the given times lie in the past, in order, and say enough (D13)."""
    started, resolved = command.started, command.resolved
    if resolved and not started:
        raise BadTimes(what="a past incident needs its beginning too", remedy="add `--started`")
    if started and started < now - OLDEST_PERIOD:
        raise BadTimes(what="it began more than ten years ago", remedy="look at the year")
    if (started and started > now) or (resolved and resolved > now):
        raise BadTimes(what="the time lies in the future", remedy="give times that have passed")
    if started and resolved and resolved <= started:
        raise BadTimes(what="it was resolved before it started", remedy="give `--resolved` after `--started`")
    if resolved and command.severity is None:
        raise SeverityMissing()


def _past(deciding: Deciding, command: Declare, resolved: datetime) -> None:
    """It was over before it was declared: resolved then, by that clock alone; nobody is paged or reminded (D13)."""
    fact = severity_fact(deciding, command.severity, "given at declare of a past incident", final=True)
    # Who acknowledged and engaged when, nobody recorded: only the resolution can be judged.
    resolve = {name: due for name, due in fact.deadlines.items() if name is ClockName.RESOLVE}
    deciding.tell(fact.but(at=deciding.state.detected_at, deadlines=resolve, next_update=None))
    deciding.tell(Resolved(at=resolved, by=deciding.by, summary="it was over before it was declared"))
    _heed(deciding, command)


def _path(playbook: Playbook) -> tuple[PathTimer, ...]:
    return tuple(
        PathTimer(after=one.after, role=one.role, says=one.says or one.role.spoken, only=one.only, answer=one.answer)
        for one in playbook.escalation
    )


def next_id(register: Register, given: str | None) -> str:
    """The id that a declare gets: the given one, or the next number from 101 on (N1)."""
    return f"INC-{register.next_number if given is None else read_id(given)}"


def declare_again(incident: Incident, by: SlackId) -> Declare:
    """The order that begins anew with the same report (S3)."""
    return Declare(
        by=by, text=incident.description, severity=incident.severity, service=incident.service,
        guidance=incident.guidance, playbook=incident.playbook, private=incident.private,
        detection=incident.detection, despite_open=True,
    )  # fmt: skip


def read_id(text: str) -> str:
    """The part after `INC-` of an id as a person types it. Raises BadId."""
    word = text.strip().lstrip("#")
    bare = word[4:] if word.upper().startswith("INC-") else word
    if not _ID.match(bare):
        raise BadId(id=text)
    return bare.upper()


def title_of(text: str) -> str:
    """The first line of a report, cut at a word where it is long; the whole stays in the description."""
    line = " ".join(text.split("\n", 1)[0].split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def channel_name(deciding: Deciding, command: Declare) -> str:
    """`incident-YYYY-MM-DD-ID`, the date in the organisation's time zone (D5)."""
    zone = ZoneInfo(deciding.organisation.organisation.timezone)
    day: datetime = deciding.context.times.shown(deciding.now).astimezone(zone)
    number = next_id(deciding.context.register_, command.id).removeprefix("INC-")
    return f"incident-{day:%Y-%m-%d}-{number.lower()}"


def _check_service(context: DecisionContext, command: Declare, text: str, now: datetime) -> None:
    if command.service is None:
        return
    if command.service not in context.organisation.services:
        known = ", ".join(context.organisation.services) or "none; the organisation's file lists them"
        raise UnknownService(service=command.service, known=known)
    if command.despite_open or command.resolved:
        return
    if context.already_open:
        raise AlreadyOpen(incident=context.already_open, service=command.service, text=text)
    last = context.register_.ended.get(command.service)
    if last and not last.private and now - last.at < LATELY_PERIOD:
        raise EndedLately(incident=last.incident, service=command.service, text=text)
