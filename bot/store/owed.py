"""What a commit changes of what is owed: timers that are armed and disarmed, and views that are woken."""

from datetime import datetime

from redis.client import Pipeline

from bot.incident.command import Command
from bot.incident.organisation import Policies
from bot.incident.state import Incident
from bot.incident.timers import timers
from bot.incident.topics.timers import FireTimer
from bot.store import keys, members
from bot.store.members import Kind


def waking(id: str) -> list[str]:
    """What must not change while it is decided whom to wake: who holds the views, and which console there is."""
    return [keys.holder(members.sync(id)), keys.holder(members.mirror(id)), keys.CONSOLE]


def asleep(score: str | None, holder: str | None, now: datetime) -> bool:
    """Whether a view is to be woken: it is not on the agenda, or waits there for a later moment."""
    return score is None or (holder is None and float(score) > now.timestamp())


def write_timers(
    pipe: Pipeline, before: Incident | None, after: Incident, policies: Policies, command: Command
) -> None:
    """Arm what the new state owes and disarm what it does not; a timer that fired in vain goes too."""
    id, agenda = after.id, keys.agenda(Kind.TIMER)
    armed = timers(before, policies) if before else {}
    owed = timers(after, policies)
    for name, due in owed.items():
        walked = isinstance(command, FireTimer) and command.timer == name
        if walked or armed.get(name) != due:
            pipe.zadd(agenda, {members.timer(id, name): due.timestamp()})
    gone = {name for name in armed if name not in owed}
    if isinstance(command, FireTimer) and command.timer not in owed:
        gone.add(command.timer)
    if gone:
        pipe.zrem(agenda, *(members.timer(id, name) for name in gone))
