"""Declaring an incident, and recording that its channel is open."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.incident.commands import LONGEST_GUIDANCE, Declare, RecordChannel
from bot.incident.decide.escalation import call_tier
from bot.incident.decide.informing import tell_at_once
from bot.incident.decide.intake import BY_QUESTIONS, heed_answers, heed_guidance
from bot.incident.decide.roles import assign_leads
from bot.incident.decide.triage import severity_fact
from bot.incident.decide.words import kept
from bot.incident.events import ChannelOpened, Declared, Resolved
from bot.incident.playbook import Playbook
from bot.incident.questions import severity_of
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
from bot.incident.state import ClockName, PathTimer, Register
from bot.incident.story import Scene, Story

TITLE_LENGTH = 90

#: For so long after its end the last incident of a service is offered to be reopened (D14).
LATELY = timedelta(days=1)

_ID = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?$")


def declare(story: Story, command: Declare) -> None:
    """Open the incident, set its provisional clocks, name its leads, and page on-call (D1, D8, T6, N4)."""
    text = kept(command.text)
    if not text:
        raise TextMissing(what="what is wrong", usage="declare checkout is down")
    kept(command.guidance, LONGEST_GUIDANCE)
    if story.declared:
        raise IdTaken(id=story.state.id)
    _check_service(story.scene, command, text, story.now)
    check_times(command, story.now)
    story.tell(_declared(story, command, text))
    if command.resolved:
        _past(story, command, command.resolved)
        return
    severity, basis = _first_severity(command)
    story.tell(severity_fact(story, severity, basis, final=False))
    if severity not in (Severity.P2, Severity.P3):
        assign_leads(story)
    if severity is not Severity.P3:
        call_tier(story, 1, "declared")
    _heed(story, command)
    if severity:
        tell_at_once(story, severity)


def _declared(story: Story, command: Declare, text: str) -> Declared:
    past = command.resolved is not None
    return Declared(
        at=story.now, by=story.by, id=next_id(story.scene.register_, command.id), title=title_of(text),
        description=text, detection=command.detection, service=command.service, private=command.private,
        detected_at=command.started if past and command.started else story.now, guidance=kept(command.guidance),
        playbook=command.playbook or story.organisation.policies.playbook, policies=command.policies,
        channel_name=channel_name(story, command), given_id=command.id is not None, origin=command.origin,
        past=past, began=command.started or (command.answers.began if command.answers else None), plan=command.plan,
        path=_path(story.playbook),
    )  # fmt: skip


def _first_severity(command: Declare) -> tuple[Severity | None, str]:
    """What the reporter gave, or worse where the questions say so; what it rests on (D11)."""
    found = severity_of(command.answers) if command.answers else None
    if found and (command.severity is None or found[0] < command.severity):
        return found[0], f"{BY_QUESTIONS}: {found[1]}, provisional until triage"
    if command.severity:
        return command.severity, "given at declare, provisional until triage"
    return None, "not triaged yet, the clocks run as P1"


def _heed(story: Story, command: Declare) -> None:
    if text := kept(command.guidance):
        heed_guidance(story, text, at_declare=True)
    if command.answers and not command.answers.empty:
        heed_answers(story, command.answers)


#: Longer ago than this is a slip in the year, and no reader's client shows it as a date.
OLDEST = timedelta(days=3_653)


def check_times(command: Declare, now: datetime) -> None:
    """Raises BadTimes unless the given times lie in the past, in order, and say enough (D13)."""
    started, resolved = command.started, command.resolved
    if resolved and not started:
        raise BadTimes(what="a past incident needs its beginning too", remedy="add `--started`")
    if started and started < now - OLDEST:
        raise BadTimes(what="it began more than ten years ago", remedy="look at the year")
    if (started and started > now) or (resolved and resolved > now):
        raise BadTimes(what="the time lies in the future", remedy="give times that have passed")
    if started and resolved and resolved <= started:
        raise BadTimes(what="it was resolved before it started", remedy="give `--resolved` after `--started`")
    if resolved and command.severity is None:
        raise SeverityMissing()


def _past(story: Story, command: Declare, resolved: datetime) -> None:
    """It was over before it was declared: resolved then, by that clock alone; nobody is paged or reminded (D13)."""
    fact = severity_fact(story, command.severity, "given at declare of a past incident", final=True)
    # Who acknowledged and engaged when, nobody recorded: only the resolution can be judged.
    resolve = {name: due for name, due in fact.deadlines.items() if name is ClockName.RESOLVE}
    story.tell(fact.but(at=story.state.detected_at, deadlines=resolve, next_update=None))
    story.tell(Resolved(at=resolved, by=story.by, summary="it was over before it was declared"))
    _heed(story, command)


def _path(playbook: Playbook) -> tuple[PathTimer, ...]:
    return tuple(
        PathTimer(after=one.after, role=one.role, says=one.says or one.role.spoken, only=one.only, answer=one.answer)
        for one in playbook.escalation
    )


def record_channel(story: Story, command: RecordChannel) -> None:
    """Remember the channel; a second report of it changes nothing."""
    if story.state.channel is None:
        story.tell(ChannelOpened(at=story.now, by=story.by, channel=command.channel, name=command.name))


def next_id(register: Register, given: str | None) -> str:
    """The id that a declare gets: the given one, or the next free number from 101 on (N1)."""
    if given is not None:
        return f"INC-{read_id(given)}"
    number = register.next_number
    while str(number) in register.given:
        number += 1
    return f"INC-{number}"


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
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def channel_name(story: Story, command: Declare) -> str:
    """`incident-YYYY-MM-DD-ID`, the date in the organisation's time zone (D5)."""
    zone = ZoneInfo(story.organisation.organisation.timezone)
    day: datetime = story.scene.times.shown(story.now).astimezone(zone)
    number = next_id(story.scene.register_, command.id).removeprefix("INC-")
    return f"incident-{day:%Y-%m-%d}-{number.lower()}"


def _check_service(scene: Scene, command: Declare, text: str, now: datetime) -> None:
    if command.service is None:
        return
    if command.service not in scene.organisation.services:
        known = ", ".join(scene.organisation.services) or "none; the organisation's file lists them"
        raise UnknownService(service=command.service, known=known)
    if command.despite_open or command.resolved:
        return
    if scene.already_open:
        raise AlreadyOpen(incident=scene.already_open, service=command.service, text=text)
    last = scene.register_.ended.get(command.service)
    if last and not last.private and now - last.at < LATELY:
        raise EndedLately(incident=last.incident, service=command.service, text=text)
