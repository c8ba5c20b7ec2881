"""`python -m tests.lanes.takeover --times 50`: long workers are killed and stopped, and their work goes on elsewhere.

Each time work is in hand its worker gets a blow. Printed: how long the work stood still (real seconds, limit 15), and
whether the old holder wrote anything after its successor's first step, or lived on.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.lanes.stack import LaneStack, is_alive, running_lane

#: Real seconds for which work may stand still after its worker was killed or stopped.
LIMIT_SECONDS = 15.0

#: Real seconds until a process that goes on after a stop must have noticed that its token is stale.
NOTICE_SECONDS = 8.0


@dataclass(frozen=True)
class Blow:
    """What happens to a worker, and to which kind of work it has in hand."""

    says: str
    kind: str
    strike: Callable[[int], None]
    resume: bool = False


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _stop(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)


BLOWS = (
    Blow("kill -9, waiting work", "test_hour", _kill),
    Blow("SIGSTOP, SIGCONT, waiting work", "test_hour", _stop, resume=True),
    Blow("kill -9, computing work", "test_computes", _kill),
    Blow("SIGSTOP, SIGCONT, computing work", "test_computes", _stop, resume=True),
)


@dataclass(frozen=True)
class Verdict:
    """How one blow went: how long the work stood still (real seconds), and what was wrong."""

    blow: Blow
    still_seconds: float
    faults: tuple[str, ...]


def strike(stack: LaneStack, blow: Blow, number: int) -> Verdict:
    """Give the blow to the worker that has a new piece of work in hand, and watch what follows."""
    name = f"{blow.kind}:T{number}"
    stack.due(name)
    stack.until(lambda: len(stack.steps(name)) > 2)
    token, pid = stack.steps(name)[-1]
    worker = pid if blow.kind == "test_hour" else _parent(pid)
    old = stack.computing(name)
    blow.strike(worker)
    still = stack.until(lambda: (stack.working(name) or (0, 0))[0] > token)
    faults = []
    if still > LIMIT_SECONDS:
        faults.append(f"it stood still for {still:.1f} s")
    if blow.resume:
        os.kill(worker, signal.SIGCONT)
        time.sleep(NOTICE_SECONDS)
    else:
        time.sleep(1.5)
    tokens = [one for one, _ in stack.steps(name)]
    if tokens != sorted(tokens):
        faults.append("the old holder wrote after its successor had begun")
    if lives := [one for one in old if is_alive(one)]:
        faults.append(f"processes of the old holder live on: {lives}")
    if blow.resume and not is_alive(worker):
        faults.append("the worker that was only stopped is gone")
    _end(stack, name)
    _replace(stack, worker, killed=not blow.resume)
    return Verdict(blow, still, tuple(faults))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def _end(stack: LaneStack, name: str) -> None:
    """Take it off, and take it from whoever holds it."""
    kind, _, rest = name.partition(":")
    stack.redis.zrem(f"muster:agenda:{kind}", name)
    stack.redis.delete(f"muster:holder:{kind}:{rest}")
    stack.until(lambda: not stack.computing(name))


def _replace(stack: LaneStack, worker: int, *, killed: bool) -> None:
    if killed:
        name = next(name for name, process in stack.processes.items() if process.pid == worker)
        stack.processes.pop(name).wait()
        stack.begin(name, "worker", "--lane", "long")


def main(arguments: list[str] | None = None) -> int:
    """Print each blow, and the longest standstill; the exit status is 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    times = parser.parse_args(arguments).times
    found = []
    with TemporaryDirectory() as folder, running_lane(Path(folder)) as stack:
        for number in range(times):
            verdict = strike(stack, BLOWS[number % len(BLOWS)], number)
            found.append(verdict)
            said = "; ".join(verdict.faults) or "as it should"
            print(f"{number + 1:3}  {verdict.blow.says:34} {verdict.still_seconds:5.1f} s  {said}", flush=True)
    wrong = [verdict for verdict in found if verdict.faults]
    longest = max(verdict.still_seconds for verdict in found)
    print(f"{len(found)} blows, {len(wrong)} wrong; longest standstill {longest:.1f} s (limit {LIMIT_SECONDS:.0f})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
