"""Which processes of Muster are alive: each says so every second, and is forgotten when it goes silent."""

import json
import os
import socket
from collections import Counter
from typing import Any

from bot.incident.work import Lane
from bot.store import keys

#: Real seconds for which a process counts as alive after its last sign of life.
ALIVE_SECONDS = 15


def worker_of(lane: Lane) -> str:
    """What a worker process of that lane is called among the processes."""
    return f"worker-{lane}"


def report_alive(redis: Any, process: str, *, ready: bool = True) -> None:
    """Say that this process, such as `clock`, is up; `muster up` waits until it is `ready`. Raises RedisError."""
    pid, (seconds, _) = os.getpid(), redis.time()
    with redis.pipeline(transaction=False) as pipe:
        pipe.set(keys.process(process, pid), json.dumps({"ready": ready}), ex=ALIVE_SECONDS)
        pipe.zadd(keys.ALIVE, {f"{process}:{socket.gethostname()}:{pid}": seconds})
        pipe.zremrangebyscore(keys.ALIVE, "-inf", seconds - ALIVE_SECONDS)
        pipe.execute()


def alive(redis: Any) -> Counter[str]:
    """How many processes of each name gave a sign of life lately. Raises RedisError."""
    seconds, _ = redis.time()
    found = redis.zrangebyscore(keys.ALIVE, seconds - ALIVE_SECONDS, "+inf")
    return Counter(str(member).partition(":")[0] for member in found)
