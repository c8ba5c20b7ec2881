"""`muster up`: how long from the command to the ready line, and what the idle processes weigh."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.up.ports import free_port
from tests.bench.figures import Figure
from tests.bench.machine import await_quiet
from tests.bench.progress import say
from tests.bench.stack import PATIENCE, NotReady, clean_environment

#: Real seconds until the ready line.
UP = 5.0

READY = "Muster is up:"

#: Real seconds that the stack idles before it is weighed.
IDLE = 5.0


@dataclass(frozen=True)
class Up:
    """A running `muster up` and the seconds it took."""

    seconds: float
    pid: int


def measure(rounds: int) -> Iterator[Figure]:
    """Starts in a fresh folder and again in the same one, then the memory of the idle stack."""
    first: list[float] = []
    again: list[float] = []
    weights: dict[str, float] = {}
    for number in range(max(2, rounds)):
        with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
            for times in (first, again):
                await_quiet()
                with started(Path(folder)) as up:
                    times.append(up.seconds)
                    if not weights:
                        time.sleep(IDLE)
                        weights = weigh(Path(folder), up.pid)
        say(f"start {number + 1}: {first[-1]:.2f} s, again {again[-1]:.2f} s")
    for name, times in (("fresh folder", first), ("again in it", again)):
        yield Figure(
            f"`muster up`, {name}: command to ready line",
            f"median {median(times):.2f} s, longest {max(times):.2f} s of {len(times)}",
            f"< {UP:.0f} s",
            median(times) < UP,
        )
    told = ", ".join(f"{name} {weight:.0f}" for name, weight in weights.items())
    yield Figure("memory of the idle stack (PSS)", f"{sum(weights.values()):.0f} MB: {told}")


@contextmanager
def started(folder: Path) -> Iterator[Up]:
    """A `muster up` in that folder, as a person starts it, until the block ends."""
    place = ["--data", str(folder / "data"), "--port", str(free_port())]
    command = [sys.executable, "-P", "-m", "bot.cli", "up", *place]
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield Up(_ready_after(process, begun), process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def _ready_after(process: subprocess.Popen[str], begun: float) -> float:
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if READY in line:
            return time.monotonic() - begun
    raise NotReady("`muster up` ended: " + "".join(said)[-600:])


def weigh(folder: Path, supervisor: int) -> dict[str, float]:
    """Megabytes of each process: PSS, so that pages which several share count once in all."""
    listed = json.loads((folder / "data" / "processes.json").read_text(encoding="utf-8"))
    pids = {"up": supervisor, **{str(one["name"]): int(one["pid"]) for one in listed}}
    return {name: megabytes(pid) for name, pid in pids.items()}


def megabytes(pid: int) -> float:
    """PSS of a process, or its resident size where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        asked = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return int(asked.stdout.strip() or 0) / 1024
