"""Background work: what an incident owes and when, derived from its state alone, and how each kind of it is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.incident.organisation import Organisation
from bot.incident.state import Incident
from bot.incident.timers import timers


class Lane(StrEnum):
    """Who does the work of a kind: a clock, workers of one of the two job queues, or the emergency console."""

    CLOCK = "clock"
    URGENT = "urgent"
    LONG = "long"
    CONSOLE = "console"


#: The lanes that are job queues, each with workers of its own: what people wait for, and what may take hours.
QUEUED_LANES = (Lane.URGENT, Lane.LONG)


@dataclass(frozen=True)
class RetryPolicy:
    """When work that failed is tried again (real seconds), doubling from the first to the last wait.

    With `tries` it is given up after so many failures; without, it is tried for as long as it is owed.
    """

    first_seconds: float = 1.0
    last_seconds: float = 8.0
    tries: int | None = None

    def wait_seconds(self, failures: int) -> float:
        """How long to wait after that many failures before this one."""
        return min(self.last_seconds, self.first_seconds * 2.0 ** min(failures, 30))

    def exhausted(self, failures: int) -> bool:
        """Whether it is given up after that many failures."""
        return self.tries is not None and failures >= self.tries


@dataclass(frozen=True)
class WorkContext:
    """What work is derived from besides the state.

    `changed_at` is when the newest facts happened, None when nothing changed; `console` is whether an emergency
    console wants to see them.
    """

    organisation: Organisation
    changed_at: datetime | None = None
    console: bool = False


#: Gives the name and the moment (UTC) of each piece of work of a kind that an incident owes.
Due = Callable[[Incident, WorkContext], Iterable[tuple[str, datetime]]]


@dataclass(frozen=True)
class WorkKind:
    """A kind of background work.

    `due` says what an incident owes of it; a kind without keeps records of its own (exports, offers). `about` is what
    it does, in words. `limit_seconds` is how long one run may take (real seconds). `at_once` is how many of it one
    worker process of the long lane does at a time. `computes`: it needs a process for itself rather than a thread.
    `shows`: it brings up to date what people see, and looks itself at what changed while it ran.
    """

    name: str
    lane: Lane
    about: str
    due: Due | None = None
    limit_seconds: int = 300
    at_once: int = 1
    retry: RetryPolicy = RetryPolicy()
    computes: bool = False
    shows: bool = False


#: Every kind of work by its name.
WORK_KINDS: dict[str, WorkKind] = {}

#: The names that earlier versions stored on the agenda: a clock renames them.
OLD_KINDS = {"mirror": "console_sync", "parcel": "upload"}


def declare_work(kind: WorkKind) -> WorkKind:
    """Make a kind of work known. Raises ValueError when another has its name."""
    if WORK_KINDS.setdefault(kind.name, kind) != kind:
        raise ValueError(f"there is another kind of work called {kind.name}")
    return kind


def kinds_of(lane: Lane) -> tuple[str, ...]:
    """The names of the kinds that are done in a lane, in the order in which they were declared."""
    return tuple(kind.name for kind in WORK_KINDS.values() if kind.lane is lane)


class Work(NamedTuple):
    """One piece of work: `timer:INC-101:page:U1:1`, `sync:INC-101`. Its text is its name on the agenda.

    Several of one kind in one incident differ by `name`; what belongs to no incident has the id of its own record.
    """

    kind: str
    incident: str
    name: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.kind, self.incident, self.name) if part)


def read_work(text: str) -> Work:
    """The work of that name; of an earlier version's kind too. Raises ValueError for one that nobody knows here."""
    kind, incident, *name = text.split(":", 2)
    kind = OLD_KINDS.get(kind, kind)
    if kind not in WORK_KINDS:
        raise ValueError(f"no kind of work is called {kind}")
    return Work(kind, incident, name[0] if name else "")


def work_due(state: Incident | None, context: WorkContext) -> dict[Work, datetime]:
    """Everything that an incident owes, each with the moment (UTC) at which it is to be done (DESIGN 3)."""
    if state is None:
        return {}
    return dict(_work_due(state, context))


def _work_due(state: Incident, context: WorkContext) -> Iterator[tuple[Work, datetime]]:
    for kind in WORK_KINDS.values():
        if kind.due is None:
            continue
        for name, at in kind.due(state, context):
            work = Work(kind.name, state.id, name)
            if not (state.settled_work and str(work) in state.settled_work):
                yield work, at


def at_console(work: Work) -> Work:
    """The same work done at the emergency console: `console:offer:C1-17`."""
    return Work(CONSOLE.name, work.kind, ":".join(part for part in (work.incident, work.name) if part))


def inside(work: Work) -> Work:
    """What work of the console is there: `console:offer:C1-17` as `offer:C1-17`."""
    return read_work(f"{work.incident}:{work.name}")


def _armed(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    return timers(state, context.organisation.policies).items()


def _changed(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    return [("", context.changed_at)] if context.changed_at else []


def _changed_at_console(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    return _changed(state, context) if context.console else []


#: A deadline of the core. The clock fires it itself, so that an incident needs nothing but Redis to go on.
TIMER = declare_work(WorkKind("timer", Lane.CLOCK, "timer", _armed, retry=RetryPolicy(2.0, 2.0)))

#: What Slack shows is behind.
SYNC = declare_work(WorkKind("sync", Lane.URGENT, "bring Slack up to date", _changed, shows=True))

#: What the emergency console shows is behind.
CONSOLE_SYNC = declare_work(
    WorkKind("console_sync", Lane.CONSOLE, "bring the emergency console up to date", _changed_at_console, shows=True)
)

#: Work of another kind that the emergency console does for itself.
CONSOLE = declare_work(WorkKind("console", Lane.CONSOLE, "at the emergency console"))
