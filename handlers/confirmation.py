"""The answer to a declare: what was understood, how bad, by when it should be over, what happens now (D9)."""

from datetime import datetime, timedelta

from bot.incident.durations import rounded_duration
from bot.incident.severity import spoken
from bot.incident.state import ClockName, Incident
from bot.incident.timers import response_of
from bot.incident.topics.declaring import Declared
from bot.incident.topics.guidance import BY_QUESTIONS
from bot.slack import mrkdwn, parts
from bot.slack.budget import METHODS
from bot.store.commit import Committed
from bot.wiring import Muster
from handlers.context import rules_of
from handlers.request import Reply


def confirmation(muster: Muster, committed: Committed) -> Reply:
    """To the one who declared; with the eight questions one click away."""
    incident = committed.incident
    room = f"<#{incident.channel.id}>" if incident.channel else f"`#{incident.channel_name}`"
    lines = [
        f"*{incident.id} is declared: {mrkdwn.quiet(incident.title)}*",
        f"Channel {room} {_place(muster, committed) or 'opens now; you are invited.'}",
        *(_past(muster, incident) if incident.intake.past else _ahead(muster, incident)),
    ]
    blocks = [parts.section("\n".join(line for line in lines if line))]
    if not incident.over and incident.intake.answered is None:
        more = parts.button("Answer eight questions", "questions_open", incident.id)
        blocks.append(parts.actions("declared", more))
    return Reply(
        text=f"{incident.id} is declared: {mrkdwn.escape(incident.title)}. Channel #{incident.channel_name}.",
        blocks=tuple(blocks),
    )


def _ahead(muster: Muster, incident: Incident) -> list[str]:
    return [_severity(incident), _sla(muster, incident), _read(incident), _coordinates(muster, incident)]


def _severity(incident: Incident) -> str:
    if incident.severity is None:
        return "Severity: to be decided by triage; until then the clocks run as P1"
    if incident.severity_basis.startswith(BY_QUESTIONS):
        return f"Severity: {spoken(incident.severity)} by your answers, until triage"
    return f"Severity: {spoken(incident.severity)} as you said, until triage"


def _sla(muster: Muster, incident: Incident) -> str:
    response = response_of(incident, rules_of(muster, incident).organisation.policies)
    if response.resolve is None:
        return "Backlog: no clocks run. If it is no incident, close it: `/incident close not an incident`."
    length = rounded_duration(timedelta(seconds=response.resolve))
    due = incident.detected_at + timedelta(seconds=response.resolve)
    return f"Expected to be resolved within {length}, by {_at(muster, due)}."


def _past(muster: Muster, incident: Incident) -> list[str]:
    """Of one that was over before: how long it took, whether in time, and what is left."""
    resolved, clock = incident.resolved, incident.clocks.get(ClockName.RESOLVE)
    if resolved is None:
        return []
    lasted = rounded_duration(resolved.at - incident.detected_at)
    times = f"from {_at(muster, incident.detected_at)} to {_at(muster, resolved.at)}"
    judged = f", {'late' if clock.missed else 'in time'} for a {incident.severity}" if clock else ""
    return [
        f"It was over after {lasted}, {times}{judged}. Severity: {spoken(incident.severity)} as you said.",
        "Nobody is paged and no clock runs. The flow begins with the cause.",
    ]


def _read(incident: Incident) -> str:
    concerns = incident.reading.concerns
    return f"Read from what you said: {', '.join(concerns)}; the channel says what follows." if concerns else ""


def _coordinates(muster: Muster, incident: Incident) -> str:
    paged = [muster.organisation.name_of(page.user) for page in incident.pages.values()]
    who = f"{_all_of(paged)} {'is' if len(paged) == 1 else 'are'} paged" if paged else "Nobody is paged"
    told = [muster.organisation.name_of(user) for user in incident.intake.told]
    heard = f" {_all_of(told)} {'hears' if len(told) == 1 else 'hear'} of it." if told else ""
    return mrkdwn.escape(
        f"{who}.{heard} Muster sees to triage, escalation and updates; the channel takes a few seconds."
    )


def _all_of(names: list[str]) -> str:
    return " and ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])


def _at(muster: Muster, moment: datetime) -> str:
    times = muster.timekeeper.times
    shown, now = times.shown(moment), times.shown(muster.timekeeper.now())
    return mrkdwn.at(shown, day=abs((now - shown).total_seconds()) > 12 * 3600)


def _place(muster: Muster, committed: Committed) -> str:
    """An honest place in the queue, when more channels were asked for than Slack lets us open (DESIGN 4)."""
    declared = next((event for event in committed.events if isinstance(event, Declared)), None)
    if declared is None or committed.incident.channel or not muster.surface.paced:
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
