"""Which of the open incidents comes first: the late ones, then the worst, then the oldest, then the resolved."""

from datetime import datetime

from bot.incident.severity import Severity
from bot.incident.state import Incident


def late_first(incident: Incident) -> tuple[bool, bool, str, datetime]:
    """The order of a list: those with a missed clock first, then the worst, then the oldest; resolved ones last."""
    return (incident.over, not late(incident), incident.severity or Severity.P1, incident.detected_at)


def late(incident: Incident) -> list[str]:
    """Which of its clocks are missed and still run; none does once it is over."""
    if incident.over:
        return []
    words = [f"{name} late" for name, clock in incident.clocks.items() if clock.missed and clock.met is None]
    return [*words, "update overdue"] if incident.update_late else words


def list_order_of(incident: Incident) -> float:
    """The same order as a number, the lowest first: for a sorted set. Moments count to some microseconds."""
    over, on_time, severity, detected_at = late_first(incident)
    band = 8 * over + 4 * on_time + list(Severity).index(Severity(severity))
    return band * 2.0**33 + detected_at.timestamp()


#: What a place in line depends on.
_LOOKED_AT = ("clocks", "detected_at", "severity", "status", "update_late")


def same_list_order(one: Incident, other: Incident) -> bool:
    """Whether two states of an incident surely stand at the same place; cheaper than to look for it."""
    return all(getattr(one, name) is getattr(other, name) for name in _LOOKED_AT)
