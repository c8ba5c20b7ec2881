"""What is wrong in the organisation's file, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

#: The way to a place in the file: keys of mappings and numbers of list items, from the top.
Path = tuple[str | int, ...]

#: How much of a value from the file is quoted in a message.
_QUOTED = 40

#: How many allowed words a message lists.
_LISTED = 20


@dataclass(frozen=True)
class Problem:
    """Something wrong or unwise at a place of the file, and its remedy; `line` for a place without path."""

    at: Path
    what: str
    remedy: str
    line: int | None = None

    @classmethod
    def said(cls, at: Path, message: str) -> "Problem":
        """A problem from a message of the form `what is wrong -> what to do`."""
        what, _, remedy = message.partition(" -> ")
        return cls(at, what, remedy or "correct it")

    def message(self, file: str, line: int) -> str:
        """The problem on one line, as editors and people find it: `file:line: place: what -> remedy`."""
        place = f"{spoken_path(self.at)}: " if self.at else ""
        return f"{file}:{line}: {place}{self.what} -> {self.remedy}"


def spoken_path(at: Path) -> str:
    """The place in words: `people[2].roles[0]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{quoted_key(step)}" for step in at)
    return text.removeprefix(".")


def quoted(value: object) -> str:
    """A value from the file as a message may show it: short, in quotes, control characters escaped."""
    text = str(value)
    return repr(text if len(text) <= _QUOTED else text[: _QUOTED - 3] + "...")


def quoted_key(key: str) -> str:
    """A key of the file for a message: without quotes where that is safe."""
    return key if len(key) <= _QUOTED and key.isprintable() and " " not in key else quoted(key)


def suggestion(word: str, allowed: Iterable[str], noun: str) -> str:
    """The remedy for a word that is none of the allowed: the closest one, or the list of all."""
    words = list(allowed)
    folded = {one.casefold(): one for one in words}
    close = get_close_matches(word.casefold()[:_QUOTED], folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]}?"
    if not words:
        return f"leave it out, there are no {noun}"
    more = ", ..." if len(words) > _LISTED else ""
    return f"use one of the {noun}: {', '.join(words[:_LISTED])}{more}"
