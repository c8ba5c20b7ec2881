"""Severity: the levels, the words each source uses for them, and the priority matrix."""

import re
from enum import StrEnum

from bot.incident.model import Value


class Severity(StrEnum):
    """How bad an incident is; P0 is worst (catalogue 10.5)."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Level(StrEnum):
    """A step of impact or urgency (A:590-625)."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class SeverityNames(Value):
    """One level under the names in use: G's and O's SEV number, T's word, and A's and I's word (T4)."""

    sev: str
    gated: str
    word: str


#: Catalogue 10.5.
NAMES: dict[Severity, SeverityNames] = {
    Severity.P0: SeverityNames(sev="SEV-1", gated="Critical", word="Critical"),
    Severity.P1: SeverityNames(sev="SEV-2", gated="Major", word="High"),
    Severity.P2: SeverityNames(sev="SEV-3", gated="Minor", word="Medium"),
    Severity.P3: SeverityNames(sev="SEV-4", gated="Minor", word="Low"),
}

#: Priority = impact x urgency (catalogue 10.1, A:647-651).
PRIORITY: dict[tuple[Level, Level], Severity] = {
    (Level.HIGH, Level.HIGH): Severity.P0,
    (Level.HIGH, Level.MEDIUM): Severity.P1,
    (Level.MEDIUM, Level.HIGH): Severity.P1,
    (Level.HIGH, Level.LOW): Severity.P2,
    (Level.MEDIUM, Level.MEDIUM): Severity.P2,
    (Level.LOW, Level.HIGH): Severity.P2,
    (Level.MEDIUM, Level.LOW): Severity.P3,
    (Level.LOW, Level.MEDIUM): Severity.P3,
    (Level.LOW, Level.LOW): Severity.P3,
}

#: What each level of impact means, as written beside the choice (A:590-593).
IMPACT_CRITERIA: dict[Level, str] = {
    Level.HIGH: "Complete outage, or over 50 % of users, or data lost or corrupted",
    Level.MEDIUM: "Severe degradation, or 10-50 % of users, or a critical feature gone",
    Level.LOW: "Minor degradation, or under 10 % of users, or cosmetic",
}

#: What each level of urgency means (A:619-622).
URGENCY_CRITERIA: dict[Level, str] = {
    Level.HIGH: "Now: getting worse fast, or an SLA breach is near",
    Level.MEDIUM: "Within hours: degraded but stable",
    Level.LOW: "Can be scheduled: no time pressure",
}

#: Before triage the clocks run as if the incident were P1 (T3).
PROVISIONAL = Severity.P1

_SEV_NUMBER = re.compile(r"^sev-?([1-4])$", re.IGNORECASE)
_P_NUMBER = re.compile(r"^p([0-3])$", re.IGNORECASE)


def read_severity(text: str) -> Severity | None:
    """The level that a person means by `P1`, `sev-2` or `SEV2`; None when it is not one (D1)."""
    word = text.strip()
    if match := _P_NUMBER.match(word):
        return Severity(f"P{match[1]}")
    if match := _SEV_NUMBER.match(word):
        return Severity(f"P{int(match[1]) - 1}")
    return None


def spoken(severity: Severity | None) -> str:
    """Number and word, as every surface shows it: `P0 Critical`; before triage `Severity TBD` (rule 8)."""
    return f"{severity} {NAMES[severity].word}" if severity else "Severity TBD"
