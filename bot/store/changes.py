"""What a commit is asked for, and what it WATCHes and reads for that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.incident.command import Command
from bot.incident.state import Incident, Register
from bot.incident.topics.declaring import Declare
from bot.incident.work import Work
from bot.store import keys
from bot.store.agenda import Lease
from bot.store.work_changes import shown


@dataclass(frozen=True)
class Change:
    """A command under its idempotency `key`, for an incident unless it declares one.

    Of several that are committed together, a later one may be made of the incident that the one before it left.
    """

    command: Command | Callable[[Incident], Command]
    key: str
    incident: str | None = None


@dataclass(frozen=True)
class PlannedChange:
    """A change as it is asked for, for the incident with that `id`."""

    command: Command | Callable[[Incident], Command]
    key: str
    id: str
    lease: Lease | None
    #: Whether facts across incidents are read, and written with it.
    across: bool
    #: The keys of what it pins when it declares.
    copies: tuple[str, ...] = ()

    @property
    def service(self) -> str | None:
        """The service for which it declares."""
        return self.command.service if isinstance(self.command, Declare) else None

    def watched(self) -> list[str]:
        """The keys that must not change until it is written."""
        id = self.id
        # Who holds what shows the incident, and which console there is, decides what is woken.
        watched = [keys.incident(id), *(keys.holder(name) for _, name in shown(id)), keys.CONSOLE, *self.copies]
        if self.across:
            watched.append(keys.REGISTER)
        if self.service:
            watched.append(keys.open_of(self.service))
        if self.lease:
            watched.append(keys.holder(self.lease.member))
        return watched

    def reads(self) -> list[tuple[str | int, ...]]:
        """What is read, in the order in which the answers come."""
        id = self.id
        views = [name for _, name in shown(id)]
        wanted = [keys.incident(id), keys.answer(self.key), *map(keys.holder, views), keys.CONSOLE_ALIVE]
        if self.across:
            wanted.append(keys.REGISTER)
        if self.lease:
            wanted.append(keys.holder(self.lease.member))
        reads: list[tuple[str | int, ...]] = [("MGET", *wanted), ("TIME",)]
        reads += [("ZSCORE", keys.agenda(view), view) for view in views]
        reads += [("EXISTS", copy) for copy in self.copies]
        if self.service:
            reads.append(("ZRANGE", keys.open_of(self.service), 0, 0))
        return reads


@dataclass(frozen=True)
class Read:
    """What one attempt read."""

    state: Incident | None
    register: Register | None
    answer: str | None
    now: datetime
    #: The work that shows the incident and needs no waking: it waits for its turn, or its holder will look again.
    awake: frozenset[Work]
    #: Whether there is an emergency console.
    console: bool
    #: The incident that a declare of its service is offered to join (D14).
    already_open: str | None
    #: The keys of the pinned copies that a declare needs and that are there already.
    pinned: frozenset[str] = frozenset()
