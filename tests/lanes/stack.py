"""A Redis, a clock and workers of the long lane as real processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.store import keys
from tests.lanes.kinds import children_key, steps_key
from tests.servers import running_redis

ROOT = Path(__file__).parents[2]

#: Real seconds that anything may take to come about.
PATIENCE_SECONDS = 40.0


@dataclass
class LaneStack:
    """The processes by name, and what they leave behind in Redis."""

    folder: Path
    url: str
    redis: Any
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def begin(self, name: str, *arguments: str) -> None:
        """Start a process, and return when it has said that it is alive."""
        environment = {**os.environ, "REDIS_URL": self.url, "MUSTER_SPEED": ""}
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.lanes.process", *arguments], cwd=ROOT, env=environment, stdout=log,
                stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self.processes[name] = process
        kind = arguments[0] if arguments[0] != "worker" else f"worker-{arguments[2]}"
        self.until(lambda: self.redis.exists(keys.process(kind, process.pid)))

    def end(self) -> None:
        """End all of them."""
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()

    def due(self, *names: str) -> None:
        """Have work be due now."""
        now = self.redis.time()[0]
        for name in names:
            self.redis.zadd(keys.agenda(name), {name: now - 1})

    def steps(self, name: str) -> list[tuple[int, int]]:
        """The steps that were done of a piece of work: the token under which, and the pid of the process."""
        lines = [str(line).split() for line in self.redis.lrange(steps_key(name), 0, -1)]
        return [(int(token), int(pid)) for token, pid in lines]

    def working(self, name: str) -> tuple[int, int] | None:
        """Token and pid of the last step."""
        return next(iter(reversed(self.steps(name))), None)

    def computing(self, name: str) -> set[int]:
        """Pids of the processes that computing work ever ran in or started, and that are alive."""
        return {pid for pid in map(int, self.redis.smembers(children_key(name))) if is_alive(pid)}

    def said(self, name: str) -> str:
        """What a process wrote to its log."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def until(self, holds: Callable[[], object], patience: float = PATIENCE_SECONDS) -> float:
        """Wait until something holds; gives the real seconds that it took."""
        begin = time.monotonic()
        while not holds():
            waited = time.monotonic() - begin
            assert waited < patience, {name: self.said(name)[-2000:] for name in self.processes}
            time.sleep(0.02)
        return time.monotonic() - begin


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def running_lane(folder: Path, workers: int = 2) -> Iterator[LaneStack]:
    """A clock and so many workers of the long lane, while the block runs."""
    with running_redis(folder) as server:
        stack = LaneStack(folder, server.url, server.client())
        try:
            stack.begin("clock", "clock")
            for number in range(1, workers + 1):
                stack.begin(f"worker-{number}", "worker", "--lane", "long")
            yield stack
        finally:
            stack.end()
