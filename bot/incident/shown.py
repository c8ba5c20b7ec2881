"""Whether what somebody decides on is what they were shown."""

from bot.incident.refusals import StalePlan


def require_as_shown(shown: object, now: object) -> None:
    """Raises StalePlan unless the mark of what was shown is the mark of what is there now; no mark is none."""
    if shown is None or shown == "" or shown != now:
        raise StalePlan()
