"""The machine that is measured on: its cores, how busy others keep them, and waiting until they do not."""

import os
import time
from pathlib import Path

#: The share of all cores that others may use at a moment that counts as quiet, and the real seconds of a look.
QUIET, LOOK = 0.12, 0.5

#: Real seconds for which a quiet moment is waited for; `--patience` sets it.
patience = 20.0


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def await_quiet() -> None:
    """Return at a moment when the cores are free, or when patience is over; at once where nobody can tell."""
    until = time.monotonic() + patience
    while (share := _busy()) is not None and share > QUIET and time.monotonic() < until:
        pass


def _busy() -> float | None:
    """The share of the cores in use while we look; None when the system does not say."""
    before = _ticks()
    if before is None:
        return None
    time.sleep(LOOK)
    after = _ticks() or before
    passed = [later - earlier for earlier, later in zip(before, after, strict=True)]
    idle = passed[3] + passed[4]
    return 1 - idle / max(1, sum(passed))


def _ticks() -> list[int] | None:
    """Time of all cores by kind: user, nice, system, idle, waiting for a disk, interrupts, stolen (proc(5))."""
    try:
        first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return None
    return [int(word) for word in first.split()[1:9]]
