"""A real `muster up` for tests: its lines as they come, and what it started."""

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from tests.up.living import alive

ROOT = Path(__file__).parents[2]

#: Real seconds that a test waits for a line before it says what came instead.
PATIENCE = 60

#: Variables of the machine that would change what `up` does.
_OURS = ("SLACK_", "REDIS_", "MUSTER_", "ANTHROPIC_", "PORT")


class RunningUp:
    """`muster up` with a data folder of its own; to be used in a `with`, after which nothing is left of it."""

    def __init__(self, data: Path, port: int, *arguments: str, **environ: str) -> None:
        self.data = data
        self.page = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._coming: queue.Queue[str | None] = queue.Queue()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        command = [sys.executable, "-m", "bot.cli", "up", "--data", str(data), "--port", str(port), *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=data.parent,
            env={**inherited, "PYTHONPATH": str(ROOT), **environ},
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> "RunningUp":
        return self

    def __exit__(self, *_: object) -> None:
        pids = [pid for _, pid in self.started()]
        self.process.kill()
        self.process.wait()
        for pid in pids:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)

    def until(self, pattern: str) -> re.Match[str]:
        """The next line that matches. Fails with all lines when there is none."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                line = self._coming.get(timeout=1)
            except queue.Empty:
                continue
            if line is None:
                break
            if match := re.match(pattern, line):
                return match
        raise AssertionError(f"no line matches {pattern}:\n" + "\n".join(self.lines))

    def until_up(self) -> "RunningUp":
        """Wait for the ready line."""
        self.until(f"Muster is up: {self.page}$")
        return self

    def stop(self, *numbers: signal.Signals) -> int:
        """Send the signals and wait for the end; the exit status."""
        for number in numbers:
            self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def started(self) -> list[tuple[str, int]]:
        """Every (name, pid) that a line told of, in order."""
        found = (re.match(r"started (\S+) pid (\d+)", line) for line in self.lines)
        return [(match[1], int(match[2])) for match in found if match]

    def processes(self) -> dict[str, int]:
        """What the list of processes says runs now."""
        return {one["name"]: one["pid"] for one in json.loads((self.data / "processes.json").read_text())}

    def post(self, path: str, **body: object) -> dict[str, object]:
        """Do something in the local workspace."""
        request = urllib.request.Request(
            f"{self.page}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            result: dict[str, object] = json.load(answer)
            return result

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._coming.put(self.lines[-1])
        self._coming.put(None)
