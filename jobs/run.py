"""What a worker does with a hint: take the agenda member it names, do it, and take it off or put it back."""

import logging
from collections.abc import Callable

from redis.exceptions import RedisError

from bot.store.agenda import HEARTBEAT, Hold
from bot.store.errors import StaleToken, StorageAway, StorageUnsure
from bot.store.members import AT_CONSOLE, FOR_WORKERS, Kind, Member, inside, read_member
from bot.store.place import SLACK, Place
from bot.wiring import Muster
from jobs.parcels import packer

log = logging.getLogger(__name__)

_process: list[Muster] = []


def use(muster: Muster) -> None:
    """Say with what this process works; its forked children inherit it."""
    _process[:] = [muster]


def run_member(name: str) -> None:
    """The function that RQ calls (`bot.store.hints.JOB`)."""
    work(_process[0], name)


def work(muster: Muster, name: str, heartbeat: float | None = HEARTBEAT) -> None:
    """Do one agenda member if it is due, nobody else has it, and it is of the place that this process serves.

    Whatever goes wrong, the member stays on the agenda: put back at once when it was Redis, and looked at
    again after the lease when it was our own fault.
    """
    member = read_member(name)
    if member.kind not in served(muster.place) or (hold := muster.agenda.take(name)) is None:
        return
    try:
        with muster.agenda.kept(hold, heartbeat):
            DOINGS[member.kind](muster, member, hold)
    except StaleToken as stale:
        log.warning("%s", stale)
    except (RedisError, StorageAway, StorageUnsure) as away:
        log.warning("%s: Redis was away: %s", name, away)
        muster.agenda.give_up(hold)
    except Exception:
        log.exception("%s failed; it is tried again when its lease is over", name)


def _sync(muster: Muster, member: Member, hold: Hold) -> None:
    muster.sync.run(member.incident, hold)


def served(place: Place) -> tuple[Kind, ...]:
    """The kinds that a process of that place does; what reaches outside is done where Slack is."""
    return FOR_WORKERS if place is SLACK else AT_CONSOLE


#: What is done for each kind of agenda member. Timers are not here: the clock commits them itself.
DOINGS: dict[Kind, Callable[[Muster, Member, Hold], None]] = {
    Kind.SYNC: _sync,
    Kind.MIRROR: _sync,
    Kind.CONSOLE: lambda muster, member, hold: DOINGS[Kind(member.incident)](muster, inside(member), hold),
    Kind.PARCEL: lambda muster, member, hold: muster.delivery.run(member.incident, hold, packer(muster)),
    Kind.OFFER: lambda muster, member, hold: muster.answering.run(member.incident, hold),
    Kind.EVIDENCE: lambda muster, member, hold: muster.gathering.run(member.incident, hold),
    Kind.TICKET: lambda muster, member, hold: muster.ticketing.run(member.incident, hold),
}
