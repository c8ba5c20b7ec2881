"""What a commit changes on the agenda: the work that is due from now on, against what was due before it."""

import threading
from collections import OrderedDict
from datetime import datetime
from functools import lru_cache

from redis.client import Pipeline

from bot.incident.command import Command
from bot.incident.organisation import Organisation
from bot.incident.state import Incident
from bot.incident.topics.timers import FireTimer
from bot.incident.work import TIMER, WORK_KINDS, Work, WorkContext, work_due
from bot.store import keys
from bot.store.job_queue import JobQueue

#: Incidents whose work a process remembers: as many as it deals with at a time.
KEPT_INCIDENTS = 64


@lru_cache(KEPT_INCIDENTS)
def shown(id: str) -> tuple[tuple[Work, str], ...]:
    """The work that brings up to date what people see of an incident, with its name on the agenda."""
    found = [Work(kind.name, id) for kind in WORK_KINDS.values() if kind.shows]
    return tuple((work, str(work)) for work in found)


def is_asleep(score: str | None, holder: str | None, now: datetime) -> bool:
    """Whether work is to be woken: it is not on the agenda, or waits there for a later moment, held by nobody."""
    return score is None or (holder is None and float(score) > now.timestamp())


class KnownDue:
    """What incidents owe that this process wrote last: the next commit compares with it, without deriving it."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[Incident, Organisation, dict[Work, datetime]]] = OrderedDict()
        self._lock = threading.Lock()

    def before(self, state: Incident | None, organisation: Organisation) -> dict[Work, datetime]:
        """What an incident owed before anything changed."""
        known = self._known.get(state.id) if state else None
        if known and known[0] is state and known[1] is organisation:
            return known[2]
        return work_due(state, WorkContext(organisation))

    def keep(self, state: Incident, organisation: Organisation, due: dict[Work, datetime]) -> None:
        """Remember what an incident owes; what shows it is due by a change alone."""
        lasting = {work: at for work, at in due.items() if not WORK_KINDS[work.kind].shows}
        with self._lock:
            self._known[state.id] = state, organisation, lasting
            self._known.move_to_end(state.id)
            while len(self._known) > KEPT_INCIDENTS:
                self._known.popitem(last=False)


def write_work(
    pipe: Pipeline,
    jobs: JobQueue,
    known: KnownDue,
    command: Command,
    before: Incident | None,
    after: tuple[Incident, WorkContext],
    awake: frozenset[Work],
) -> None:
    """Put what is due from now on on the agenda, and take off what is due no more.

    `awake` is work that needs no waking: whoever holds it looks at the end whether the incident changed meanwhile. A
    timer that fired in vain leaves the agenda too, or goes to its moment.
    """
    was, due = known.before(before, after[1].organisation), work_due(*after)
    known.keep(after[0], after[1].organisation, due)
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
