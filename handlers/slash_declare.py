"""`/incident declare`: from the typed line, or from the form, to an open incident and its confirmation (D1, D9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.incident.commands import Declare
from bot.incident.durations import rounded_duration
from bot.incident.events import Declared
from bot.incident.organisation import Response
from bot.incident.severity import Severity, spoken
from bot.incident.state import Detection, Incident
from bot.incident.timers import response_of
from bot.slack import mrkdwn, parts
from bot.slack.budget import METHODS
from bot.store.commit import Committed
from bot.wiring import Muster
from handlers import forms
from handlers.declare_text import read_declare
from handlers.request import Ask, Form, Reply


def declare(muster: Muster, ask: Ask, *, despite_open: bool = False) -> Reply:
    """Declare from a line; without a report, or with --interactive, the form comes up, prefilled."""
    read = read_declare(ask.text)
    if not read.report or "interactive" in read.flags:
        return Reply(view=_prefilled(muster, read.report, read.severity, read.options, read.flags))
    playbook = read.options.get("playbook")
    command = Declare(
        by=ask.user, text=read.report, severity=read.severity, service=read.options.get("service"),
        guidance=read.options.get("guidance", ""), playbook=playbook, id=read.options.get("id"),
        private="private" in read.flags, detection=Detection.USER_REPORT, despite_open=despite_open,
    )  # fmt: skip
    return confirmation(muster, muster.store.commit(command, key=ask.key), ask.user)


def from_form(muster: Muster, form: Form) -> Reply:
    """Declare from the form's fields."""
    severity = form.values.get("severity", "")
    command = Declare(
        by=form.ask.user, text=form.values.get("title", ""), service=form.values.get("service") or None,
        severity=Severity(severity) if severity in Severity.__members__ else None,
        guidance=form.values.get("guidance", ""), private="private" in form.ticked.get("private", ()),
        detection=Detection.USER_REPORT, despite_open=form.carried.get("despite_open") == "yes",
    )  # fmt: skip
    return confirmation(muster, muster.store.commit(command, key=form.ask.key), form.ask.user)


def confirmation(muster: Muster, committed: Committed, user: str) -> Reply:
    """What was understood, how bad it is taken to be, by when it should be over, and what happens now (D9)."""
    incident = committed.incident
    now, place = muster.timekeeper.times, _place(muster, committed)
    room = f"<#{incident.channel.id}>" if incident.channel else f"`#{incident.channel_name}`"
    response = response_of(incident, muster.organisation.policies)
    lines = [
        f"*{incident.id} is declared: {mrkdwn.quiet(incident.title)}*",
        f"Channel {room} {place or 'opens now; you are invited.'}",
        f"Severity: {spoken(incident.severity)} as you said, until triage"
        if incident.severity
        else "Severity: to be decided by triage; until then the clocks run as P1",
        _sla(incident, response, lambda moment: mrkdwn.at(now.shown(moment))),
        _coordinates(muster, incident),
    ]
    return Reply(
        text=f"{incident.id} is declared: {mrkdwn.escape(incident.title)}. Channel #{incident.channel_name}.",
        blocks=(parts.section("\n".join(line for line in lines if line)),),
    )


def _sla(incident: Incident, response: Response, at: Callable[[datetime], str]) -> str:
    if response.resolve is None:
        return "Backlog: no clocks run. If it is no incident, close it: `/incident close not an incident`."
    length = rounded_duration(timedelta(seconds=response.resolve))
    due = incident.detected_at + timedelta(seconds=response.resolve)
    return f"Expected to be resolved within {length}, by {at(due)}."


def _coordinates(muster: Muster, incident: Incident) -> str:
    page = next(iter(incident.pages.values()), None)
    paged = f"{muster.organisation.name_of(page.user)} is paged" if page else "Nobody is paged"
    return f"{mrkdwn.escape(paged)}. Muster sees to triage, escalation and updates; the channel takes a few seconds."


def _place(muster: Muster, committed: Committed) -> str:
    """An honest place in the queue, when more channels were asked for than Slack lets us open (DESIGN 4)."""
    declared = next((event for event in committed.events if isinstance(event, Declared)), None)
    if declared is None or committed.incident.channel or not muster.place.paced:
        return ""
    rate = METHODS["conversations.create"]
    register = committed.register or muster.store.register()
    asked = [at for at in register.channels_asked if at <= declared.at]
    behind = len(asked) - rate.burst
    if behind <= 0:
        return ""
    seconds = int(behind * 60 / rate.per_minute) + 1
    wait = rounded_duration(timedelta(seconds=seconds))
    return (
        f"is number {behind} in the queue: Slack lets us open {rate.per_minute:.0f} channels a minute, so about"
        f" {wait}. {'The page goes out now; you' if committed.incident.pages else 'You'} are invited when it opens."
    )


def _prefilled(
    muster: Muster, report: str, severity: Severity | None, options: dict[str, str], flags: set[str]
) -> dict[str, object]:
    return forms.declare(
        muster.organisation, text=report, severity=severity or "unknown", service=options.get("service", ""),
        guidance=options.get("guidance", ""), private="private" in flags,
    )  # fmt: skip
