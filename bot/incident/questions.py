"""The eight questions about an incident, and what their answers amount to (D11)."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from bot.incident.concerns import Concern
from bot.incident.guidance import Reading, read_guidance
from bot.incident.model import Value
from bot.incident.severity import Severity

#: The longest answer in words, in characters.
LONGEST_ANSWER_CHARACTERS = 1_000


class Experience(StrEnum):
    """How well the team that is on call knows this (question 7)."""

    EXPERIENCED = "experienced"
    MIXED = "mixed"
    NEW = "new"


class SlaStatus(StrEnum):
    """How the service stands against what was promised (question 8)."""

    SAFE = "in no danger"
    BUDGET_LOW = "error budget nearly used up"
    NEAR = "breach within hours"
    BREACHED = "breached already"


#: What question 6 offers; each is a concern of its own.
BUSINESS = (Concern.REVENUE, Concern.COMPLIANCE, Concern.REPUTATION, Concern.SAFETY)

#: What question 5 offers.
SENSITIVE = (Concern.SECURITY, Concern.DATA_LOSS)


class Answers(Value):
    """What was answered; what was left out stays empty. `began` is UTC."""

    impact: str = Field(default="", max_length=LONGEST_ANSWER_CHARACTERS)
    users_percent: int | None = Field(default=None, ge=0, le=100)
    began: datetime | None = None
    changes: str = Field(default="", max_length=LONGEST_ANSWER_CHARACTERS)
    sensitive: tuple[Concern, ...] = ()
    not_sensitive: bool = False
    business: tuple[Concern, ...] = ()
    experience: Experience | None = None
    sla: SlaStatus | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was answered at all."""
        return self == Answers()


def reading_of(answers: Answers) -> Reading:
    """The answers as guidance. Of the impact's words only performance counts: the rest is asked for by itself."""
    found = {one: "question 5" for one in answers.sensitive} | {one: "question 6" for one in answers.business}
    if slow := read_guidance(answers.impact).found.get(Concern.PERFORMANCE):
        found[Concern.PERFORMANCE] = slow
    if answers.sla not in (None, SlaStatus.SAFE):
        found[Concern.TIGHT_SLA] = "question 8"
    if answers.experience is Experience.NEW:
        found[Concern.NEW_TEAM] = "question 7"
    return Reading(found=found)


def severity_of(answers: Answers) -> tuple[Severity, str] | None:
    """The first severity and what it rests on; None when the answers say nothing of it (A:89, T3)."""
    if answers.sensitive:
        what = " and ".join(answers.sensitive)
        return Severity.P0, f"{what}: P0 by definition"
    users = answers.users_percent
    if users is None:
        return None
    level = Severity.P0 if users > 50 else Severity.P1 if users >= 10 else Severity.P2
    return level, f"{users} % of users"


def as_guidance(answers: Answers) -> str:
    """The answers as one line of guidance (A:116)."""
    told = [
        answers.impact,
        f"{answers.users_percent} % of users" if answers.users_percent is not None else "",
        f"changed in the last 24 h: {answers.changes}" if answers.changes else "",
        ", ".join(answers.sensitive) or ("neither security nor data loss" if answers.not_sensitive else ""),
        f"at stake: {', '.join(answers.business)}" if answers.business else "",
        f"team: {answers.experience}" if answers.experience else "",
        f"SLA: {answers.sla}" if answers.sla else "",
    ]
    return "; ".join(" ".join(one.split()) for one in told if one)
