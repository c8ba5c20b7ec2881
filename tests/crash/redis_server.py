"""A Redis of its own for stories in one process: in memory, on a free port."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import ConnectionError

from bot.up.ports import HOST, free_port
from bot.up.server import choose_server


@contextmanager
def running_redis() -> Iterator[str]:
    """The address of a server that runs while the block does."""
    port = free_port()
    command = [choose_server().binary, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        client = Redis(host=HOST, port=port)
        while not _answers(client):
            assert server.poll() is None, "Redis did not start"
        yield f"redis://{HOST}:{port}/0"
    finally:
        server.kill()
        server.wait()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except ConnectionError:
        return False
