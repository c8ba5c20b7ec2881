"""A Redis that runs by the rules of `muster up`, for tests."""

import subprocess
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from bot.up.ports import free_port
from bot.up.server import choose_server, configuration, new_address


class OwnRedis:
    """A server that runs with our configuration, in a folder whose name is not an easy one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / 'da "ta" \\ folder'
        self.folder.mkdir()
        self.address = new_address(free_port())
        file = self.folder / "redis.conf"
        file.write_text(configuration(self.address, self.folder, self.folder / "redis.log"))
        self.process = subprocess.Popen([choose_server().binary, str(file)])
        retry = Retry(ConstantBackoff(0.02), 250)
        self.client = Redis.from_url(self.address.url, decode_responses=True, retry=retry)
        self.client.ping()

    def __enter__(self) -> "OwnRedis":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait()
