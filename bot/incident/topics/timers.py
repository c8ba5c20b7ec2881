"""What happens when a deadline comes: each topic says it for its own timers; here for the response clocks."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.state import MUSTER, ClockName, Incident
from bot.incident.timers import timers

#: What a timer's kind makes happen, given the rest of the timer's name and when it was due (UTC).
WhenDue = Callable[[Deciding, str, datetime], None]

WHEN_DUE: dict[str, WhenDue] = {}


def when_due(kind: str) -> Callable[[WhenDue], WhenDue]:
    """Marks the function for timers whose names begin with `kind:`, or are it."""

    def register(function: WhenDue) -> WhenDue:
        WHEN_DUE[kind] = function
        return function

    return register


class ClockMissed(Fact):
    """A response deadline passed."""

    about = What.SEVERITY
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["clock_missed"] = "clock_missed"
    clock: ClockName

    def apply(self, state: Incident) -> Incident:
        missed = state.clocks[self.clock].but(missed=True)
        return state.but(clocks={**state.clocks, self.clock: missed})

    def sentence(self, name: Naming) -> str:
        return f"The {self.clock} clock was missed"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Deadline missed: {self.clock}", ""


@when_due("clock")
def _clock_missed(deciding: Deciding, rest: str, due: datetime) -> None:
    deciding.tell(ClockMissed(at=deciding.now, by=MUSTER, clock=ClockName(rest)))


class FireTimer(Command):
    """A deadline has come. Nothing happens when the timer is no longer armed for that moment."""

    sense = Sense.ALWAYS

    timer: str
    due: AwareDatetime


@decides(FireTimer)
def fire(deciding: Deciding, command: FireTimer) -> None:
    """Judge the timer anew: it acts only if it is still armed, and due, now (DESIGN 3)."""
    due = timers(deciding.state, deciding.organisation.policies).get(command.timer)
    if due is None or due > deciding.now:
        return
    kind, _, rest = command.timer.partition(":")
    WHEN_DUE[kind](deciding, rest, due)
