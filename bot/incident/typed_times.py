"""Moments as people type them: `14:05`, `yesterday 14:05`, `2026-11-20 14:05`, `20 min ago` (D13)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.incident.durations import read_duration

_DAY_AND_TIME = re.compile(r"(?:(today|yesterday)(?:\s+at)?\s+)?(\d{1,2}):(\d\d)(?::(\d\d))?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d{1,2}:\d\d.*)?")
_AGO = re.compile(r"(.{1,40}?)\s*ago", re.IGNORECASE)

REMEDY = "write one such as 14:05, yesterday 14:05, 2026-11-20 14:05 or 20 min ago"


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) that is meant, seen from `now` by the clocks of `zone`.

    A bare time is the last one that passed. Raises ValueError, with the remedy, for what is none.
    """
    words, here = " ".join(text.split()), now.astimezone(zone)
    try:
        found = _day_and_time(words, here) or _date(words, zone) or _ago(words, now)
        if found:
            return found.astimezone(now.tzinfo)
    except (ValueError, OverflowError) as problem:
        raise ValueError(f'"{text.strip()[:40]}" is no time: {REMEDY}') from problem
    raise ValueError(f'"{text.strip()[:40]}" is no time: {REMEDY}')


def _day_and_time(words: str, here: datetime) -> datetime | None:
    match = _DAY_AND_TIME.fullmatch(words)
    if match is None:
        return None
    found = here.replace(hour=int(match[2]), minute=int(match[3]), second=int(match[4] or 0), microsecond=0, fold=0)
    day = (match[1] or "").lower()
    if day == "yesterday" or (not day and found > here):
        found -= timedelta(days=1)
    return found


def _date(words: str, zone: ZoneInfo) -> datetime | None:
    if not _DATE.fullmatch(words):
        return None
    day, _, time = words.replace("T", " ", 1).partition(" ")
    found = datetime.fromisoformat(f"{day} {time.zfill(5) if len(time) == 4 else time or '00:00'}")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _ago(words: str, now: datetime) -> datetime | None:
    match = _AGO.fullmatch(words)
    if match is None:
        return None
    seconds = read_duration(match[1])
    return now - timedelta(seconds=seconds) if isinstance(seconds, int) else None


def shown_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as `read_moment` reads it back, by the clocks of `zone`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
