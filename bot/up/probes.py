"""How `muster up` knows that a process does what it is there for. A probe answers soon and never raises."""

import http.client
from collections.abc import Callable
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from bot.store import keys

#: Real seconds that one look may take.
PATIENCE_SECONDS = 0.5


def redis_answers(redis: Redis) -> Callable[[int], bool]:
    """Redis takes commands: it has read its file and knows our password."""

    def probe(pid: int) -> bool:
        try:
            return bool(redis.ping())
        except RedisError:
            return False

    return probe


def page_answers(url: str) -> Callable[[int], bool]:
    """A GET of the address is answered with 200."""
    parts = urlsplit(url)

    def probe(pid: int) -> bool:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", parts.path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return probe


class Registered:
    """The process has said in Redis that it is ready (`bot.store.keys.process`)."""

    def __init__(self, redis: Redis, kind: str) -> None:
        self._redis = redis
        self._kind = kind
        self._known: set[int] = set()

    def __call__(self, pid: int) -> bool:
        """Whether it is ready; what an earlier process with the same pid said is taken away first."""
        key = keys.process(self._kind, pid)
        try:
            if pid not in self._known:
                self._redis.delete(key)
                self._known.add(pid)
                return False
            said = self._redis.get(key)
        except RedisError:
            return False
        return said is not None and '"ready": true' in (said if isinstance(said, str) else "")
