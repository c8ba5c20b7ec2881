"""What guidance says between its lines, and what follows from it: people, escalation, mitigation, documents (D10)."""

import re
from collections.abc import Iterable
from enum import StrEnum

from bot.incident.model import Value
from bot.incident.roles import Role


class Concern(StrEnum):
    """Something that changes how an incident is handled (A:72-78; the last two from E5)."""

    SECURITY = "security"
    DATA_LOSS = "data loss"
    REVENUE = "revenue"
    COMPLIANCE = "compliance"
    PERFORMANCE = "performance"
    TIGHT_SLA = "tight SLA"
    NEW_TEAM = "new team"
    REPUTATION = "reputation"
    SAFETY = "safety"


#: Words that stand for a concern, each a whole word; `*` stands for any ending, a blank for blanks or a hyphen.
WORDS: dict[Concern, tuple[str, ...]] = {
    Concern.SECURITY: (
        "security", "breach*", "forensic*", "hacked", "hacker*", "attacker*", "attacked", "under attack",
        "intrusion*", "intruder*", "compromised", "vulnerab*", "exploit*", "malware", "ransomware", "phishing",
        "stolen",
        "credential* leak*", "leaked credential*", "key* leaked", "leaked key*", "token* leaked", "leaked token*",
        "password* leaked", "leaked password*", "data leak*", "unauthori?ed access", "exfiltrat*",
    ),
    Concern.DATA_LOSS: (
        "data loss", "lost data", "data lost", "data is lost", "data was lost", "loss of data", "losing data",
        "data corrupt*", "corrupt* data", "corruption", "data deleted", "deleted data",
    ),
    Concern.REVENUE: (
        "revenue", "payment*", "billing", "money", "sales", "orders lost", "lost orders", "losing orders",
        "checkout is down",
    ),
    Concern.COMPLIANCE: (
        "compliance", "compliant", "regulat*", "gdpr", "hipaa", "pci", "sox", "legal", "audit*", "privacy",
        "personal data",
    ),
    Concern.PERFORMANCE: (
        "performance", "slow", "slower", "slowness", "slowed", "slowdown", "latency", "degrad*", "timeout*",
        "time out*", "timing out", "database quer*",
        "query optimi?ation", "queries", "response time*", "throughput",
    ),
    Concern.TIGHT_SLA: (
        "tight sla", "sla window", "sla breach*", "breach* the sla", "breach* of the sla", "sla is tight",
        "sla at risk", "sla risk", "error budget", "fast rollback", "rollback first", "roll back first",
        "sla deadline",
    ),
    Concern.NEW_TEAM: (
        "new team", "new to the team", "new on call", "inexperienced", "junior*", "first p0", "first p1",
        "first incident", "unfamiliar", "extra documentation", "in training",
    ),
    Concern.REPUTATION: (
        "reputation*", "the press", "the media", "media attention", "journalist*", "public attention", "social media",
        "headlines",
    ),
    Concern.SAFETY: ("user safety", "safety of users", "safety", "injur*", "people are hurt", "life threatening"),
}  # fmt: skip

#: What takes the meaning from a word that follows it closely: "no data loss", "not security related".
_DENIED = re.compile(r"\b(?:no|not|without|never|isn't|non|neither|nor|nothing to do with)\b[^,.;:!?\n]{0,14}$")

