"""A real Redis for the tests: the binary that the product itself would choose, as a process of its own."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot.up.ports import free_port
from bot.up.server import choose_server

#: Real seconds after which a server that does not answer is given up.
STARTED_WITHIN = 10.0


class RedisServer:
    """A server on a port of its own that can be stopped in the middle, killed, and started again with its data."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._folder = folder
        self._durable = durable
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it answers."""
        options = {
            "port": self.port, "bind": "127.0.0.1", "dir": self._folder, "save": "",
            "appendonly": "yes" if self._durable else "no",
        }  # fmt: skip
        command = [choose_server().binary]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for_answer()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let it hang while the block runs: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def client(self) -> Redis:
        """A client that reads text."""
        return Redis.from_url(self.url, decode_responses=True)

    def _signal(self, number: int) -> None:
        if self._process:
            self._process.send_signal(number)

    def _wait_for_answer(self) -> None:
        until = time.monotonic() + STARTED_WITHIN
        while True:
            try:
                with self.client() as client:
                    client.ping()
                return
            except RedisError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)


@contextmanager
def running_redis(folder: Path, *, durable: bool = False) -> Iterator[RedisServer]:
    """A server that runs while the block does. With `durable` its data outlives `kill` and `start`."""
    server = RedisServer(folder, durable=durable)
    server.start()
    try:
        yield server
    finally:
        server.kill()
