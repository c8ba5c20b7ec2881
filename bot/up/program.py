"""One process that `muster up` keeps running: what to run, when it is ready, what must be ready before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Turn(IntEnum):
    """In which order processes are stopped: what takes in work first, what keeps it last."""

    INTAKE = 1
    WORK = 2
    SURROUNDINGS = 3
    STORE = 4


@dataclass(frozen=True)
class Program:
    """A row in the table of processes."""

    name: str
    command: tuple[str, ...]
    #: Whether the process with this pid does what it is there for; it must not raise or block for long.
    ready: Callable[[int], bool]
    turn: Turn
    #: What it is and where, for the line that says it was started.
    about: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Names of programs that must be ready before this one is started.
    needs: tuple[str, ...] = ()
    #: Whether it knows nothing of us, so that the system has to end it when we are gone.
    foreign: bool = False
