"""`muster agenda`: what is still owed, and when, in one table."""

from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError

from bot.incident.durations import rounded_duration
from bot.incident.work import CONSOLE, WORK_KINDS, inside, read_work
from bot.settings import Settings
from bot.store import keys
from bot.store.connection import RedisAway, connect
from bot.store.timekeeper import Timekeeper, open_timekeeper

#: Lines that are printed; more are counted.
LINES_SHOWN = 200


def print_agenda(settings: Settings) -> int:
    """Print every agenda member with the moment it is due, whether somebody holds it, and what it is for."""
    redis: Any = connect(settings)
    try:
        keeper = open_timekeeper(redis, None)
        now = keeper.now()
        found, total = owed(redis, LINES_SHOWN)
        held = redis.mget([keys.holder(name) for name, _ in found]) if found else []
    except RedisError as away:
        raise RedisAway(settings, away) from away
    print(
        f"{total} owed. It is {_real(keeper, now)}"
        + (f", clocks at {keeper.times.speed:g}x" * (keeper.times.speed != 1))
    )
    for (name, score), holder in zip(found, held, strict=True):
        due = datetime.fromtimestamp(score, UTC)
        print(f"{_real(keeper, due)}  {_when(due, now):>16}  {'held' if holder else '    '}  {_words(name)}")
    if total > len(found):
        print(f"and {total - len(found)} more")
    return 0


def owed(redis: Any, first: int) -> tuple[list[tuple[str, float]], int]:
    """The `first` so many agenda members of all kinds with their moments (product seconds), and how many there are.

    Raises RedisError.
    """
    sets = [keys.OLD_AGENDA, *redis.scan_iter(match=keys.agenda("*"), count=1000)]
    found = [(str(name), float(at)) for one in sets for name, at in redis.zrange(one, 0, first - 1, withscores=True)]
    found.sort(key=lambda member: (member[1], member[0]))
    return found[:first], sum(int(redis.zcard(one)) for one in sets)


def _real(keeper: Timekeeper, moment: datetime) -> str:
    return f"{keeper.times.shown(moment):%Y-%m-%d %H:%M:%S} UTC"


def _when(due: datetime, now: datetime) -> str:
    return f"in {rounded_duration(due - now)}" if due > now else f"due {rounded_duration(now - due)}"


def _words(name: str) -> str:
    try:
        work, place = read_work(name), ""
        if work.kind == CONSOLE.name:
            work, place = inside(work), f" {CONSOLE.about}"
    except ValueError:
        return f"{name}  (written by a newer Muster)"
    about = f"{WORK_KINDS[work.kind].about} {work.name}".rstrip()
    return f"{work.incident}  {about}{place}"
