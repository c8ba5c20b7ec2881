"""Reading what stands behind `/incident declare`: the report, its options, a bare severity (D1)."""

import difflib
import re
from dataclasses import dataclass, field

from bot.incident.severity import Severity, read_severity

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})
_OPTION = re.compile(r'(?:(?<=\s)|^)(?:--|—)([a-z][a-z-]*)(?:[= ]\s*(?:"([^"]*)"|(?!--|—)(\S+)))?', re.IGNORECASE)

WITH_VALUE = ("severity", "guidance", "playbook", "service", "id")
FLAGS = ("private", "interactive")


class NotUnderstood(Exception):
    """An option of a declare that cannot be read; the message says which and what would do."""


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
        name = match[1].lower()
        value = match[2] if match[2] is not None else match[3]
        kept.append(text[end : match.start()])
        end = _take(found, name, value, match)
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


def _take(found: DeclareText, name: str, value: str | None, match: re.Match[str]) -> int:
    if name in FLAGS:
        found.flags.add(name)
        return match.start() + len(match[0].split()[0])
    if name not in WITH_VALUE:
        near = difflib.get_close_matches(name, (*WITH_VALUE, *FLAGS), n=1)
        hint = f" Did you mean `--{near[0]}`?" if near else ""
        known = ", ".join(f"--{one}" for one in (*WITH_VALUE, *FLAGS))
        raise NotUnderstood(f"There is no option `--{name}`.{hint} Known: {known}.")
    if not value:
        raise NotUnderstood(f"`--{name}` needs a value behind it.")
    found.options[name] = value
    return match.end()


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
