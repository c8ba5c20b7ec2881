"""What only reads: list, status, timeline, and what is open."""

from bot.incident.quality import checklist
from bot.incident.roles import Role
from bot.incident.state import Incident
from bot.incident.telling import told
from bot.slack import parts
from bot.slack.cards.listed import late_first, two_lines
from bot.slack.cards.now import waiting
from bot.slack.cards.status import status_card
from bot.slack.mrkdwn import SECTION_TEXT, aloud, escape, quiet, shorten
from bot.slack.view import Block
from bot.store.timeline import latest
from bot.wiring import Muster
from handlers.context import case_of, meant, open_incidents, stage_of
from handlers.request import Ask, Reply

LISTED = 20

#: Characters of text that an answer may hold; Slack takes 13,200 in one message.
MOST = 12_000


def list_open(muster: Muster, ask: Ask) -> Reply:
    """Open incidents: those with a missed clock first, then the worst, then the oldest."""
    found = sorted(open_incidents(muster, ask.user), key=late_first)
    if not found:
        return Reply(text="No incident is open. To declare one: `/incident declare what is wrong`.")
    blocks, shown = _sections([two_lines(stage_of(muster, one)) for one in found[:LISTED]])
    text = f"{len(found)} open: " + ", ".join(one.id for one in found[:LISTED])
    more = [parts.context(f"and {len(found) - shown} more")] if len(found) > shown else []
    return Reply(text=text, blocks=(*blocks, *more))


def _sections(lines: list[str]) -> tuple[list[Block], int]:
    """Lines in sections, whole ones only, and how many of them fit."""
    texts, shown, left = [""], 0, MOST
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        if len(texts[-1]) + len(line) >= SECTION_TEXT:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".lstrip("\n")
        shown += 1
    return [parts.section(text) for text in texts if text], shown


def status(muster: Muster, ask: Ask) -> Reply:
    """The status card, for the one who asked."""
    target = meant(muster, ask, "status {id}", id_only=True)
    card = status_card(stage_of(muster, target.incident), ask.channel)
    shown = [block for block in card.blocks if block["type"] != "actions"]
    return Reply(
        text=card.text, blocks=(*shown, parts.divider(), parts.section("", fields=_record(muster, target.incident)))
    )


def _record(muster: Muster, incident: Incident) -> tuple[str, ...]:
    """The incident record, field by field; what nobody knows yet says so (D8)."""
    stage, plan = stage_of(muster, incident), incident.proposal
    commander = incident.roles.get(Role.INCIDENT_COMMANDER)
    assigned = f"{stage.name(commander.user)}, assigned {stage.at(commander.at)}" if commander else "TBD"
    on_call, _ = muster.organisation.on_call(incident.service, incident.detected_at)
    users = f"{plan.users_percent} %" if plan and plan.users_percent is not None else "UNKNOWN"
    facts = {
        "Incident": incident.id,
        "Detected": stage.at(incident.detected_at),
        "Reporter": stage.name(incident.reporter),
        "Detection method": incident.detection.value,
        "Severity": incident.severity.value if incident.severity else "TBD",
        "Category": plan.category.value if plan and plan.category else "TBD",
        "Affected systems": quiet(plan.affected) if plan and plan.affected else quiet(incident.service or "TBD"),
        "Affected users": users,
        "Incident commander": assigned,
        "On-call engineer": stage.name(on_call) if on_call else "TBD",
    }
    return tuple(f"*{name}*\n{value}" for name, value in facts.items())


def timeline(muster: Muster, ask: Ask) -> Reply:
    """The last things that happened, oldest first."""
    target = meant(muster, ask, "timeline {id}", id_only=True)
    stage = stage_of(muster, target.incident)
    entries = latest(muster.exchange.redis, target.incident.id)
    facts = [event for entry in entries for event in entry.events]
    words = [shorten(told(event, muster.organisation.name_of), 300) for event in facts]
    lines = [f"{stage.at(event.at)}  {escape(said)}" for event, said in zip(facts, words, strict=True)]
    _, fit = _sections(lines[::-1])
    blocks, shown = _sections(lines[-fit:])
    head = f"Timeline of {target.incident.id}: {quiet(target.incident.title)}"
    older = f" · the last {shown} entries; the record has them all" if shown < len(lines) else ""
    return Reply(
        text=f"Timeline of {target.incident.id}, {shown} entries", blocks=(parts.context(f"{head}{older}"), *blocks)
    )


def open_items(muster: Muster, ask: Ask) -> Reply:
    """What is open: who is waited for and what comes then, the clocks that run, and what closing asks for."""
    incident = meant(muster, ask, "status {id}", id_only=True).incident
    stage = stage_of(muster, incident)
    now, otherwise = waiting(stage)
    lines = [f"*Open on {incident.id}*", f"*Now*  {now}", f"*If not*  {otherwise}"]
    running = [clock for clock in incident.clocks.items() if clock[1].met is None and not incident.over]
    clocks = [f"{name} {'was due' if clock.missed else 'by'} {stage.at(clock.due)}" for name, clock in running]
    if clocks:
        lines.append(f"*Clocks*  {' · '.join(clocks)}")
    left = [words for words, done in checklist(case_of(muster, stage)) if not done]
    lines.append(f"*Before closing*  {' · '.join(left) or 'nothing'}")
    return Reply(text=f"Open on {incident.id}: {escape(aloud(now))}", blocks=(parts.section("\n".join(lines)),))
