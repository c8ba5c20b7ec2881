"""A worker process: RQ's own, on the queue of one lane, through any absence of Redis."""

import logging
import os
import threading
import time
from collections.abc import Callable

from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from bot.incident.work import Lane
from bot.settings import Settings
from bot.store.alive import report_alive, worker_of
from bot.store.connection import connect
from bot.store.job_queue import open_queue
from bot.up.parent import leave_with_parent
from bot.wiring import Muster, wire
from jobs.long_lane import LongLane
from jobs.run import take_jobs, work

log = logging.getLogger(__name__)

#: How far a worker steps back (Unix nice) when the cores are busy: people who wait for an answer go first, and what
#: is urgent goes before what takes long.
NICE_VALUES = {Lane.URGENT: 5, Lane.LONG: 10}

#: Real seconds between two signs of life, and until the next try while Redis is away.
REPORT_SECONDS, AWAY_SECONDS = 1.0, 0.3


class UrgentWorker(Worker):
    """RQ's forking worker: a child for each job, which ends with its parent; it is back soon after Redis is."""

    max_connection_wait_time = 0.5

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """The child: it must not go on alone, as nobody would end it (DESIGN 3)."""
        leave_with_parent()
        super().main_work_horse(job, queue)


class LongWorker(SimpleWorker):
    """RQ's worker without forks: a job only begins work, which then goes on beside the next ones."""

    max_connection_wait_time = 0.5


WORKERS: dict[Lane, type[BaseWorker]] = {Lane.URGENT: UrgentWorker, Lane.LONG: LongWorker}


def serve_worker(settings: Settings, lane: Lane) -> None:
    """Work on that lane until SIGTERM."""
    os.nice(NICE_VALUES[lane])
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    muster = wire(settings)
    long_lane = LongLane(muster) if lane is Lane.LONG else None
    take_jobs(long_lane.begin if long_lane else lambda name: work(muster, name))
    threading.Thread(target=_report, args=(muster, lane), daemon=True).start()
    stopping: list[int] = []
    while not stopping:
        try:
            _work_once(settings, lane, lambda: stopping.append(1))
        except (RedisError, OSError) as away:
            log.warning("Redis is away: %s", away)
            time.sleep(AWAY_SECONDS)
    if long_lane:
        long_lane.close()


def _work_once(settings: Settings, lane: Lane, on_stop: Callable[[], None]) -> None:
    redis = connect(settings, text=False)
    worker = WORKERS[lane]([open_queue(lane, redis)], connection=redis, serializer=JSONSerializer)
    worker.work(logging_level="WARNING")
    on_stop()


def _report(muster: Muster, lane: Lane) -> None:
    while True:
        try:
            report_alive(muster.transactions.redis, worker_of(lane))
        except RedisError:
            log.debug("no sign of life: Redis is away")
        time.sleep(REPORT_SECONDS)
