"""`/incident list`: late ones first, then the worst, then the oldest; each says what it waits for."""

from collections.abc import Callable

from bot.incident.durations import rounded_duration
from bot.incident.list_order import late_first
from bot.incident.permissions import may_see
from bot.incident.review.response import resolution_sla
from bot.incident.severity import spoken
from bot.incident.state import Incident, Status
from bot.slack import parts
from bot.slack.cards.listed import two_lines
from bot.slack.mrkdwn import SECTION_CHARACTERS, quiet
from bot.slack.view import Block
from bot.wiring import Muster
from handlers.context import card_context_of, foremost, open_incidents, review_inputs_of
from handlers.declare_text import NotUnderstood, known_severity
from handlers.options import Options, read_options
from handlers.request import Ask, Reply

#: Incidents in one answer, and how many of the newest are looked through for closed ones.
INCIDENTS_LISTED, INCIDENTS_LOOKED_THROUGH = 20, 500

#: Characters of text that an answer may hold; Slack takes 13,200 in one message.
MOST_CHARACTERS = 12_000


def list_incidents(muster: Muster, ask: Ask) -> Reply:
    """Open incidents; with `--closed` those that are closed, the newest first."""
    options = read_options(ask.text, ("service", "severity"), ("mine", "closed"))
    if options.rest:
        known = "--service, --severity, --mine and --closed"
        raise NotUnderstood(f'"{options.rest[:60]}" is no option. `list` takes {known}.')
    closed = "closed" in options.flags
    kind = "closed" if closed else "open"
    found, count = _found(muster, ask, options)
    if not found:
        return Reply(text=_none(kind, bool(options.values or "mine" in options.flags)))
    lines = [_closed_line(muster, one) if closed else two_lines(card_context_of(muster, one)) for one in found]
    blocks, shown = sections(lines)
    text = f"{count} {kind}: " + ", ".join(one.id for one in found)
    more = [parts.context(f"and {count - shown} more")] if count > shown else []
    return Reply(text=text, blocks=(*blocks, *more))


def _found(muster: Muster, ask: Ask, options: Options) -> tuple[list[Incident], int]:
    """What is shown, and how much is like it; without a filter only what is shown is read."""
    wanted = _wanted(muster, ask, options)
    if not options.values and not options.flags:
        return foremost(muster, ask.user, INCIDENTS_LISTED)
    if "closed" in options.flags:
        found = [one for one in _closed(muster, ask.user) if wanted(one)]
    else:
        found = sorted((one for one in open_incidents(muster, ask.user) if wanted(one)), key=late_first)
    return found[:INCIDENTS_LISTED], len(found)


def sections(lines: list[str]) -> tuple[list[Block], int]:
    """Lines in sections, whole ones only, and how many of them fit."""
    texts, shown, left = [""], 0, MOST_CHARACTERS
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        if len(texts[-1]) + len(line) >= SECTION_CHARACTERS:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".lstrip("\n")
        shown += 1
    return [parts.section(text) for text in texts if text], shown


def _wanted(muster: Muster, ask: Ask, options: Options) -> Callable[[Incident], bool]:
    """Whether an incident is asked for. Raises NotUnderstood for a service or a severity that is none."""
    service = options.values.get("service")
    if service and service not in muster.organisation.services:
        known = ", ".join(muster.organisation.services) or "none"
        raise NotUnderstood(f'No service is called "{service[:60]}". Known: {known}.')
    severity = known_severity(options.values["severity"]) if "severity" in options.values else None

    def wanted(one: Incident) -> bool:
        mine = "mine" not in options.flags or one.is_responder(ask.user)
        return mine and service in (None, one.service) and severity in (None, one.severity)

    return wanted


def _closed(muster: Muster, user: str) -> list[Incident]:
    found = muster.store.load_all(muster.store.newest(INCIDENTS_LOOKED_THROUGH))
    return [one for one in found if one.status is Status.CLOSED and may_see(one, user)]


def _closed_line(muster: Muster, incident: Incident) -> str:
    """What it was, how bad, when it ended, how long it took and whether in time."""
    stage = card_context_of(muster, incident)
    case = review_inputs_of(muster, stage)
    ended = incident.closed.at if incident.closed else incident.detected_at
    if incident.started_again_as:
        kind = f"goes on as {quiet(incident.started_again_as)}"
    elif incident.not_an_incident:
        kind = f"took {rounded_duration(case.duration)} · not an incident"
    else:
        kind = f"took {rounded_duration(case.duration)} · SLA {resolution_sla(case).words}"
    return f"*{incident.id}* {spoken(incident.severity)} · {quiet(incident.title)}\nclosed {stage.at(ended)} · {kind}"


def _none(kind: str, chosen: bool) -> str:
    if chosen:
        return f"No {kind} incident is like that. `/incident list{' --closed' * (kind == 'closed')}` shows all."
    if kind == "closed":
        return "No incident is closed yet."
    return "No incident is open. To declare one: `/incident declare what is wrong`."
