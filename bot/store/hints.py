"""Hints to RQ: a job that names an agenda member. The agenda is the truth; a lost hint costs a moment."""

from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.serializers import JSONSerializer

#: The one queue; each worker listens to it alone (DESIGN 3).
QUEUE = "muster"

#: The function that a worker calls with the member's name.
JOB = "jobs.run.run_member"

#: Seconds after which an untouched hint is dropped; the clock gives a new one.
HINT_LIFE = 60

#: Seconds after which RQ ends a job. Far beyond any lease: it is a net under a hung child.
JOB_LIMIT = 300


class Hints:
    """Puts hints on the queue, inside a commit's MULTI or for itself."""

    def __init__(self, redis: Redis) -> None:
        self._queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer)

    def give(self, member: str, pipe: Pipeline | None = None) -> None:
        """Hint that the member is due. With `pipe` the hint is part of that MULTI."""
        self._queue.enqueue_call(
            JOB, args=(member,), timeout=JOB_LIMIT, ttl=HINT_LIFE, result_ttl=0, failure_ttl=0,
            description=member, pipeline=pipe,
        )  # fmt: skip

    def waiting(self) -> int:
        """How many hints wait for a worker."""
        return int(self._queue.count)
