"""Doing one piece of work: take it, do it, and note what became of it."""

import logging
from collections.abc import Callable
from datetime import timedelta

from redis.exceptions import RedisError, WatchError

from bot.incident.topics.work import SettleWork
from bot.incident.work import WORK_KINDS, Lane, Work, WorkContext, read_work, work_due
from bot.store.agenda import HEARTBEAT_SECONDS, Lease
from bot.store.errors import NoSuchIncident, StaleToken, StorageAway, StorageUnsure
from bot.store.outcome import Done, GiveUp, Later, Outcome
from bot.wiring import Muster
from jobs.declared import DOINGS

log = logging.getLogger(__name__)

#: Real seconds that noting an outcome may wait for Redis.
SETTLE_PATIENCE_SECONDS = 10

#: Does one piece of work once.
Once = Callable[[Muster, Lease], Outcome]

_takers: list[Callable[[str], None]] = []


def take_jobs(take: Callable[[str], None]) -> None:
    """Say what this process does with a job; its forked children inherit it."""
    _takers[:] = [take]


def run_work(name: str) -> None:
    """The function that RQ calls in a worker (`bot.store.job_queue.JOB_FUNCTION`)."""
    _takers[0](name)


def work(muster: Muster, name: str, heartbeat: float | None = HEARTBEAT_SECONDS) -> None:
    """Do one piece of work if it is due, nobody else has it, and it is of the place that this process serves."""
    if lease := take(muster, name):
        with muster.agenda.kept(lease, heartbeat):
            finish(muster, lease)


def take(muster: Muster, name: str) -> Lease | None:
    """Take a piece of work that this process may do; None when it may not, or there is nothing to do."""
    return muster.agenda.take(name) if read_work(name).kind in muster.surface.served else None


def finish(muster: Muster, lease: Lease, once: Once | None = None) -> None:
    """Do what is held, to its end; `once` does it one time, in a process of its own say.

    Whatever goes wrong, it stays on the agenda: put back at once when it was Redis, and looked at again after the
    lease when it was our own fault.
    """
    try:
        while not settle(muster, lease, (once or do)(muster, lease)):
            log.debug("%s: more happened meanwhile", lease.member)
    except StaleToken as stale:
        log.warning("%s", stale)
    except (RedisError, StorageAway, StorageUnsure) as away:
        log.warning("%s: Redis was away: %s", lease.member, away)
        muster.agenda.give_up(lease)
    except Exception:
        log.exception("%s failed; it is tried again when its lease is over", lease.member)


def do(muster: Muster, lease: Lease) -> Outcome:
    """Do it once. What belongs to an incident that is not there is done."""
    work = read_work(lease.member)
    try:
        return DOINGS[work.kind].do(muster, work, lease)
    except NoSuchIncident:
        return Done()


def settle(muster: Muster, lease: Lease, outcome: Outcome) -> bool:
    """Note what a run came to; False when what it was done from changed meanwhile, so that it is to be done again.

    Raises StaleToken, StorageAway, StorageUnsure.
    """
    work = read_work(lease.member)
    doing = DOINGS[work.kind]
    if isinstance(outcome, Later) and outcome.failed and doing.kind.retry.exhausted(lease.failures):
        outcome = GiveUp(outcome.why)
    match outcome:
        case Later():
            return _put_back(muster, lease, outcome)
        case GiveUp():
            log.error("%s is given up: %s", lease.member, outcome.why)
            if doing.give_up:
                doing.give_up(muster, work, lease, outcome.why)
            return _take_off(muster, lease, work, Done(), outcome.why)
        case Done():
            return _take_off(muster, lease, work, outcome, "")


def _put_back(muster: Muster, lease: Lease, later: Later) -> bool:
    retry, keeper = WORK_KINDS[read_work(lease.member).kind].retry, muster.timekeeper
    wait = max(later.seconds, retry.wait_seconds(lease.failures) if later.failed else 0.0)
    again_at = keeper.now() + timedelta(seconds=keeper.ahead(wait))
    if later.failed:
        log.warning("%s is tried again in %.0f s: %s", lease.member, wait, later.why)
    try:
        muster.agenda.finish(lease, later.unchanged, again_at=again_at, failures=lease.failures + later.failed)
    except WatchError:
        return False
    return True


def _take_off(muster: Muster, lease: Lease, work: Work, done: Done, given_up: str) -> bool:
    """Take it off the agenda; where the incident would owe it still, its record says that it does not any more."""
    if WORK_KINDS[work.kind].lane is not Lane.CONSOLE and _is_owed(muster, work):
        command = SettleWork(work=str(work), says=WORK_KINDS[work.kind].about, given_up=given_up)
        committed = muster.store.commit(
            command, key=f"settle:{work}:{lease.token}", incident=work.incident, lease=lease, finishes=True,
            patience=SETTLE_PATIENCE_SECONDS,
        )  # fmt: skip
        if not committed.repeated:
            return True
    try:
        muster.agenda.finish(lease, done.unchanged, forget=done.forget)
    except WatchError:
        return False
    return True


def _is_owed(muster: Muster, work: Work) -> bool:
    if WORK_KINDS[work.kind].due is None or WORK_KINDS[work.kind].shows:
        return False
    try:
        state = muster.store.load(work.incident)
    except NoSuchIncident:
        return False
    organisation, _ = muster.store.pinned(state)
    return work in work_due(state, WorkContext(organisation))
