"""What is done for each kind of work: a function that does one piece of it once, and one for when it is given up."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.incident.work import Work, WorkKind, declare_work
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.wiring import Muster

Do = Callable[[Muster, Work, Lease], Outcome]
GiveUp = Callable[[Muster, Work, Lease, str], None]


@dataclass(frozen=True)
class Doing:
    """How a kind of work is done. Both functions may run twice, and may die half way."""

    kind: WorkKind
    do: Do
    give_up: GiveUp | None = None


#: How each kind is done, by its name.
DOINGS: dict[str, Doing] = {}


def does(kind: WorkKind, give_up: GiveUp | None = None) -> Callable[[Do], Do]:
    """Say that the function does this kind of work. `give_up` says so to whoever waits, when it cannot be done."""

    def register(do: Do) -> Do:
        DOINGS[declare_work(kind).name] = Doing(kind, do, give_up)
        return do

    return register
