"""A worker process: RQ's own, on one queue, everything imported before it forks, its children tied to its life."""

import logging
import os
import threading
import time
from collections.abc import Callable

from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from bot.settings import Settings
from bot.store.connection import connect
from bot.store.hints import QUEUE
from bot.up.parent import leave_with_parent
from bot.wiring import Muster, wire
from jobs.clock import report_alive
from jobs.run import use

log = logging.getLogger(__name__)

#: How far a worker steps back (Unix nice) when the cores are busy: people who wait for an answer go first.
POLITE = 5


class MusterWorker(Worker):
    """RQ's worker with children that end with their parent, and that is back soon after Redis is."""

    max_connection_wait_time = 0.5

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """The child: it must not go on alone, as nobody would end it (DESIGN 3)."""
        leave_with_parent()
        super().main_work_horse(job, queue)


def serve_worker(settings: Settings) -> None:
    """Work until SIGTERM; through any absence of Redis."""
    os.nice(POLITE)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    muster = wire(settings)
    use(muster)
    threading.Thread(target=_report, args=(muster,), daemon=True).start()
    stopping: list[int] = []
    while not stopping:
        try:
            _work_once(settings, lambda: stopping.append(1))
            return
        except (RedisError, OSError) as away:
            log.warning("Redis is away: %s", away)
            time.sleep(0.3)


def _work_once(settings: Settings, on_stop: Callable[[], None]) -> None:
    redis = connect(settings, text=False)
    queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer)
    worker = MusterWorker([queue], connection=redis, serializer=JSONSerializer)
    worker.work(logging_level="WARNING")
    on_stop()


def _report(muster: Muster) -> None:
    while True:
        try:
            report_alive(muster, "worker")
        except RedisError:
            log.debug("no sign of life: Redis is away")
        time.sleep(1)
