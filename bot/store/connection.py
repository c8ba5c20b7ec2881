"""Connections to Redis: one for people's commands that gives up early, one for work that may wait."""

from typing import Any
from urllib.parse import unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import SSLConnection, parse_url
from redis.exceptions import ConnectionError, ResponseError, TimeoutError
from redis.retry import Retry
from redis.sentinel import Sentinel

from bot.errors import MusterError
from bot.settings import DEFAULT_REDIS, Settings

#: Real seconds that one answer of Redis may take before a person is told (DESIGN 5).
SOON_SECONDS = 1.5

#: Where a Sentinel listens unless it is told otherwise.
SENTINEL_PORT = 26379

#: Real seconds that background work waits for one answer.
PATIENT_SECONDS = 5.0


class ClusterRefused(MusterError):
    """Redis runs in cluster mode, which Muster does not use: its commits span keys. Give it a single server or
    Sentinel (REDIS_SENTINELS, REDIS_MASTER)."""


class RedisAway(MusterError):
    """Muster cannot reach its storage: Redis at {address} does not answer: {reason}
    Start it, or say where it is: REDIS_URL, or --data DIR for a `muster up` in another folder."""

    def __init__(self, settings: Settings, problem: Exception) -> None:
        super().__init__(address=spoken_address(settings), reason=f"{spoken_reason(problem)}.")


def connect(settings: Settings, answer_within: float = PATIENT_SECONDS, *, text: bool = True) -> Redis:
    """A client for the configured server, without retries: ours decide after looking (DESIGN 4).

    `text` is False for RQ, whose payloads are bytes.
    """
    options: dict[str, Any] = {
        "socket_timeout": answer_within,
        "socket_connect_timeout": min(answer_within, SOON_SECONDS),
        "decode_responses": text,
        "retry": Retry(NoBackoff(), 0),
        "health_check_interval": 0,
    }
    if settings.redis_sentinels:
        return _by_sentinels(settings, options)
    return Redis.from_url(settings.redis_url or DEFAULT_REDIS, **options)


def _by_sentinels(settings: Settings, options: dict[str, Any]) -> Redis:
    """A client for the master that the Sentinels name.

    REDIS_URL, where it is set as well, says how to enter the master: user, password, database, TLS. Each Sentinel may
    want a user and a password of its own.
    """
    parse: Any = parse_url
    entry: dict[str, Any] = parse(settings.redis_url) if settings.redis_url else {}
    secure = entry.pop("connection_class", None) is SSLConnection
    into_master = {name: entry[name] for name in ("username", "password", "db") if name in entry}
    found: Any = Sentinel
    sentinel = found([], **options)
    sentinel.sentinels = [_sentinel(one, {**options, "ssl": secure}) for one in settings.redis_sentinels]
    client: Redis = sentinel.master_for(settings.redis_master, **into_master, ssl=secure)
    return client


def _sentinel(entry: str, options: dict[str, Any]) -> Redis:
    parts = urlsplit(f"//{entry}")
    user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
    where: dict[str, Any] = {"host": parts.hostname or "", "port": parts.port or SENTINEL_PORT}
    return Redis(**where, username=user or None, password=password, **options)


def spoken_address(settings: Settings) -> str:
    """Where Redis is, without its password."""
    if settings.redis_sentinels:
        sentinels = ", ".join(one.rpartition("@")[2] for one in settings.redis_sentinels)
        return f"master {settings.redis_master} of the Sentinels {sentinels}"
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
