"""What people mean when they write of security, revenue, data loss: the words, and what takes their meaning (D10)."""

import re
from enum import StrEnum


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


#: What is said of money that is lost: by whom it is earned, and what fails then.
_LOSING = ("los*", "loss of", "cost", "costs", "costing")
_EARNED = ("money", "sales", "orders", "payments", "bookings", "purchases")
_IS = (" ", " is ", " are ", " were ")
_FAIL = (" fail", " fails", " failed", " failing", " is failing", " are failing", " are declined", " are rejected")
_CANNOT = ("cannot", "can't", "can not", "unable to", "not able to", "nobody can", "no one can")

#: What ` … ` and `#` stand for.
_MUCH = (
    r"(?:us|our|the|them|some|many|most|all|half|a|lots?|of|much|more|about|around|nearly|almost|over"
    r"|hundreds|thousands|[\d.,%]+)"
)
_SUM = r"(?:[$€£]\s?\d[\d.,]*\w*|\d[\d.,]*\s?(?:k|m|million|thousand)?\s?(?:[$€£]|dollars?|euros?|pounds?|usd|eur))"

#: Words that stand for a concern, each a whole word; `*` stands for any ending, a blank for blanks or a hyphen, ` … `
#: for how much, `#` for a sum of money. Revenue wants a word about money or sales that are lost, or about customers
#: who cannot pay: executives hear of it at once, and that a service of such a name is down is what severity is for.
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
        "lose data", "data corrupt*", "corrupt* data", "corruption", "data deleted", "deleted data",
    ),
    Concern.REVENUE: (
        "revenue", *(f"{losing} … {what}" for losing in _LOSING for what in (*_EARNED, "#")),
        *(f"{what}{is_}{gone}" for what in _EARNED for is_ in _IS for gone in ("lost", "at stake", "at risk")),
        *(f"{what}{fail}" for what in ("payment*", "order*", "purchase*") for fail in _FAIL),
        *(f"{cannot} {pay}" for cannot in _CANNOT for pay in ("pay", "buy", "purchase", "order", "place orders")),
        "customers cannot check out", "customers can't check out", "users cannot check out", "users can't check out",
        "nobody can check out", "sales drop*", "sales are dropping", "no payments come in", "no orders come in",
        "no payments go through", "no orders go through",
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

#: What takes the meaning from a word that follows: "no data loss", "not security related", "we ruled out a breach".
#: Doubt is no denial: "not sure", "not confirmed", "cannot rule out" leave the word its meaning.
_NO = (
    r"no|not|without|never|non|neither|nor|nobody|no one|none|nothing to do with|free of"
    r"|(?:is|are|was|were|do|does|did|has|have)n't"
    r"|(?<!not )(?<!n't )(?<!yet )(?<!be )ruled out"
)

#: Words that may stand between a denial and what it denies; another one ends it, and a comma too, except in a list.
_BETWEEN = (
    r"a|an|any|the|this|that|there|it|real|further|obvious|visible|known|suspected|other|sort|kind|of|on|for|to|in"
    r"|by|at|all|or|with|about|due|because|caused|related|whatsoever|signs?|evidence|indications?|hints?|reports?|impact"
    r"|effects?|risks?|danger|threat|concerns?|worry|worried|concerned|issues?|problems?|incidents?|users?|customers?"
    r"|our|us|been|be|is|are|was|were|have|has|had|seen|lose|lost|losing|affect|affected"
)
_LISTED = (
    r"(?:security|data|loss|breach|revenue|money|sales|compliance|legal|privacy|performance|reputation|safety),?"
)
_DENIED = re.compile(rf"\b(?:{_NO})(?:[\s-]+(?:{_BETWEEN}|{_LISTED}))*[\s-]+$")

#: What takes it from a word before: "data loss is ruled out", "revenue is not affected", "security: no".
_DENIED_AFTER = re.compile(
    r"^(?:\s+(?:loss|impact|breach|issue|problem))?(?:"
    r"\s+(?:(?:is|are|was|were|has been|have been|can be)\s+)?"
    r"(?:ruled out|excluded|unaffected|fine|"
    r"not (?:affected|at risk|at stake|impacted|involved|the (?:issue|problem)))"
    r"|\s*[:?]\s*(?:no|none|not affected)\b(?!\s+(?:idea|clue)))"
)

#: What makes a name of a word: part of a system, and no concern of anybody.
_NAMES = {
    Concern.SECURITY: re.compile(r"^\s+groups?\b"),
    Concern.REVENUE: re.compile(
        r"^(?:\s+(?:dashboards?|reports?|reporting|service|team|pipeline|jobs?|tables?|database)\b"
        r"|\s+attention\b|\s+by\b|[\s-]+over\b)"
    ),
    Concern.COMPLIANCE: re.compile(r"^\s+(?:logs?|trails?|tables?|logging)\b"),
}


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; `*` is any ending, `?` is s or z, a blank is a blank or a hyphen, `…` how much, `#` a sum."""
    found = "|".join(re.escape(word) for word in words)
    found = found.replace(r"\ …", rf"(?:[\s-]+{_MUCH}){{0,4}}")
    found = found.replace(r"\#", _SUM)
    found = found.replace(r"\*", r"\w*").replace(r"\?", "[sz]").replace(r"\ ", r"[\s-]+")
    return re.compile(rf"(?<![\w-])(?:{found})(?!\w)")


_PATTERNS = {concern: _pattern(words) for concern, words in WORDS.items()}

#: "SLA breach" speaks of a deadline, not of an intruder.
_NO_INTRUDER = re.compile(r"(?:\bsla|\bslo|\bbudget)\W+(?:is |was |will |near |window )*$")
_OF_DEADLINE = re.compile(r"^\s*(?:of\s+)?(?:the\s+|our\s+)?(?:sla|slo|error budget)\b")


def concerns_in(text: str) -> dict[Concern, str]:
    """The concerns of a text with the words they were read from: whole words, and not what it denies."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    return {concern: words for concern, pattern in _PATTERNS.items() if (words := _said(plain, concern, pattern))}


def _said(plain: str, concern: Concern, pattern: re.Pattern[str]) -> str:
    for match in pattern.finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        named = concern in _NAMES and _NAMES[concern].match(after)
        if named or _DENIED.search(before) or _DENIED_AFTER.match(after):
            continue
        deadline = _NO_INTRUDER.search(before) or _OF_DEADLINE.match(after)
        if concern is Concern.SECURITY and match[0].startswith("breach") and deadline:
            continue
        return match[0]
    return ""
