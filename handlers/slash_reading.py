"""What only reads one incident: its status with the whole record, and what is open."""

from bot.incident.closing_checklist import checklist
from bot.incident.roles import Role
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.now import waiting
from bot.slack.cards.status import status_card
from bot.slack.mrkdwn import aloud, channel_link, escape, quiet, shorten
from bot.wiring import Muster
from handlers.context import card_context_of, meant, review_inputs_of
from handlers.request import Ask, Reply


def status(muster: Muster, ask: Ask) -> Reply:
    """The status card and the record field by field, for whoever asks, wherever they are."""
    target = meant(muster, ask, "status {id}", id_only=True)
    stage = card_context_of(muster, target.incident)
    card = status_card(stage, ask.channel)
    shown = [block for block in card.blocks if block["type"] != "actions"]
    facts = [f"*{name}*\n{value}" for name, value in _record(stage).items()]
    record = [parts.section("", fields=tuple(facts[start : start + 8])) for start in range(0, len(facts), 8)]
    return Reply(text=card.text, blocks=(*shown, parts.divider(), *record))


def _record(stage: CardContext) -> dict[str, str]:
    """The incident record, field by field; what nobody knows yet says so (D8)."""
    incident, plan = stage.incident, stage.incident.proposal
    on_call, _ = stage.organisation.on_call(incident.service, incident.detected_at)
    users = f"{plan.users_percent} %" if plan and plan.users_percent is not None else "UNKNOWN"
    channel = channel_link(incident.channel.id) if incident.channel else "TBD"
    return {
        "Incident": incident.id,
        "Status": incident.status.value,
        "Detected": stage.at(incident.detected_at),
        "Reporter": stage.name(incident.reporter),
        "Detection method": incident.detection.value,
        "Severity": incident.severity.value if incident.severity else "TBD",
        "Impact": plan.impact.value if plan else "TBD",
        "Urgency": plan.urgency.value if plan else "TBD",
        "Category": plan.category.value if plan and plan.category else "TBD",
        "User impact": quiet(shorten(plan.summary, 300)) if plan and plan.summary else "TBD",
        "Affected systems": quiet(plan.affected) if plan and plan.affected else quiet(incident.service or "TBD"),
        "Affected users": users,
        "Incident commander": _assigned(stage, Role.INCIDENT_COMMANDER),
        "Technical lead": _assigned(stage, Role.TECHNICAL_LEAD),
        "Communications lead": _assigned(stage, Role.COMMUNICATIONS_LEAD),
        "On-call engineer": stage.name(on_call) if on_call else "TBD",
        "Root cause": quiet(shorten(incident.cause, 300)) or "TBD",
        "Mitigation": quiet(incident.strategy.replace("_", " ")) or "TBD",
        "Next update": stage.at(incident.next_update) if incident.next_update else "none due",
        "Channel": channel,
    }


def _assigned(stage: CardContext, role: Role) -> str:
    held = stage.incident.roles.get(role)
    return f"{stage.name(held.user)}, assigned {stage.at(held.at)}" if held else "TBD"


def open_items(muster: Muster, ask: Ask) -> Reply:
    """What is open: who is waited for and what comes then, the clocks that run, and what closing asks for."""
    incident = meant(muster, ask, "status {id}", id_only=True).incident
    stage = card_context_of(muster, incident)
    now, otherwise = waiting(stage)
    lines = [f"*Open on {incident.id}*", f"*Now*  {now}", f"*If not*  {otherwise}"]
    running = [clock for clock in incident.clocks.items() if clock[1].met is None and not incident.over]
    clocks = [f"{name} {'was due' if clock.missed else 'by'} {stage.at(clock.due)}" for name, clock in running]
    if clocks:
        lines.append(f"*Clocks*  {' · '.join(clocks)}")
    left = [escape(words) for words, done in checklist(review_inputs_of(muster, stage)) if not done]
    lines.append(f"*Before closing*  {' · '.join(left) or 'nothing'}")
    return Reply(text=f"Open on {incident.id}: {escape(aloud(now))}", blocks=(parts.section("\n".join(lines)),))
