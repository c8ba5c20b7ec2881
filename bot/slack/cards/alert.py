"""The alert in the announcements channel (D7)."""

from bot.incident.durations import rounded_duration
from bot.incident.roles import Role
from bot.incident.severity import spoken
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import channel_link, escape, quiet, shorten
from bot.slack.view import Message, Urgency


def alert_card(context: CardContext, channel: str) -> Message:
    """Status, severity, time, issue, user impact, who is assigned, next update, and the way there."""
    incident = context.incident
    on_call = incident.holder(Role.INCIDENT_COMMANDER)
    room = channel_link(incident.channel.id) if incident.channel else f"#{incident.channel_name}"
    lines = [
        f"*{incident.id} · {spoken(incident.severity)} · {incident.status}*",
        f"*Issue*  {quiet(incident.title)}",
        f"*Since*  {context.at(incident.intake.began or incident.detected_at)}",
        f"*User impact*  {_impact(context)}",
        f"*Assigned*  {context.name(on_call) if on_call else 'nobody yet'}",
    ]
    if incident.next_update:
        lines.append(f"*Next update*  {context.at(incident.next_update)}")
    if incident.resolved:
        lasted = rounded_duration(incident.resolved.at - incident.detected_at)
        lines.append(f"*Over after*  {lasted}: {quiet(shorten(incident.resolved.words, 300))}")
    elif incident.closed:
        what = "not an incident: " if incident.not_an_incident else ""
        lines.append(f"*Closed*  {what}{quiet(shorten(incident.closed.words, 300))}")
    lines.append(f"*Channel*  {room}")
    blocks = [parts.section("\n".join(lines))]
    if not incident.over:
        blocks.append(parts.actions("alert", parts.button(f"Join {incident.id}", "join", incident.id)))
    text = f"Incident {incident.id}: {spoken(incident.severity)}, {escape(incident.title)}. {incident.status}."
    return Message(channel, text, tuple(blocks), Urgency.STATUS, settled=False)


def _impact(context: CardContext) -> str:
    proposal = context.incident.proposal
    if proposal is None:
        return "not assessed yet"
    share = f"{proposal.users_percent} % of users" if proposal.users_percent is not None else "share unknown"
    return f"{proposal.impact} ({share})"
