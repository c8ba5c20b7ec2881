"""An open incident among others: its two lines in a list."""

from bot.incident.list_order import late
from bot.incident.severity import spoken
from bot.slack.card_context import CardContext
from bot.slack.cards.now import waiting
from bot.slack.mrkdwn import channel_link, quiet


def two_lines(context: CardContext) -> str:
    """What is broken, how bad, where, what is late; then since when, and what is waited for."""
    incident = context.incident
    room = f" {channel_link(incident.channel.id)}" if incident.channel else ""
    missed = late(incident)
    marks = f" · *{', '.join(missed)}*" if missed else ""
    now, _ = waiting(context)
    return (
        f"*{incident.id}* {spoken(incident.severity)} · {incident.status} · {quiet(incident.title)}{room}{marks}\n"
        f"since {context.at(incident.detected_at)} · {now}"
    )
