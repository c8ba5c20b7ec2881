"""Work that computes: done in a process of its own, which is killed with its children when it is to stop."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from bot.incident.work import read_work
from bot.settings import Settings
from bot.store.agenda import Lease
from bot.store.errors import NoSuchIncident, StaleToken
from bot.store.outcome import Done, Outcome
from bot.up.parent import signal_when_parent_ends
from bot.wiring import Muster, wire
from jobs.declared import DOINGS, Do

log = logging.getLogger(__name__)

#: Real seconds between two looks at the process, and at whether it is to stop.
LOOK_SECONDS = 0.1

#: How far such a process steps back (Unix nice): as far as there is.
NICE_VALUE = 19


class ComputingFailed(Exception):
    """The process ended without an outcome; the words are its own."""


def compute(muster: Muster, lease: Lease) -> Outcome:
    """Do it once in a process. Raises StaleToken when it is to stop, ComputingFailed."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    doing = DOINGS[read_work(lease.member).kind]
    what = (lease.member, lease.token, lease.due, lease.failures)
    process = spawn.Process(
        target=_compute, args=(theirs, os.getpid(), _settings(muster), doing.do, what), daemon=False
    )
    process.start()
    theirs.close()
    try:
        while not ours.poll(LOOK_SECONDS):
            if lease.ended.is_set():
                raise StaleToken(member=lease.member)
        outcome = ours.recv()
    except EOFError:
        raise ComputingFailed(f"the process of {lease.member} ended without a word") from None
    finally:
        _kill(process.pid)
        process.join()
        ours.close()
    if isinstance(outcome, str):
        raise ComputingFailed(outcome)
    assert isinstance(outcome, Outcome)
    return outcome


def _settings(muster: Muster) -> str:
    """The settings for a process beside this one: how time runs is settled already."""
    return muster.settings.model_copy(update={"speed": None}).model_dump_json()


def _kill(pid: int | None) -> None:
    """End the process and all that it started; a pid that leads no group yet is ended alone."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(int(pid or 0), signal.SIGKILL)


def _compute(outcome: Connection, parent: int, settings: str, do: Do, what: tuple[str, int, float, int]) -> None:
    """The process: a session of its own, so that all it starts can be ended with it; last in turn for the cores."""
    os.setsid()
    _leave_with_parent(parent)
    _step_back()
    try:
        muster = wire(Settings.model_validate_json(settings))
        outcome.send(_done(muster, do, Lease(*what)))
    except Exception as problem:
        log.exception("%s failed", what[0])
        outcome.send(f"{type(problem).__name__}: {problem}")


def _step_back() -> None:
    """Take the cores only when nobody else wants them, also against other sessions (sched(7), autogroup)."""
    os.nice(NICE_VALUE)
    if sys.platform.startswith("linux"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICE_VALUE), encoding="ascii")


def _done(muster: Muster, do: Do, lease: Lease) -> Outcome:
    try:
        return do(muster, read_work(lease.member), lease)
    except NoSuchIncident:
        return Done()


def _leave_with_parent(parent: int) -> None:
    """End with all that was started as soon as the worker is gone, whatever ended it."""

    def leave(*_: object) -> None:
        os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGTERM, leave)
    signal_when_parent_ends(signal.SIGTERM)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        leave()

    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()
