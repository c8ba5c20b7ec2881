"""A store on a real Redis, with time that moves only when a test moves it, and faults around its writes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from redis import Redis
from redis.client import Pipeline

from bot.incident.severity import Severity
from bot.incident.topics.declaring import Declare
from bot.incident.work import QUEUED_LANES, read_work
from bot.settings import Settings
from bot.store import keys
from bot.store.agenda import Agenda
from bot.store.commit import PATIENCE_SECONDS, Committed, Store
from bot.store.connection import connect
from bot.store.job_queue import JobQueue, open_queue
from bot.store.transactions import Transactions
from tests.crash.virtual_time import VirtualClock, VirtualTimekeeper
from tests.incident.rehearsal import ORGANISATION, VERA
from tests.servers import RedisServer

Fault = Callable[[], None]


class FaultyTransactions(Transactions):
    """Transactions whose next writes meet the faults that a test lays in their way."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.always: Fault | None = None
        self.after: list[Fault] = []
        self.around: list[Callable[[], Any]] = []

    def execute(self, pipe: Pipeline) -> list[Any]:
        """The write, with its fault before, around or after it."""
        if self.always:
            self.always()
        if self.around:
            with self.around.pop(0)():
                done = super().execute(pipe)
        else:
            done = super().execute(pipe)
        if self.after:
            self.after.pop(0)()
        return done


@dataclass
class Room:
    """One process of Muster's store. Several of them may share a server and a clock."""

    server: RedisServer
    clock: VirtualClock = field(default_factory=VirtualClock)
    answer_within: float = 5.0

    def __post_init__(self) -> None:
        import_module("jobs.kinds")
        settings = Settings(redis_url=self.server.url)
        self.transactions = FaultyTransactions(connect(settings, self.answer_within))
        self.redis: Any = self.transactions.redis
        self.organisation = ORGANISATION
        self.timekeeper = VirtualTimekeeper(self.clock)
        self.agenda = Agenda(self.transactions, self.timekeeper)
        self._bytes = connect(settings, self.answer_within, text=False)
        self.jobs = JobQueue(self._bytes)
        self.store = Store(self.transactions, self.timekeeper, self.jobs, lambda: self.organisation)

    def declare(
        self, text: str = "Checkout is down", *, key: str = "declare", patience: float = PATIENCE_SECONDS, **more: Any
    ) -> Committed:
        """Declare a P0 of checkout."""
        given = {"by": VERA, "severity": Severity.P0, "service": "checkout", "despite_open": True, **more}
        return self.store.commit(Declare(text=text, **given), key=key, patience=patience)

    def another(self, *, answer_within: float = 5.0) -> "Room":
        """A second process beside this one."""
        return Room(self.server, self.clock, answer_within)

    def timers(self) -> dict[str, float]:
        """The timers on the agenda, by name."""
        found = self.redis.zrange(keys.agenda("timer"), 0, -1, withscores=True)
        return {read_work(name).name: float(score) for name, score in found}

    def hinted(self) -> list[str]:
        """The work for which RQ has jobs, in order, of the urgent lane and then of the long one."""
        queues: list[Any] = [open_queue(lane, self._bytes) for lane in QUEUED_LANES]
        return [job.args[0] for queue in queues for job in queue.jobs]

    def contents(self) -> dict[str, Any]:
        """Everything in the server, to compare."""
        found: dict[str, Any] = {}
        for key in sorted(self.redis.scan_iter()):
            with suppress(Exception):
                found[key] = self.redis.dump(key)
            found.setdefault(key, self.redis.type(key))
        return found
