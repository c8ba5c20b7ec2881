"""Text of YAML to plain data, with the line of every value; nothing but text, numbers, lists and keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from bot.organisation.problem import Path, Problem, quoted

#: The largest file that is read, in bytes.
LARGEST = 1024 * 1024

#: How deep lists and keys may lie in each other; the file itself needs six levels.
DEEPEST = 20

#: Plain words that are no text. Each set is part of YAML 1.1's, so that what any YAML tool writes as text
#: stays text; `no`, `on`, `09:30` and dates, which YAML 1.1 turns into other things, are text here.
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,40}([eE][-+][0-9]{1,3})?")

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]


@dataclass
class Document:
    """What a file says, and where: `lines` has the line (from 1) of each key and list item."""

    data: Data = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, problem: Problem) -> int:
        """The line of a problem: its place's, or that of the nearest place above it that the file has."""
        if problem.line is not None:
            return problem.line
        at = problem.at
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)


def parse(text: str) -> Document:
    """The data of a YAML text. What is no sound YAML is in `problems` of the result, nothing is raised."""
    document = Document()
    try:
        _Reading(document, yaml.parse(text, Loader=_LOADER)).whole()
    except _TooDeep as fault:
        document.problems.append(fault.problem)
    except yaml.MarkedYAMLError as fault:
        document.problems.append(_no_yaml(fault))
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, max(fault.position, 0)) + 1
        document.problems.append(Problem((), "a control character", "delete it, the file is plain text", line))
    return document


def _no_yaml(fault: yaml.MarkedYAMLError) -> Problem:
    mark, begun = fault.problem_mark, fault.context_mark
    what = ", ".join(part for part in (fault.problem, fault.context) if part)
    remedy = next(remedy for sign, remedy in _REMEDIES if sign in what)
    line = mark.line + 1 if mark else 1
    start = begun.line + 1 if begun else line
    return Problem((), f"no YAML: {what}", remedy.format(begun=start), start if "{begun}" in remedy else line)


#: Words of the parser's message, and what to do; the first that fits.
_REMEDIES = (
    # PyYAML 6.0.4 gives up before we do.
    ("nesting depth", "lists or keys lie too deep in each other: flatten them"),
    ("quoted scalar", "close the quotes that begin in line {begun}"),
    ("flow sequence", "close the [ of line {begun}, and put a comma between its values"),
    ("flow mapping", "close the {{ of line {begun}, and put a comma between its values"),
    ("mapping values", "put a value that has a colon in quotes, and indent keys of one level alike"),
    (
        "cannot start any token",
        "indent with spaces, never tabs, and put values that begin with a sign in quotes",
    ),
    ("tab character", "indent with spaces, never tabs"),
    ("", "look at the indentation, colons and quotes of this line and the one above"),
)


class _TooDeep(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Reading:
    """One pass over the parser's events, which come one by one: no alias is ever followed."""

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self._document = document
        self._events = events

    def whole(self) -> None:
        begun = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if begun:
                    self._wrong((), "a second document begins with ---", "keep everything in one", event)
                    return
                begun = True
                self._document.data = self._value(next(self._events), ())

    def _wrong(self, at: Path, what: str, remedy: str, event: yaml.Event) -> None:
        self._document.problems.append(Problem(at, what, remedy, _line(event)))

    def _value(self, event: yaml.Event, at: Path) -> Data:
        self._document.lines.setdefault(at, _line(event))
        if len(at) > DEEPEST:
            raise _TooDeep(Problem(at, "lists or keys lie too deep in each other", "flatten them", _line(event)))
        if isinstance(event, yaml.AliasEvent):
            self._wrong(at, f"an alias ({quoted(event.anchor)})", "write the value out once more", event)
            return None
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
            self._wrong(at, f"a tag ({quoted(event.tag)})", "leave the tag out", event)
        if isinstance(event, yaml.ScalarEvent):
            return _plain(event.value) if event.implicit[0] else event.value
        return self._list(at) if isinstance(event, yaml.SequenceStartEvent) else self._keys(at)

    def _list(self, at: Path) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _keys(self, at: Path) -> dict[str, Data]:
        found: dict[str, Data] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._wrong(at, "a key that is no word", "write a plain word before the colon", event)
                self._value(event, (*at, ""))
                self._value(next(self._events), (*at, ""))
                continue
            key = str(event.value)
            if key in found:
                first = self._document.lines[(*at, key)]
                self._wrong(at, f"key {quoted(key)} again, line {first} has it too", "keep one of them", event)
            self._document.lines.setdefault((*at, key), _line(event))
            found.setdefault(key, self._value(next(self._events), (*at, key)))
        return found


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _plain(word: str) -> Data:
    if _NULL.fullmatch(word):
        return None
    if _TRUE.fullmatch(word):
        return True
    if _FALSE.fullmatch(word):
        return False
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _FLOAT.fullmatch(word) else word
