"""Work of the long lane in one process: many that wait side by side in threads, computing ones in processes."""

import logging
import threading
from collections import Counter
from contextlib import suppress

from redis.exceptions import RedisError

from bot.incident.work import WORK_KINDS, WorkKind, read_work
from bot.store.agenda import Lease
from bot.store.errors import StaleToken
from bot.store.outcome import Later
from bot.wiring import Muster
from jobs.computing import compute
from jobs.run import do, finish, settle, take

log = logging.getLogger(__name__)

#: Pieces of work that one process has in hand at most.
MOST_THREADS = 64

#: Real seconds for which work that is told to stop may take to its next step when the process ends.
STOP_PATIENCE_SECONDS = 3.0


class LongLane:
    """What a worker process of the long lane has in hand."""

    def __init__(self, muster: Muster) -> None:
        self._muster = muster
        self._lock = threading.Lock()
        self._held: dict[str, Lease | None] = {}
        self._closed = False

    def begin(self, name: str) -> None:
        """Take a piece of work, if as many as may go on at once do not yet, and return while it goes on.

        What cannot be taken stays on the agenda, and the clock tells of it again.
        """
        kind = WORK_KINDS[read_work(name).kind]
        if not self._reserve(name, kind):
            return
        lease = None
        try:
            lease = take(self._muster, name)
        finally:
            if lease is None:
                self._drop(name)
        if lease:
            self._held[name] = lease
            threading.Thread(target=self._run, args=(lease, kind), name=name, daemon=True).start()

    def close(self) -> None:
        """Tell all work to stop, and give back what it held, so that others go on with it at once."""
        with self._lock:
            self._closed = True
            held = [lease for lease in self._held.values() if lease]
        for lease in held:
            with suppress(StaleToken, RedisError):
                self._muster.agenda.put_back(lease, self._muster.timekeeper.now())
            lease.ended.set()
        for thread in threading.enumerate():
            if thread.name in self._held:
                thread.join(STOP_PATIENCE_SECONDS)

    def _reserve(self, name: str, kind: WorkKind) -> bool:
        with self._lock:
            of_kind = Counter(read_work(one).kind for one in self._held)[kind.name]
            if self._closed or name in self._held or of_kind >= kind.at_once or len(self._held) >= MOST_THREADS:
                return False
            self._held[name] = None
            return True

    def _drop(self, name: str) -> None:
        with self._lock:
            self._held.pop(name, None)

    def _run(self, lease: Lease, kind: WorkKind) -> None:
        limit = threading.Timer(kind.limit_seconds, self._end, (lease, kind))
        limit.daemon = True
        limit.start()
        try:
            with self._muster.agenda.kept(lease):
                finish(self._muster, lease, compute if kind.computes else do)
        finally:
            limit.cancel()
            self._drop(lease.member)

    def _end(self, lease: Lease, kind: WorkKind) -> None:
        """Its time is over: it is tried again later, and whoever does it now can commit nothing any more."""
        why = f"it took longer than {kind.limit_seconds} s"
        try:
            settle(self._muster, lease, Later(failed=True, why=why))
        except Exception as problem:
            log.warning("%s: %s, and it could not be put back: %s", lease.member, why, problem)
        lease.ended.set()
