"""Connections to Redis: one for people's commands that gives up early, one for work that may wait."""

from typing import Any
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, ResponseError, TimeoutError
from redis.retry import Retry
from redis.sentinel import Sentinel

from bot.errors import MusterError
from bot.settings import DEFAULT_REDIS, Settings

#: Real seconds that one answer of Redis may take before a person is told (DESIGN 5).
SOON = 1.5

#: Real seconds that background work waits for one answer.
PATIENT = 5.0


class ClusterRefused(MusterError):
    """Redis runs in cluster mode, which Muster does not use: its commits span keys. Give it a single server or
    Sentinel (REDIS_SENTINELS, REDIS_MASTER)."""


class RedisAway(MusterError):
    """Muster cannot reach its storage: Redis at {address} does not answer: {reason}
    Start it, or say where it is: REDIS_URL, or --data DIR for a `muster up` in another folder."""

    def __init__(self, settings: Settings, problem: Exception) -> None:
        super().__init__(address=spoken_address(settings), reason=f"{spoken_reason(problem)}.")


def connect(settings: Settings, answer_within: float = PATIENT, *, text: bool = True) -> Redis:
    """A client for the configured server, without retries: ours decide after looking (DESIGN 4).

    `text` is False for RQ, whose payloads are bytes.
    """
    options: dict[str, Any] = {
        "socket_timeout": answer_within,
        "socket_connect_timeout": min(answer_within, SOON),
        "decode_responses": text,
        "retry": Retry(NoBackoff(), 0),
        "health_check_interval": 0,
    }
    if settings.redis_sentinels:
        found: Any = Sentinel
        sentinels = [tuple(one.rsplit(":", 1)) for one in settings.redis_sentinels]
        client: Redis = found(sentinels, sentinel_kwargs=dict(options), **options).master_for(settings.redis_master)
        return client
    return Redis.from_url(settings.redis_url or DEFAULT_REDIS, **options)


def spoken_address(settings: Settings) -> str:
    """Where Redis is, without its password."""
    if settings.redis_sentinels:
        return f"master {settings.redis_master} of the Sentinels {', '.join(settings.redis_sentinels)}"
    parts = urlsplit(settings.redis_url or "")
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def spoken_reason(problem: Exception) -> str:
    """Why Redis does not answer, in its client's words without the client's insides; no point at its end."""
    return str(problem).partition(" : <")[0].rstrip(" .")


def refuse_cluster(redis: Redis) -> None:
    """Raises ClusterRefused for a server in cluster mode; says nothing when Redis cannot be asked now."""
    try:
        if redis.info("server").get("redis_mode") == "cluster":
            raise ClusterRefused()
    except (ConnectionError, TimeoutError, ResponseError):
        return
