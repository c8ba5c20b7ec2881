"""An open incident among others: its two lines in a list, and its place there."""

from datetime import datetime

from bot.incident.severity import spoken
from bot.incident.state import Incident
from bot.slack.cards.now import waiting
from bot.slack.mrkdwn import channel_link, quiet
from bot.slack.scene import Stage


def late_first(incident: Incident) -> tuple[bool, str, datetime]:
    """The order of a list: those with a missed clock first, then the worst, then the oldest."""
    return (not late(incident), incident.severity or "P1", incident.detected_at)


def late(incident: Incident) -> list[str]:
    """Which of its clocks are missed and still run."""
    words = [f"{name} late" for name, clock in incident.clocks.items() if clock.missed and clock.met is None]
    return [*words, "update overdue"] if incident.update_late else words


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
