"""Reading what stands behind `/incident declare`: the report, its options, a bare severity (D1, D13)."""

import difflib
import re
from dataclasses import dataclass, field

from bot.incident.severity import Severity, read_severity

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})
_OPTION = re.compile(r'(?:(?<=\s)|^)(?:--|—)([a-z][a-z-]*)(?:[= ]\s*(?:"([^"]*)"|(")|(?!--|—)(\S+)))?', re.IGNORECASE)

#: A time of more than one word need not stand in quotes.
_TIME = re.compile(
    r"(?:(?:yesterday|today)(?:\s+at)?\s+(?!--|—)\S+|\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d\S*|\d+\s*[a-z]+\s+ago\b)",
    re.IGNORECASE,
)

TIMES = ("started", "resolved")
WITH_VALUE = ("severity", "guidance", "playbook", "service", "id", *TIMES)
FLAGS = ("private", "interactive")


class NotUnderstood(Exception):
    """Words that cannot be read; the message says which and what would do."""


class FieldProblem(NotUnderstood):
    """A field of a form that cannot be read: said under that field."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass
class DeclareText:
    """A declare taken apart. `report` is what is wrong, in the person's words."""

    report: str = ""
    severity: Severity | None = None
    options: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def read_declare(text: str) -> DeclareText:
    """Take the text apart. Raises NotUnderstood, naming the option and the remedy."""
    found = DeclareText()
    kept: list[str] = []
    end = 0
    plain = text.translate(_QUOTES)
    for match in _OPTION.finditer(plain):
        if match.start() < end:
            continue
        kept.append(text[end : match.start()])
        end = _take(found, plain, match)
    kept.append(text[end:])
    found.report = " ".join(part.strip() for part in kept if part.strip())
    if "severity" in found.options:
        found.severity = known_severity(found.options["severity"])
    else:
        _bare_severity(found)
    return found


def known_severity(word: str) -> Severity:
    """The severity of that name. Raises NotUnderstood."""
    severity = read_severity(word)
    if severity is None:
        raise NotUnderstood(f'"{word}" is no severity. Use P0, P1, P2 or P3 (or SEV-1 to SEV-4).')
    return severity


def _take(found: DeclareText, plain: str, match: re.Match[str]) -> int:
    """Keep one option; where it ends."""
    name, quoted, open_quote, word = match[1].lower(), match[2], match[3], match[4]
    if name in FLAGS:
        found.flags.add(name)
        return match.start() + len(match[0].split()[0])
    if name not in WITH_VALUE:
        raise NotUnderstood(_no_option(name))
    if open_quote:
        raise NotUnderstood(f'The quote behind `--{name}` has no end: put `"` behind its last word.')
    end = match.end()
    if word and name in TIMES and (time := _TIME.match(plain, match.start(4))):
        word, end = time[0], time.end()
    value = quoted if quoted is not None else word
    if not (value or "").strip():
        raise NotUnderstood(f"`--{name}` needs a value behind it{_EXAMPLES.get(name, '')}.")
    found.options[name] = value.strip()
    return end


#: What may stand behind an option, for who left it out.
_EXAMPLES = {
    "severity": ": P0, P1, P2 or P3",
    "guidance": ', in quotes: `--guidance "revenue is at stake"`',
    "started": ": 14:05, yesterday 14:05, 2026-11-20 14:05",
    "resolved": ": 14:05, yesterday 14:05, 2026-11-20 14:05",
}


def _no_option(name: str) -> str:
    known = (*WITH_VALUE, *FLAGS)
    begun = [one for one in known if one.startswith(name) or name.startswith(one)]
    near = begun or difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean `--{near[0]}`?" if near else ""
    return f"There is no option `--{name}`.{hint} Known: {', '.join(f'--{one}' for one in known)}."


def _bare_severity(found: DeclareText) -> None:
    """A level that stands alone at the start or the end is the severity; inside it is part of the report."""
    words = found.report.split(" ")
    for place in (0, -1):
        severity = read_severity(words[place].rstrip(":,."))
        if severity:
            found.severity = severity
            del words[place]
            found.report = " ".join(words)
            return
