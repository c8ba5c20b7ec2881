"""A whole Redis and a whole workspace as JSON, and back: by the types of keys, so that any server can read it."""

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from redis import Redis

from tests.recordings.product import Json

WORKSPACE = "workspace.sqlite3"


def redis_as_json(url: str) -> list[Json]:
    """Every key with its type, its value and how many milliseconds it lives (None: for ever)."""
    with Redis.from_url(url) as redis:
        return sorted(_keys(redis), key=lambda one: str(one["key"]))


def _keys(redis: Any) -> Iterator[Json]:
    for key in redis.scan_iter():
        kind = redis.type(key).decode()
        lives = max(redis.pttl(key), 0) or None
        yield {"key": _text(key), "type": kind, "value": READ[kind](redis, key), "lives": lives}


READ: dict[str, Any] = {
    "string": lambda redis, key: _text(redis.get(key)),
    "list": lambda redis, key: [_text(one) for one in redis.lrange(key, 0, -1)],
    "set": lambda redis, key: sorted(map(_text, redis.smembers(key)), key=str),
    "zset": lambda redis, key: [[_text(one), score] for one, score in redis.zrange(key, 0, -1, withscores=True)],
    "hash": lambda redis, key: [[_text(name), _text(value)] for name, value in sorted(redis.hgetall(key).items())],
    "stream": lambda redis, key: [
        [_text(id), [[_text(name), _text(value)] for name, value in fields.items()]]
        for id, fields in redis.xrange(key)
    ],
}


def redis_from_json(url: str, kept: list[Json]) -> None:
    """Put all of it into a Redis in the place of what is there."""
    with Redis.from_url(url) as redis:
        redis.flushall()
        for one in kept:
            key, lives = _bytes(one["key"]), one["lives"]
            WRITE[one["type"]](redis, key, one["value"])
            if lives:
                redis.pexpire(key, lives)


def _write_stream(redis: Any, key: bytes, value: list[Any]) -> None:
    for id, fields in value:
        redis.xadd(key, {_bytes(name): _bytes(field) for name, field in fields}, id=_bytes(id))


WRITE: dict[str, Any] = {
    "string": lambda redis, key, value: redis.set(key, _bytes(value)),
    "list": lambda redis, key, value: redis.rpush(key, *map(_bytes, value)),
    "set": lambda redis, key, value: redis.sadd(key, *map(_bytes, value)),
    "zset": lambda redis, key, value: redis.zadd(key, {_bytes(one): score for one, score in value}),
    "hash": lambda redis, key, value: redis.hset(key, mapping={_bytes(name): _bytes(one) for name, one in value}),
    "stream": _write_stream,
}


def workspace_as_json(folder: Path) -> Json:
    """The journal's rows, and the files that were uploaded."""
    with sqlite3.connect(folder / WORKSPACE) as base:
        rows = sorted(base.execute("SELECT kind, key, body FROM thing"))
    uploaded = {file.name: _text(file.read_bytes()) for file in sorted((folder / "files").glob("*"))}
    return {"rows": rows, "files": uploaded}


def workspace_from_json(folder: Path, kept: Json) -> None:
    """Put a workspace into an empty folder."""
    with sqlite3.connect(folder / WORKSPACE) as base:
        base.execute("CREATE TABLE thing (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))")
        base.executemany("INSERT INTO thing VALUES (?, ?, ?)", kept["rows"])
    for name, content in kept["files"].items():
        (folder / "files").mkdir(exist_ok=True)
        (folder / "files" / name).write_bytes(_bytes(content))


def _text(value: bytes) -> str | Json:
    """Text as it is; what is none, as RQ's compressed jobs, as Base64."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def _bytes(value: str | Json) -> bytes:
    return value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])
