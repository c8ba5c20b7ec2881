"""RQ's job queues, one for each lane: a job names the work that is due. The agenda is the truth; a lost job costs
a moment."""

from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer

from bot.incident.work import QUEUED_LANES, WORK_KINDS, Lane, read_work

#: The one queue of earlier versions, whose jobs nobody takes any more.
OLD_QUEUE = "muster"

#: The function that a worker calls with the name of the work.
JOB_FUNCTION = "jobs.run.run_work"

#: Seconds after which an untouched job is dropped; the clock gives a new one.
JOB_LIFE_SECONDS = 60


def queue_name(lane: Lane) -> str:
    """The name of a lane's queue in RQ."""
    return f"muster-{lane}"


def open_queue(lane: Lane, redis: Redis) -> Queue:
    """A lane's queue. `redis` must answer in bytes."""
    return Queue(queue_name(lane), connection=redis, serializer=JSONSerializer)


class JobQueue:
    """Puts jobs on the queue of their lane, inside a commit's MULTI or for themselves."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = {lane: open_queue(lane, redis) for lane in QUEUED_LANES}

    def give(self, name: str, pipe: Pipeline | None = None) -> None:
        """Have a worker told that the work is due, if workers do it. With `pipe` the job is part of that MULTI."""
        kind = WORK_KINDS[read_work(name).kind]
        if queue := self._queues.get(kind.lane):
            queue.enqueue_call(
                JOB_FUNCTION, args=(name,), timeout=kind.limit_seconds, ttl=JOB_LIFE_SECONDS, result_ttl=0,
                failure_ttl=0, description=name, pipeline=pipe,
            )  # fmt: skip

    def waiting(self, lane: Lane) -> int:
        """How many jobs wait for a worker of that lane."""
        return int(self._queues[lane].count)

    def drop_old(self) -> None:
        """Forget the jobs of earlier versions: what they named is on the agenda. Raises RedisError."""
        old = Queue(OLD_QUEUE, connection=self._redis, serializer=JSONSerializer)
        old.delete(delete_jobs=True)
