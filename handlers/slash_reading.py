"""Sub-commands that only read: list, status, timeline."""

from datetime import datetime

from bot.incident.roles import Role
from bot.incident.severity import spoken
from bot.incident.state import Incident
from bot.incident.telling import told
from bot.slack import parts
from bot.slack.cards.now import waiting
from bot.slack.cards.status import status_card
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.slack.scene import Stage
from bot.store.timeline import latest
from bot.wiring import Muster
from handlers.context import meant, open_incidents
from handlers.request import Ask, Reply

LISTED = 20


def list_open(muster: Muster, ask: Ask) -> Reply:
    """Open incidents: those with a missed clock first, then the worst, then the oldest."""
    found = sorted(open_incidents(muster, ask.user), key=_late_first)
    if not found:
        return Reply(text="No incident is open. To declare one: `/incident declare what is wrong`.")
    lines = [_line(muster, one) for one in found[:LISTED]]
    more = f"\nand {len(found) - LISTED} more" if len(found) > LISTED else ""
    text = f"{len(found)} open: " + ", ".join(one.id for one in found[:LISTED])
    blocks = [parts.section("\n".join(lines[start : start + 5])) for start in range(0, len(lines), 5)]
    return Reply(text=text, blocks=tuple([*blocks, *([parts.context(more.strip())] if more else [])]))


def status(muster: Muster, ask: Ask) -> Reply:
    """The status card, for the one who asked."""
    target = meant(muster, ask, "status {id}", id_only=True)
    card = status_card(_stage(muster, target.incident), ask.channel)
    shown = [block for block in card.blocks if block["type"] != "actions"]
    return Reply(
        text=card.text, blocks=(*shown, parts.divider(), parts.section("", fields=_record(muster, target.incident)))
    )


def _record(muster: Muster, incident: Incident) -> tuple[str, ...]:
    """The incident record, field by field; what nobody knows yet says so (D8)."""
    stage, plan = _stage(muster, incident), incident.proposal
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
    stage = _stage(muster, target.incident)
    entries = latest(muster.exchange.redis, target.incident.id)
    facts = [event for entry in entries for event in entry.events][-36:]
    lines = [
        f"{stage.at(event.at)}  {escape(shorten(told(event, muster.organisation.name_of), 300))}" for event in facts
    ]
    blocks = [parts.section("\n".join(lines[start : start + 8])) for start in range(0, len(lines), 8)]
    head = parts.context(f"Timeline of {target.incident.id}: {quiet(target.incident.title)}")
    return Reply(text=f"Timeline of {target.incident.id}, {len(facts)} entries", blocks=(head, *blocks))


def _stage(muster: Muster, incident: Incident) -> Stage:
    return Stage(incident, muster.organisation, muster.timekeeper.times)


def _late_first(incident: Incident) -> tuple[bool, str, datetime]:
    late = any(clock.missed and clock.met is None for clock in incident.clocks.values())
    return (not (late or incident.update_late), incident.severity or "P1", incident.detected_at)


def _line(muster: Muster, incident: Incident) -> str:
    stage = _stage(muster, incident)
    late = [f"{name} late" for name, clock in incident.clocks.items() if clock.missed and clock.met is None]
    if incident.update_late:
        late.append("update overdue")
    room = f" <#{incident.channel.id}>" if incident.channel else ""
    marks = f" · *{', '.join(late)}*" if late else ""
    now, _ = waiting(stage)
    return (
        f"*{incident.id}* {spoken(incident.severity)} · {incident.status} · {quiet(incident.title)}{room}{marks}\n"
        f"since {stage.at(incident.detected_at)} · {now}"
    )
