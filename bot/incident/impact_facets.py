"""What is at stake beyond impact and urgency: business, data, trend, and how near a breach is (T2)."""

from enum import StrEnum

from bot.incident.model import Value
from bot.incident.severity import Level


class Effect(StrEnum):
    """How hard it hits those whom it hits (A:585)."""

    COMPLETE_OUTAGE = "complete outage"
    SEVERE_DEGRADATION = "severe degradation"
    MINOR_ISSUE = "minor issue"


class TimeSensitivity(StrEnum):
    """How soon it has to end (A:614)."""

    IMMEDIATE = "immediate"
    HOURS = "hours"
    DAYS = "days"


class Trend(StrEnum):
    """Where it goes if nobody does anything (A:615)."""

    RAPIDLY_DEGRADING = "rapidly degrading"
    STABLE = "stable"
    IMPROVING = "improving"


class DataImpact(StrEnum):
    """What happens to data (T, INC-1)."""

    NONE = "None"
    READ_DEGRADED = "Read degraded"
    WRITE_DEGRADED = "Write degraded"
    DATA_LOSS = "Data loss"


class ImpactFacets(Value):
    """Everything that a triage may say beside impact and urgency; what nobody knows is left out."""

    effect: Effect | None = None
    time_sensitivity: TimeSensitivity | None = None
    trend: Trend | None = None
    data: DataImpact | None = None
    revenue: str = ""
    compliance: bool = False
    user_safety: bool = False
    reputation: Level | None = None
    availability: str = ""
    time_to_breach: str = ""

    @property
    def for_executives(self) -> bool:
        """Whether executives hear of it at once: compliance, safety or high reputation risk, or revenue (E5)."""
        none = ("", "none", "0", "no", "$0")
        return (
            self.compliance or self.user_safety or self.reputation is Level.HIGH
            or self.revenue.strip().lower() not in none
        )  # fmt: skip
