"""Kinds of work for tests of the lanes: some wait for an hour, some compute, each step leaves a line in Redis."""

import os
import subprocess
import time

from bot.incident.work import Lane, Work, WorkKind
from bot.store.agenda import Lease
from bot.store.outcome import Done, GiveUp, Later, Outcome
from bot.wiring import Muster
from jobs.declared import does

HOUR_SECONDS = 3600

#: Real seconds between two steps: an agent's turn takes longer, so a benchmark may say so.
STEP_SECONDS = float(os.environ.get("TEST_STEP_SECONDS", "0.1"))


def steps_key(work: Work | str) -> str:
    """The list of the steps of a piece of work: `token pid`, the oldest first."""
    return f"test:steps:{work}"


def children_key(work: Work | str) -> str:
    """The set of the pids of the processes that computing work started, and of its own."""
    return f"test:children:{work}"


def _step(muster: Muster, work: Work, lease: Lease) -> None:
    line = f"{lease.token} {os.getpid()}"
    muster.agenda.write(lease, lambda pipe: pipe.rpush(steps_key(work), line))


@does(WorkKind("test_hour", Lane.LONG, "wait for an hour", limit_seconds=2 * HOUR_SECONDS, at_once=8))
def wait_an_hour(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """As an agent's turn that waits for the model."""
    until = time.monotonic() + HOUR_SECONDS
    while time.monotonic() < until:
        _step(muster, work, lease)
        lease.wait(STEP_SECONDS)
    return Done()


@does(
    WorkKind(
        "test_computes", Lane.LONG, "compute for an hour", limit_seconds=2 * HOUR_SECONDS, at_once=2, computes=True
    )
)
def compute_an_hour(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """As a bisect that builds and tests, with a process of its own beside it."""
    child = subprocess.Popen(["sleep", str(HOUR_SECONDS)])
    muster.agenda.redis.sadd(children_key(work), os.getpid(), child.pid)
    until, next_step = time.monotonic() + HOUR_SECONDS, 0.0
    while time.monotonic() < until:
        if time.monotonic() >= next_step:
            _step(muster, work, lease)
            next_step = time.monotonic() + STEP_SECONDS
        sum(number * number for number in range(10_000))
    return Done()


@does(WorkKind("test_slow", Lane.LONG, "take longer than it may", limit_seconds=1))
def take_too_long(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """It is told to stop after a second."""
    while True:
        _step(muster, work, lease)
        lease.wait(STEP_SECONDS)


@does(WorkKind("test_short", Lane.LONG, "be done at once"))
def be_done(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Done, given up, or failed, as its name says."""
    _step(muster, work, lease)
    if work.name == "fails":
        return Later(failed=True, why="as it was told")
    return GiveUp("as it was told") if work.name == "gives-up" else Done()
