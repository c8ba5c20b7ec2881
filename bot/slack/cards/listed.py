"""An open incident among others: its two lines in a list."""

from bot.incident.precedence import late
from bot.incident.severity import spoken
from bot.slack.cards.now import waiting
from bot.slack.mrkdwn import channel_link, quiet
from bot.slack.scene import Stage


def two_lines(stage: Stage) -> str:
    """What is broken, how bad, where, what is late; then since when, and what is waited for."""
    incident = stage.incident
    room = f" {channel_link(incident.channel.id)}" if incident.channel else ""
    missed = late(incident)
    marks = f" · *{', '.join(missed)}*" if missed else ""
    now, _ = waiting(stage)
    return (
        f"*{incident.id}* {spoken(incident.severity)} · {incident.status} · {quiet(incident.title)}{room}{marks}\n"
        f"since {stage.at(incident.detected_at)} · {now}"
    )