#: A clause that turns: what was denied before it does not deny what follows.
_TURN = re.compile(r"\b(?:but|however|only|except)\b")


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; `*` is any ending, `?` is s or z, a blank is a blank or a hyphen."""
    found = "|".join(re.escape(word) for word in words)
    found = found.replace(r"\*", r"\w*").replace(r"\?", "[sz]").replace(r"\ ", r"[\s-]+")
    return re.compile(rf"(?<![\w-])(?:{found})(?!\w)")


_PATTERNS = {concern: _pattern(words) for concern, words in WORDS.items()}

#: "SLA breach" speaks of a deadline, not of an intruder.
_NO_INTRUDER = re.compile(r"(?:\bsla|\bslo|\bbudget)\W+(?:is |was |will |near |window )*$")
_OF_DEADLINE = re.compile(r"^\s*(?:of\s+)?(?:the\s+|our\s+)?(?:sla|slo|error budget)\b")


class Reading(Value):
    """What was read: each concern with the words it was read from, in the order of `Concern`."""

    found: dict[Concern, str] = {}

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """The concerns, in a fixed order."""
        return tuple(one for one in Concern if one in self.found)

    def has(self, *concerns: Concern) -> bool:
        """Whether any of these was read."""
        return any(one in self.found for one in concerns)

    def joined(self, other: "Reading") -> "Reading":
        """Both readings; the words of the earlier one stay."""
        found = {**other.found, **self.found}
        return Reading(found={one: found[one] for one in Concern if one in found})

    def joined_all(self, others: Iterable["Reading"]) -> "Reading":
        """This and all others."""
        found = self
        for one in others:
            found = found.joined(one)
        return found

    def without(self, other: "Reading") -> "Reading":
        """What the other one does not have."""
        return Reading(found={one: words for one, words in self.found.items() if one not in other.found})

    @property
    def executives(self) -> tuple[Concern, ...]:
        """Why the executive sponsor hears at once, if so (E5)."""
        return tuple(one for one in self.concerns if one in AT_ONCE)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles that take part because of it, beside those that the severity calls."""
        return tuple(dict.fromkeys(role for one in self.concerns for role in TAKING_PART.get(one, ())))

    @property
    def mitigation(self) -> str:
        """What to prefer when a strategy is chosen, in words; empty when nothing was read that bears on it."""
        return " ".join(MITIGATION[one] for one in self.concerns if one in MITIGATION)

    @property
    def rollback_first(self) -> bool:
        """Whether a fast rollback goes before finding out why."""
        return self.has(Concern.TIGHT_SLA) and not self.evidence_first

    @property
    def evidence_first(self) -> bool:
        """Whether evidence is preserved before anything is changed (S7)."""
        return self.has(Concern.SECURITY, Concern.DATA_LOSS)

    @property
    def comprehensive(self) -> bool:
        """Whether documents are written in full, for learning or for those who will ask (A:78)."""
        return self.has(Concern.NEW_TEAM, Concern.SECURITY, Concern.DATA_LOSS, Concern.COMPLIANCE)

    @property
    def step_by_step(self) -> bool:
        """Whether runbooks are shown step by step and the next tier is called in half the time (A:104)."""
        return self.has(Concern.NEW_TEAM)

    @property
    def short_cadence(self) -> bool:
        """Whether status updates come more often than the level asks (K1)."""
        return self.has(Concern.TIGHT_SLA, Concern.NEW_TEAM) or bool(self.executives)


#: Concerns of which executives hear at once, whatever the severity (E5).
AT_ONCE = (
    Concern.SECURITY, Concern.DATA_LOSS, Concern.REVENUE, Concern.COMPLIANCE, Concern.REPUTATION, Concern.SAFETY,
)  # fmt: skip

#: Who takes part because of a concern (A:75; S7 for security, data loss and compliance).
TAKING_PART: dict[Concern, tuple[Role, ...]] = {
    Concern.SECURITY: (Role.SECURITY_LEAD,),
    Concern.DATA_LOSS: (Role.SECURITY_LEAD, Role.DATABASE_ADMINISTRATOR),
    Concern.REVENUE: (Role.PRODUCT_OWNER,),
    Concern.COMPLIANCE: (Role.GENERAL_COUNSEL,),
    Concern.PERFORMANCE: (Role.RELIABILITY_ENGINEER, Role.DATABASE_ADMINISTRATOR),
}

#: What a concern means for the choice of a strategy (A:77).
MITIGATION: dict[Concern, str] = {
    Concern.SECURITY: "Preserve evidence before anything is changed; isolate what is affected.",
    Concern.DATA_LOSS: "Stop what writes; take a copy before anything is repaired.",
    Concern.PERFORMANCE: "Look at the database and its queries first, then at scaling.",
    Concern.TIGHT_SLA: "A fast rollback goes before the search for the cause.",
}


def read_guidance(text: str) -> Reading:
    """Read guidance as a person wrote it: whole words only, and not what it denies ("no data loss")."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    found = {concern: words for concern, pattern in _PATTERNS.items() if (words := _said(plain, concern, pattern))}
    return Reading(found=found)


def _said(plain: str, concern: Concern, pattern: re.Pattern[str]) -> str:
    for match in pattern.finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        if _denied(before):
            continue
        deadline = _NO_INTRUDER.search(before) or _OF_DEADLINE.match(after)
        if concern is Concern.SECURITY and match[0].startswith("breach") and deadline:
            continue
        return match[0]
    return ""


def _denied(before: str) -> bool:
    match = _DENIED.search(before)
    return bool(match) and not _TURN.search(before[match.start() :] if match else "")
