"""Keeps a table of programs running: starts them as what they need is ready, restarts what ends, stops all."""

import contextlib
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.up.alarm import Alarm
from bot.up.child import Child
from bot.up.program import Program, Turn
from bot.up.tries import Tries

#: Real seconds between two looks while something is not ready, and otherwise.
SOON_SECONDS, SELDOM_SECONDS = 0.03, 1.0

#: Real seconds that a process gets to stop before it is killed.
GRACE_SECONDS = 5.0

#: Real seconds after which a person hears what a start waits for.
SLOW_START_SECONDS = 20.0


@dataclass
class Place:
    """A program's place in the table: its child while it runs, and when it may be started again."""

    program: Program
    child: Child | None = None
    tries: Tries = field(default_factory=Tries)
    not_before: float = 0.0

    @property
    def ready(self) -> bool:
        """Whether it runs and does what it is there for."""
        return self.child is not None and self.child.ready


class Supervisor:
    """Runs in the main thread until SIGINT, SIGTERM or SIGHUP."""

    def __init__(
        self,
        programs: Iterable[Program],
        say: Callable[[str], None],
        *,
        all_ready: str,
        log: Callable[[str], Path] | None = None,
        record: Callable[[list[tuple[str, int]]], None] = lambda running: None,
        keep_open: tuple[int, ...] = (),
    ) -> None:
        """`say` gets each line for the person, `all_ready` is the one when everything is ready first.

        `log` names the file for a program's output, without it output goes where ours does. `record` gets
        every (name, pid) that runs, each time that changes.
        """
        self._places = [Place(program) for program in programs]
        self._say = say
        self._all_ready = all_ready
        self._announced = False
        self._tell_slow_at = 0.0
        self._log = log
        self._record = record
        self._keep_open = keep_open

    def run(self) -> None:
        """Keep everything running until a signal asks to stop, then stop everything. Leaves no process."""
        self._tell_slow_at = time.monotonic() + SLOW_START_SECONDS
        with Alarm() as alarm:
            try:
                while not alarm.asked:
                    self._reap()
                    self._start(alarm)
                    self._look()
                    alarm.wait(self._pause())
            finally:
                self._stop(alarm)

    def _reap(self) -> None:
        for place in self._places:
            child = place.child
            if child is None or (status := child.ended()) is None:
                continue
            killed = status < 0
            place.tries = place.tries.after(child.lived, was_ready=child.ready, was_killed=killed)
            place.not_before = time.monotonic() + place.tries.pause
            place.child = None
            self._note()
            self._tell_end(place, child, status)

    def _tell_end(self, place: Place, child: Child, status: int) -> None:
        name = place.program.name
        how = f"was ended by {_signal_name(-status)}" if status < 0 else f"ended with status {status}"
        if place.tries.enough:
            where = f" The end of {child.log}:\n{child.last_lines()}" if child.log else ""
            self._say(
                f"{name} does not start: it {how} {place.tries.failed_starts} times in a row. "
                f"The rest goes on; it is tried again every {place.tries.pause:g} s.{where}"
            )
        else:
            self._say(f"{name} (pid {child.pid}) {how}; started again in {place.tries.pause:g} s")

    def _start(self, alarm: Alarm) -> None:
        for place in self._places:
            if alarm.asked:
                return
            if place.child is None and time.monotonic() >= place.not_before and self._needs_met(place):
                self._start_one(place)

    def _start_one(self, place: Place) -> None:
        program = place.program
        log = self._log(program.name) if self._log else None
        try:
            place.child = Child(program, log, self._keep_open)
        except OSError as problem:
            place.tries = place.tries.after(0, was_ready=False, was_killed=False)
            place.not_before = time.monotonic() + place.tries.pause
            self._say(f"{program.name} cannot be started: {problem}; tried again in {place.tries.pause:g} s")
            return
        self._note()
        self._say(f"started {program.name} pid {place.child.pid}" + (f"  {program.about}" if program.about else ""))

    def _needs_met(self, place: Place) -> bool:
        return all(other.ready for other in self._places if other.program.name in place.program.needs)

    def _look(self) -> None:
        for place in self._places:
            if place.child and not place.child.ready:
                place.child.look()
        if not self._announced and all(place.ready for place in self._places):
            self._announced = True
            self._say(self._all_ready)
        elif not self._announced and time.monotonic() > self._tell_slow_at:
            self._tell_slow_at = float("inf")
            waiting = [place.program.name for place in self._places if not place.ready]
            logs = f" Look into {', '.join(str(self._log(name)) for name in waiting)}." if self._log else ""
            self._say(f"Not ready yet: {', '.join(waiting)}; it goes on by itself.{logs}")

    def _pause(self) -> float:
        if any(place.child and not place.child.ready for place in self._places):
            return SOON_SECONDS
        now = time.monotonic()
        waits = [place.not_before - now for place in self._places if place.child is None]
        return max(SOON_SECONDS, min([SELDOM_SECONDS, *waits]))

    def _note(self) -> None:
        try:
            self._record([(place.program.name, place.child.pid) for place in self._places if place.child])
        except OSError as problem:
            self._say(f"The list of processes could not be written: {problem}")

    def _stop(self, alarm: Alarm) -> None:
        """Stop one turn after the other; when asked again meanwhile, without grace."""
        running = [place for place in self._places if place.child]
        if running:
            self._say("Stopping: " + ", ".join(place.program.name for place in running))
        for turn in Turn:
            self._stop_turn([place for place in running if place.program.turn is turn], alarm)
        for place in self._places:
            place.child = None
        self._note()

    def _stop_turn(self, places: list[Place], alarm: Alarm) -> None:
        children = [place.child for place in places if place.child]
        for child in children:
            child.send(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        while any(child.ended() is None for child in children) and time.monotonic() < until:
            # Redis keeps its grace: it may be writing what is not on the disk yet.
            if alarm.asked > 1 and all(child.program.turn is not Turn.STORE for child in children):
                break
            alarm.wait(SOON_SECONDS)
        for child in children:
            if child.ended() is None:
                self._say(f"{child.program.name} (pid {child.pid}) does not stop; it is killed")
                child.send(signal.SIGKILL)
        for child in children:
            child.wait()
            child.end_forks()


def _signal_name(number: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
