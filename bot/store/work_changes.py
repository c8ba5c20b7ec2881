"""What a commit changes on the agenda: the work that is due from now on, against what was due before it."""

from datetime import datetime

from redis.client import Pipeline

from bot.incident.command import Command
from bot.incident.state import Incident
from bot.incident.topics.timers import FireTimer
from bot.incident.work import TIMER, WORK_KINDS, Work, WorkContext, work_due
from bot.store import keys
from bot.store.job_queue import JobQueue


def shown(id: str) -> list[Work]:
    """The work that brings up to date what people see of an incident."""
    return [Work(kind.name, id) for kind in WORK_KINDS.values() if kind.shows]


def is_asleep(score: str | None, holder: str | None, now: datetime) -> bool:
    """Whether work is to be woken: it is not on the agenda, or waits there for a later moment, held by nobody."""
    return score is None or (holder is None and float(score) > now.timestamp())


def write_work(
    pipe: Pipeline,
    jobs: JobQueue,
    command: Command,
    before: tuple[Incident | None, WorkContext],
    after: tuple[Incident, WorkContext],
    awake: frozenset[Work],
) -> None:
    """Put what is due from now on on the agenda, and take off what is due no more.

    `awake` is work that needs no waking: whoever holds it looks at the end whether the incident changed meanwhile. A
    timer that fired in vain leaves the agenda too, or goes to its moment.
    """
    was, due = work_due(*before), work_due(*after)
    fired = Work(TIMER.name, after[0].id, command.timer) if isinstance(command, FireTimer) else None
    for work, at in due.items():
        if work not in awake and (was.get(work) != at or work == fired):
            pipe.zadd(keys.agenda(work.kind), {str(work): at.timestamp()})
            if at <= (after[1].changed_at or at):
                jobs.give(str(work), pipe)
    gone = {work for work in was if work not in due}
    if fired and fired not in due:
        gone.add(fired)
    for work in gone:
        pipe.zrem(keys.agenda(work.kind), str(work))
