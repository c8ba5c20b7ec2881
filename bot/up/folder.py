"""The data folder of `muster up`: who uses it, what runs, where the logs and the addresses are."""

import contextlib
import fcntl
import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bot.settings import REDIS_ADDRESS, SLACK_ADDRESS
from bot.up.errors import FolderBusy, FolderHeld, FolderUnusable

#: Real seconds that what was left running gets to end by itself, and again after it was told to.
PATIENCE_SECONDS = 3.0


class DataFolder:
    """A folder that this process alone uses, from `claim` until it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.redis = self.path / "redis"
        self.logs = self.path / "log"
        self._processes = self.path / "processes.json"
        self._claim = -1
        self._ours = False
        #: A file that every child holds locked: while one lives the folder is not free (`clear`).
        self.held = -1

    def claim(self) -> None:
        """Make the folder and take it. Raises FolderUnusable, FolderBusy, FolderHeld."""
        try:
            for folder in (self.path, self.redis, self.logs):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._claim = _open(self.path / "up.lock")
            self.held = _open(self.path / "running.lock")
        except OSError as problem:
            raise FolderUnusable(data=self.path, reason=problem.strerror) from problem
        if not self._lock(self._claim):
            pid = os.pread(self._claim, 20, 0).decode("ascii", "replace").strip() or "not known"
            raise FolderBusy(data=self.path, pid=pid)
        self._ours = True
        os.ftruncate(self._claim, 0)
        os.pwrite(self._claim, f"{os.getpid()}\n".encode(), 0)
        self._clear()

    def close(self) -> None:
        """Let go; and take away what told others that we are up, if it was us."""
        if self._ours:
            self._forget_addresses()
        for descriptor in (self.held, self._claim):
            if descriptor >= 0:
                os.close(descriptor)

    def log(self, name: str) -> Path:
        """The file for a program's output."""
        return self.logs / f"{name}.log"

    def record(self, running: list[tuple[str, int]]) -> None:
        """Write down what runs, as (name, pid), whole or not at all."""
        listing = json.dumps([{"name": name, "pid": pid} for name, pid in running], indent=1)
        self.write(self._processes, listing + "\n")

    def write(self, file: Path, text: str) -> None:
        """Write a file that nobody else may read, whole or not at all."""
        draft = file.with_name(file.name + ".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(file)

    def tell_addresses(self, redis_url: str | None, slack_url: str | None) -> None:
        """Let the other commands find Redis and the local workspace by `--data`."""
        for name, address in ((REDIS_ADDRESS, redis_url), (SLACK_ADDRESS, slack_url)):
            if address:
                self.write(self.path / name, address + "\n")

    def _forget_addresses(self) -> None:
        """Undo `tell_addresses`."""
        for name in (REDIS_ADDRESS, SLACK_ADDRESS):
            (self.path / name).unlink(missing_ok=True)

    def _lock(self, descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as problem:
            raise FolderUnusable(
                data=self.path, reason=f"files in it cannot be locked ({problem.strerror})"
            ) from problem
        return True

    def _clear(self) -> None:
        """See to it that nothing of an earlier run is alive: two Redis on one folder would spoil it."""
        for number in (None, signal.SIGTERM, signal.SIGKILL):
            if number:
                for pid, _ in self._left():
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, number)
            if self._free_within(PATIENCE_SECONDS):
                self._forget_addresses()
                return
        listing = ", ".join(f"{name} (pid {pid})" for pid, name in self._left())
        raise FolderHeld(data=self.path, processes=listing or "a process that is not on its list")

    def _free_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self._lock(self.held):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _left(self) -> Iterator[tuple[int, str]]:
        """The processes on the list of the earlier run that still are what they were."""
        try:
            listed = json.loads(self._processes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for one in listed:
            command = _command_of(int(one["pid"]))
            if "bot.cli" in command or "redis-server" in command or "valkey-server" in command:
                yield int(one["pid"]), str(one["name"])


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    asked = subprocess.run(shlex.split(f"ps -p {pid} -o command="), capture_output=True, text=True, check=False)
    return asked.stdout
