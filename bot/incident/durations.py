"""Lengths of time as people write and read them: `15 min`, `2 h`, `1 day`; inside they are seconds."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

MINUTE_SECONDS = 60
HOUR_SECONDS = 60 * MINUTE_SECONDS
DAY_SECONDS = 24 * HOUR_SECONDS
WEEK_SECONDS = 7 * DAY_SECONDS

#: The longest length that makes sense anywhere in the file; it also keeps dates within what Python can hold.
LONGEST_SECONDS = 366 * DAY_SECONDS

_WORDS = {
    1: ("s", "sec", "secs", "second", "seconds"),
    MINUTE_SECONDS: ("m", "min", "mins", "minute", "minutes"),
    HOUR_SECONDS: ("h", "hr", "hrs", "hour", "hours"),
    DAY_SECONDS: ("d", "day", "days"),
    WEEK_SECONDS: ("w", "week", "weeks"),
}
_UNITS = {word: seconds for seconds, words in _WORDS.items() for word in words}
_PART = r"(\d{1,9})\s*([a-z]+)"
_WHOLE = re.compile(rf"\s*{_PART}(?:[\s,]*{_PART})*\s*", re.IGNORECASE)
_REMEDY = "write one such as 15 min, 2 h, 1 day or 1 h 30 min, or a number of seconds"


def read_duration(given: object) -> object:
    """Seconds for `15 min`, `2 h`, `1 day` or `1 h 30 min`; what is no text is left for the type to judge.

    Raises ValueError, in the form `what is wrong -> what to do`, for text that is no length of time.
    """
    if not isinstance(given, str):
        return given
    if given.strip().isdecimal():
        return int(given.strip()[:18])
    if not _WHOLE.fullmatch(given):
        raise ValueError(f"{given[:40]!r} is no length of time -> {_REMEDY}")
    parts = re.findall(_PART, given, re.IGNORECASE)
    unknown = next((unit for _, unit in parts if unit.lower() not in _UNITS), None)
    if unknown:
        raise ValueError(f"{unknown[:40]!r} is no unit of time -> {_REMEDY}")
    return sum(int(count) * _UNITS[unit.lower()] for count, unit in parts)


def spoken_duration(seconds: int) -> str:
    """Seconds in words that `read_duration` reads back: 5400 is `1 h 30 min`."""
    parts = []
    for size, word in ((DAY_SECONDS, "day"), (HOUR_SECONDS, "h"), (MINUTE_SECONDS, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {word}{'s' if word == 'day' and count > 1 else ''}")
    return " ".join(parts) or "0 s"


def rounded_duration(length: timedelta) -> str:
    """A length for people: `45 s`, `12 min`, `1 h 5 min`, `2 days 3 h`; two units at most, never negative."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return _two(hours, "h", minutes % 60, "min")
    return _two(days, "day" if days == 1 else "days", hours % 24, "h")


def _two(first: int, unit: str, second: int, smaller: str) -> str:
    return f"{first} {unit} {second} {smaller}" if second else f"{first} {unit}"


#: Seconds, which the file may also give in words.
Duration = Annotated[
    int,
    BeforeValidator(read_duration),
    Field(strict=True, ge=1, le=LONGEST_SECONDS),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LONGEST_SECONDS},
                {"type": "string", "pattern": r"^\s*\d+(\s*[A-Za-z]+)?([\s,]*\d+\s*[A-Za-z]+)*\s*$"},
            ],
            "description": "A length of time: 15 min, 2 h, 1 day, 1 h 30 min, or a number of seconds.",
        }
    ),
]
