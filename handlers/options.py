"""Options of the sub-commands that read: `--name value` and `--flag`, anywhere in the line."""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from handlers.declare_text import NotUnderstood

_OPTION = re.compile(
    r'(?:(?<=\s)|^)(?:--|—)([a-z][a-z-]*)(?:[= ]\s*(?:"([^"]*)"|(?!--|—)(<@[^>]*>|\S+)))?', re.IGNORECASE
)


@dataclass
class Options:
    """A line taken apart: what is no option, options with their values, and flags."""

    rest: str
    values: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def read_options(text: str, with_value: Collection[str], flags: Collection[str] = ()) -> Options:
    """Take a line apart. Raises NotUnderstood, naming what was meant."""
    found = Options("")
    kept, end = [], 0
    for match in _OPTION.finditer(text):
        name, value = match[1].lower(), match[2] if match[2] is not None else match[3]
        kept.append(text[end : match.start()])
        end = match.end()
        if name in flags:
            found.flags.add(name)
            # A flag takes no value: what stands behind it is part of the line.
            end = match.start() + len(match[0].split()[0])
        elif name not in with_value:
            raise NotUnderstood(_unknown(name, [*with_value, *flags]))
        elif not value:
            raise NotUnderstood(f"`--{name}` needs a value behind it.")
        else:
            found.values[name] = value
    found.rest = " ".join([*kept, text[end:]]).strip()
    return found


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean `--{near[0]}`?" if near else ""
    return f"There is no option `--{name}`.{meant} Known: {', '.join(f'--{one}' for one in known)}."
