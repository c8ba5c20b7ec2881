"""Optimistic transactions with Redis: read under WATCH in one round trip, then write in one MULTI/EXEC."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ConnectionError, ResponseError, TimeoutError, WatchError

Reads = Sequence[tuple[str | int | float, ...]]


class Transactions:
    """Reads and conditional writes. Tests put faults in `execute`, through which every write goes."""

    def __init__(self, redis: Redis) -> None:
        # redis-py types every answer as bytes or str; this client decodes to str.
        self.redis: Any = redis

    @contextmanager
    def watching(self, keys: Sequence[str], reads: Reads) -> Iterator[tuple[list[Any], Pipeline]]:
        """WATCH the keys and read, in one round trip; the pipeline is then ready for `multi()`.

        redis-py would send WATCH and each read for itself; together they cost one wait instead of several.
        """
        with self.redis.pipeline(transaction=True) as pipe:
            yield self._read(pipe, keys, reads), pipe

    def _read(self, pipe: Pipeline, keys: Sequence[str], reads: Reads) -> list[Any]:
        commands = [("WATCH", *keys), *reads]
        connection: Any = pipe.connection or pipe.connection_pool.get_connection()
        pipe.connection = connection
        parse: Any = pipe.parse_response
        try:
            connection.send_packed_command(connection.pack_commands(commands))
            pipe.watching = True
            replies: list[Any] = []
            refused: ResponseError | None = None
            for command in commands:
                try:
                    replies.append(parse(connection, str(command[0])))
                except ResponseError as problem:
                    refused = problem
        except BaseException:
            # Nothing is watched on a connection that is gone; else leaving the pipeline would wait once more.
            pipe.watching = False
            connection.disconnect()
            raise
        if refused:
            raise refused
        return replies[1:]

    def execute(self, pipe: Pipeline) -> list[Any]:
        """Run what was queued after `multi()`. Raises WatchError when a watched key changed.

        Raises ConnectionError or TimeoutError when the answer was lost: it may have been applied.
        """
        try:
            return list(pipe.execute())
        except WatchError as changed:
            # redis-py calls a lost answer a WatchError too; what was lost stands behind it as its context.
            if isinstance(changed.__context__, (ConnectionError, TimeoutError)):
                _forget(pipe)
                raise changed.__context__ from None
            raise
        except (ConnectionError, TimeoutError):
            _forget(pipe)
            raise


def _forget(pipe: Pipeline) -> None:
    """Nothing is watched on a connection that went silent; else leaving the pipeline would wait once more."""
    pipe.watching = False
    connection: Any = pipe.connection
    if connection is not None:
        connection.disconnect()
