"""A way to Redis that can be cut at the worst moment: after a transaction was sent and applied, before its answer."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.up.ports import HOST

#: Real seconds without a byte after which a side has said everything.
QUIET = 0.02


class Cut:
    """Passes bytes on between clients and Redis. While `armed`, the answer to an EXEC never comes."""

    def __init__(self, redis_port: int) -> None:
        self.armed = False
        #: Whether nobody gets through any more once an answer was cut off.
        self.for_good = False
        self._redis_port = redis_port
        self._listening = socket.create_server((HOST, 0))
        self.url = f"redis://{HOST}:{self._listening.getsockname()[1]}/0"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Let nobody through any more."""
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.create_connection((HOST, self._redis_port)) as redis, suppress(OSError):
            while asked := _whole(client):
                redis.sendall(asked)
                answer = _whole(redis)
                if self.armed and b"EXEC\r\n" in asked:
                    self.armed = False
                    if self.for_good:
                        # Closing does not wake `accept` up; the end of both directions does.
                        self._listening.shutdown(socket.SHUT_RDWR)
                        self._listening.close()
                    return
                client.sendall(answer)


def _whole(side: socket.socket) -> bytes:
    """Everything that one side has to say: a declare is longer than what Redis reads and answers at a time."""
    said = side.recv(1 << 20)
    while said and select.select([side], [], [], QUIET)[0] and (more := side.recv(1 << 20)):
        said += more
    return said


@contextmanager
def cuttable(redis_port: int) -> Iterator[Cut]:
    """A way to the Redis at that port, as long as the block runs."""
    cut = Cut(redis_port)
    try:
        yield cut
    finally:
        cut.close()
