"""Muster's processes as they run in earnest, on ports and in a folder of their own, for one measurement."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from bot.settings import LOCAL_APP_TOKEN, LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET, Settings
from bot.store import keys
from bot.up.ports import HOST, free_port
from bot.up.server import choose_server, configuration, new_address

ROOT = Path(__file__).parents[2]

#: Real seconds that a process may take until it is ready, and until it has ended.
PATIENCE = 30.0

#: Variables of the caller that would lead the processes to another Slack or Redis.
OURS = ("SLACK_", "REDIS_", "MUSTER_", "PORT")


class NotReady(Exception):
    """A process of the stack did not start; the message holds the end of its log."""


class Stack:
    """One running Muster: its Redis, and as many of its other processes as were started."""

    def __init__(self, folder: Path, redis_url: str, program: str = "bot.cli") -> None:
        """`program` is the module that is run in place of `muster`."""
        self.folder = folder
        self.program = program
        self.redis_url = redis_url
        self.workspace_port, self.bot_port = free_port(), free_port()
        self.redis: Any = Redis.from_url(redis_url, decode_responses=True)
        self.base_url = f"http://{HOST}:{self.workspace_port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = clean_environment() | {
            "REDIS_URL": redis_url,
            "SLACK_API_URL": f"{self.base_url}/api/",
            "SLACK_BOT_TOKEN": LOCAL_BOT_TOKEN,
            "SLACK_APP_TOKEN": LOCAL_APP_TOKEN,
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
            "PORT": str(self.bot_port),
        }

    @property
    def settings(self) -> Settings:
        """What a process of this stack reads from its environment."""
        return Settings.of_environment(self.environment)

    def begin(self, *names: str) -> None:
        """Start processes by name (`workspace`, `bot`, `clock-2`, `worker-long-1`) and return when all are ready."""
        for name in names:
            self._start(name)
        for name in names:
            self._await(name, self._probe(name))

    def begin_all(self, workers: int = 2, clocks: int = 1) -> None:
        """Start everything that `muster up` starts."""
        self.begin("workspace")
        urgent = (f"worker-urgent-{n + 1}" for n in range(workers))
        self.begin("bot", *urgent, "worker-long-1", *(f"clock-{n + 1}" for n in range(clocks)))

    def end(self) -> None:
        """Stop everything that was started, the last one first."""
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def _start(self, name: str) -> None:
        kind = name.partition("-")[0]
        arguments = ["--data", str(self.folder), "--port", str(self.workspace_port)] if kind == "workspace" else []
        if kind == "worker":
            arguments = ["--lane", name.split("-")[1]]
        command = [sys.executable, "-P", "-m", self.program, kind, *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                # As `muster up` does: Linux shares the cores among sessions first (sched(7), autogroup).
                start_new_session=True,
            )  # fmt: skip

    def _probe(self, name: str) -> Callable[[], bool]:
        kind = name.partition("-")[0]
        if kind == "workspace":
            return lambda: answers(f"{self.base_url}/local/about")
        if kind == "bot":
            return lambda: answers(f"http://{HOST}:{self.bot_port}/healthz")
        process = name.rpartition("-")[0] if kind == "worker" else kind
        return lambda: bool(self.redis.exists(keys.process(process, self.processes[name].pid)))

    def _await(self, name: str, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not ready():
            if self.processes[name].poll() is not None or time.monotonic() > until:
                said = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise NotReady(f"{name} did not start: {said[-600:].strip() or 'no word'}")
            time.sleep(0.02)


@contextmanager
def running(
    *names: str, workers: int = 2, clocks: int = 1, folder: Path | None = None, program: str = "bot.cli"
) -> Iterator[Stack]:
    """A stack with a Redis as `muster up` configures it, and these processes; without names, all of them."""
    with ExitStack() as left:
        place = folder or Path(left.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-")))
        stack = Stack(place, left.enter_context(redis_server(place)), program)
        left.callback(stack.end)
        if names:
            stack.begin(*names)
        else:
            stack.begin_all(workers, clocks)
        yield stack


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis of its own in the folder, with the configuration of `muster up`; gives its address."""
    address = new_address(free_port())
    data = folder / "redis"
    data.mkdir(exist_ok=True)
    file = folder / "redis.conf"
    file.write_text(configuration(address, data, folder / "redis.log"), encoding="utf-8")
    process = subprocess.Popen([choose_server().binary, str(file)], stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        client: Any = Redis.from_url(address.url)
        until = time.monotonic() + PATIENCE
        while not _pings(client):
            if time.monotonic() > until:
                raise NotReady("Redis did not start")
            time.sleep(0.01)
        yield address.url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would lead elsewhere, with this source tree to import from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "PYTHONPATH": str(ROOT)}


def answers(url: str) -> bool:
    """Whether a GET is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def get(url: str) -> Any:
    """What a GET answers, as JSON."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def post(url: str, body: Mapping[str, object]) -> Any:
    """What a POST of that JSON answers, as JSON."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _pings(redis: Any) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False
