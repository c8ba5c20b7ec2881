"""What plain words to the bot mean: a wish to declare, with its severity and service, or something else (D2)."""

import re
from collections.abc import Mapping

from bot.incident.model import Value
from bot.incident.severity import Severity, read_severity

_DOWN = (
    r"down|out|broken|failing|unavailable|unreachable|offline|crash(?:ed|ing)|not\s+(?:working|responding|available)"
    r"|(?:very\s+|so\s+|extremely\s+)?slow|degraded|timing\s+out|full"
)

#: Words by which people ask for help with an incident (A:40-48 and the like).
_WISHES = re.compile(
    rf"""\b(?:
        (?:service|system|site|website|app|api|database|server|production|prod|network|platform|page|login|everything
            |payments?|checkout|search|orders?|[\w-]+)\s+(?:is|are|went|goes|seems|seem)\s+(?:all\s+|completely\s+)?(?:{_DOWN})
      | (?:service|system|site|website|app|api|database|server|production|prod|network|platform)\s+(?:down|out)
      | outage | emergency | all\s+hands
      | incident\s+response | emergency\s+response
      | (?:p[0-3]|sev-?[1-4]|major|critical|new|another|security|production|live)\s+incident
      | (?:handle|declare|report|start|open|create|raise|have|there\s+is|there's|got)\s+(?:an?\s+|this\s+|the\s+)?
        (?:new\s+|p[0-3]\s+|sev-?[1-4]\s+|major\s+|critical\s+)?incident
      | (?:production|critical|live|major)\s+(?:production\s+)?(?:issue|problem|failure|bug|error|trouble)
      | (?:users?|customers?|nobody|people|we)\s+(?:can't|cannot|can\s+not|are\s+unable\s+to)\s+\w+
      | data\s+(?:loss|lost|breach|leak) | security\s+breach | under\s+attack
      | (?:5\d\ds?|errors?|timeouts?)\s+(?:on|in|from|at|everywhere)
      | (?:is|are|keeps?)\s+failing | (?:does|do)(?:\s+not|n't)\s+(?:work|respond|load)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

#: Words that speak of an incident without asking for one.
_NO_WISH = re.compile(
    r"\binc-[a-z0-9]|^\s*(?:how|what|who|when|where|why|which)\b|\b(?:not an?|no|isn't an?|never an?)\s+(?:\w+\s+)?"
    r"(?:incident|outage|emergency)\b|\b(?:incident|outage)\s+(?:is|was)\s+(?:over|resolved|closed|done)\b"
    r"|\b(?:list|show|status)\b.*\bincidents?\b",
    re.IGNORECASE,
)

#: What stands before the matter itself, and is not part of the title.
_OPENING = re.compile(
    r"^(?:(?:hey|hi|hello|please|pls|help|urgent)[\s,!:]+)*"
    r"(?:(?:can you |we need to |i want to |let's )?(?:please )?(?:handle|declare|report|start|open|create|raise)\s+"
    r"(?:an?\s+|this\s+|the\s+)?(?:new\s+)?(?:(?:p[0-3]|sev-?[1-4])\s+)?(?:incident)?)?\s*[:,.\-\u2013\u2014]?\s*",
    re.IGNORECASE,
)

_LEADING_LEVEL = re.compile(r"^(?:p[0-3]|sev-?[1-4])(?:\s+incident)?\s*[:,\-\u2013\u2014]\s*", re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:p[0-3]|sev-?[1-4])\b", re.IGNORECASE)
_CRITICAL = re.compile(r"\bcritical\b", re.IGNORECASE)


class Wish(Value):
    """That somebody seems to want an incident declared: the matter in their words, and what could be read from it."""

    text: str
    severity: Severity | None = None
    service: str | None = None


def read_wish(words: str, services: Mapping[str, str]) -> Wish | None:
    """What is meant to be declared, or None. `services`: names and titles; one is read when it stands alone there."""
    plain = " ".join(words.replace("\u2019", "'").split())
    if not plain or _NO_WISH.search(plain) or not (_WISHES.search(plain) or _LEADING_LEVEL.match(plain)):
        return None
    level = _LEVEL.search(plain)
    severity = read_severity(level[0]) if level else Severity.P0 if _CRITICAL.search(plain) else None
    return Wish(text=_matter(words, plain), severity=severity, service=_service(plain, services))


def matter_of(words: str) -> str:
    """What a form begins with that is opened from words in which no wish was read, as in another language.

    Empty for a greeting, and for what speaks of incidents without asking for one.
    """
    plain = " ".join(words.split())
    return words.strip() if len(plain) >= _MATTER and not _NO_WISH.search(plain) else ""


#: Fewer characters are a greeting.
_MATTER = 10


def _matter(words: str, plain: str) -> str:
    """The words without opening and level; all of them where nothing else is left."""
    rest = _LEADING_LEVEL.sub("", _OPENING.sub("", words.strip(), count=1), count=1).strip()
    return rest if len(rest.strip(" :,.-!")) > 2 else plain


def _service(plain: str, services: Mapping[str, str]) -> str | None:
    named = [
        name for name, title in services.items()
        if re.search(rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(title or name)})(?![\w-])", plain, re.IGNORECASE)
    ]  # fmt: skip
    return named[0] if len(named) == 1 else None
