"""One running child process: started in a session of its own, with its output in a file, ended with all it forked."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bot.up.parent import signal_when_parent_ends
from bot.up.program import Program
from bot.up.start import PARENT

#: Bytes from which on a log is set aside when its process is started.
LARGE_LOG_BYTES = 5_000_000


class Child:
    """A program that was started, until it is reaped."""

    def __init__(self, program: Program, log: Path | None = None, keep_open: tuple[int, ...] = ()) -> None:
        """Start it from the main thread (see `leave_with_parent`). Raises OSError when it cannot be run.

        `log` gets its output, else it writes where we do; `keep_open` are files that it holds open.
        """
        self.program = program
        self.log = log
        self.ready = False
        self.since = time.monotonic()
        own = os.getpid()
        with _output(log) as output:
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop things in order.
            self._process = subprocess.Popen(
                program.command,
                env={**program.environment, PARENT: str(own)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                start_new_session=True,
                pass_fds=keep_open,
                preexec_fn=(lambda: _leave_with(own)) if program.foreign else None,
            )
        self.pid = self._process.pid

    @property
    def lived(self) -> float:
        """Real seconds since it was started."""
        return time.monotonic() - self.since

    def ended(self) -> int | None:
        """Its exit status, negative the signal that ended it; None while it runs."""
        return self._process.poll()

    def look(self) -> None:
        """Ask whether it is ready by now."""
        self.ready = self.ready or self.program.ready(self.pid)

    def send(self, number: signal.Signals) -> None:
        """Signal it; nothing happens when it has ended."""
        self._process.send_signal(number)

    def wait(self) -> None:
        """Return when it has ended."""
        self._process.wait()

    def end_forks(self) -> None:
        """End what it forked and left behind; to be called once it has ended."""
        for pid in _session(self.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def last_lines(self, count: int = 8) -> str:
        """The end of its log."""
        if self.log is None:
            return ""
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8192))
            lines = file.read().decode("utf-8", "replace").splitlines()
            return "\n".join(f"    {line}" for line in lines[-count:])
        return ""


def _leave_with(parent: int) -> None:
    """Between fork and exec; SIGTERM, so that Redis writes out what it has."""
    signal_when_parent_ends(signal.SIGTERM)
    if sys.platform.startswith("linux") and os.getppid() != parent:
        os._exit(1)


@contextlib.contextmanager
def _output(log: Path | None) -> Iterator[int | None]:
    if log is None:
        yield None
        return
    if log.exists() and log.stat().st_size > LARGE_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _session(leader: int) -> Iterator[int]:
    """Pids of the processes in the session that this one led."""
    for pid in _pids():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if pid != leader and os.getsid(pid) == leader:
                yield pid


def _pids() -> list[int]:
    if os.path.isdir("/proc/self"):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    listing = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=False)
    return [int(word) for word in listing.stdout.split()]
