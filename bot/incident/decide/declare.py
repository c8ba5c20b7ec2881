"""Declaring an incident, and recording that its channel is open."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.incident.commands import LONGEST_GUIDANCE, Declare, RecordChannel
from bot.incident.decide.escalation import call_tier
from bot.incident.decide.roles import assign_leads
from bot.incident.decide.triage import severity_fact
from bot.incident.decide.words import kept
from bot.incident.events import ChannelOpened, Declared
from bot.incident.playbook import Playbook
from bot.incident.refusals import AlreadyOpen, BadId, EndedLately, IdTaken, TextMissing, UnknownService
from bot.incident.severity import Severity
from bot.incident.state import PathTimer, Register
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
    guidance = kept(command.guidance, LONGEST_GUIDANCE)
    if story.declared:
        raise IdTaken(id=story.state.id)
    _check_service(story.scene, command, text, story.now)
    story.tell(
        Declared(
            at=story.now, by=story.by, id=next_id(story.scene.register_, command.id), title=title_of(text),
            description=text, detection=command.detection, detected_at=story.now, service=command.service,
            guidance=guidance, private=command.private,
            playbook=command.playbook or story.organisation.policies.playbook, policies=command.policies,
            channel_name=channel_name(story, command), given_id=command.id is not None, plan=command.plan,
            path=_path(story.playbook),
        )
    )  # fmt: skip
    basis = (
        "given at declare, provisional until triage" if command.severity else "not triaged yet, the clocks run as P1"
    )
    story.tell(severity_fact(story, command.severity, basis, final=False))
    if command.severity is Severity.P3:
        return
    if command.severity is not Severity.P2:
        assign_leads(story)
    call_tier(story, 1, "declared")


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
    if command.despite_open:
        return
    same = [id for id, entry in scene.register_.open.items() if entry.service == command.service]
    visible = [id for id in same if not scene.register_.open[id].private]
    if visible:
        raise AlreadyOpen(incident=visible[0], service=command.service, text=text)
    last = scene.register_.ended.get(command.service)
    if last and not last.private and now - last.at < LATELY:
        raise EndedLately(incident=last.incident, service=command.service, text=text)
