"""What every fact has: when it happened, and by whom."""

from datetime import datetime

from bot.incident.model import Value
from bot.incident.organisation import SlackId


class Fact(Value):
    """Something that happened at a moment (UTC), by a person's Slack id or `muster`."""

    at: datetime
    by: SlackId
