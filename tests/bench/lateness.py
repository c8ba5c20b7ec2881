"""How late timers fire: with 100,000 of them armed, and with 1,000 due in the same second."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.incident.severity import PROVISIONAL
from bot.incident.timers import timers
from bot.incident.topics.declaring import Declare
from bot.store import keys
from bot.store.timekeeper import RedisTime, Timekeeper, open_timekeeper
from bot.wiring import Muster, wire
from tests.bench.figures import Figure, percentile
from tests.bench.machine import await_quiet
from tests.bench.many_open import FIRST, open_many
from tests.bench.progress import say
from tests.bench.stack import Stack, running

ARMED = 100_000

#: Views that are behind because Slack is away, in one of the cases.
BEHIND = 12_500

#: Timers that each incident has when it was just declared.
EACH = 8

#: Seconds late at p99: of timers spread over time, and of those that are due in one second.
SPREAD_LATE, BURST_LATE = 1.0, 5.0

#: Incidents whose page and whose clock come due, each at the same moment: two timers each.
SPREAD_INCIDENTS, SPREAD_OVER = 200, 20.0
BURST_INCIDENTS = 500

#: Real seconds until the first timer is due, and after the last one for which is waited.
LEAD, PATIENCE = 3.0, 120.0


class Pinned(Timekeeper):
    """Product time that stands at `moment`, so that a declare is dated back and its timers come due when we like."""

    moment = datetime(2026, 1, 1, tzinfo=UTC)

    def product(self, reply: RedisTime) -> datetime:
        """The moment, whatever Redis says."""
        return self.moment


@dataclass(frozen=True)
class Fired:
    """Timers that came due: seconds that each was late, how many never fired, and how many did so twice."""

    late: list[float]
    missing: int
    twice: int

    @property
    def sound(self) -> bool:
        """Each fired once."""
        return not self.missing and not self.twice

    def __str__(self) -> str:
        middle, worst = percentile(self.late, 0.5), percentile(self.late, 0.99)
        told = f"p50 {middle:.2f}, p99 {worst:.2f} s late of {len(self.late)}"
        return told if self.sound else f"{told}; {self.missing} never fired, {self.twice} twice"


def measure(rounds: int) -> Iterator[Figure]:
    """Lateness with everything running, so that workers and clocks share the machine."""
    name = f"timers, {ARMED:,} armed, {2 * SPREAD_INCIDENTS} due over {SPREAD_OVER:.0f} s, whole stack"
    repeats = range(max(1, rounds // 2))
    yield _figure(name, [_case(1, SPREAD_INCIDENTS, SPREAD_OVER, bulk=ARMED) for _ in repeats], SPREAD_LATE)
    for clocks in (1, 2):
        words = "one clock" if clocks == 1 else f"{clocks} clocks"
        name = f"timers, {2 * BURST_INCIDENTS:,} due in one second, {words}, whole stack"
        yield _figure(name, [_case(clocks, BURST_INCIDENTS, 0.0) for _ in repeats], BURST_LATE)
    for behind in (0, BEHIND):
        name = "the same, one clock and Redis alone" + f", {behind:,} views behind for an hour" * bool(behind)
        yield _figure(name, [_case(1, BURST_INCIDENTS, 0.0, alone=True, behind=behind) for _ in repeats], BURST_LATE)


def _figure(name: str, runs: list[Fired], limit: float) -> Figure:
    late = [one for run in runs for one in run.late]
    fired = Fired(late, sum(run.missing for run in runs), sum(run.twice for run in runs))
    say(f"{name}: {fired}")
    fits = fired.sound and percentile(fired.late, 0.99) < limit
    return Figure(name, str(fired), f"p99 < {limit:.0f} s late, each once", fits)


def _case(clocks: int, incidents: int, over: float, *, bulk: int = 0, alone: bool = False, behind: int = 0) -> Fired:
    """Arm, let the clocks go, and read from the timelines what fired when."""
    names = [f"clock-{n + 1}" for n in range(clocks)]
    if not alone:
        names += ["workspace", "bot", "worker-urgent-1", "worker-urgent-2", "worker-long-1"]
    await_quiet()
    with running(*names) as stack:
        keeper = Pinned(stack.redis, open_timekeeper(stack.redis, None).times)
        muster = wire(stack.settings, timekeeper=keeper)
        if bulk:
            keeper.moment = datetime.fromtimestamp(stack.redis.time()[0], UTC)
            open_many(muster, -(-bulk // EACH))
            say(f"{stack.redis.zcard(keys.agenda('timer')):,} timers are armed")
        if behind:
            since = stack.redis.time()[0] - 3600
            stack.redis.zadd(keys.agenda("sync"), {f"sync:INC-{FIRST + n}": since for n in range(behind)})
        # Nothing is due before all are declared: as many declares as there are take this long at most.
        due = _arm(muster, stack, keeper, incidents, over, LEAD + incidents * 0.04)
        return _read(stack, due)


def _arm(muster: Muster, stack: Stack, keeper: Pinned, incidents: int, over: float, ahead: float) -> dict[str, float]:
    """Real declares whose page and acknowledgement come due `ahead` seconds from now, or spread `over` seconds."""
    length = timedelta(seconds=muster.organisation.policies.response[PROVISIONAL].acknowledge or 0)
    first = stack.redis.time()[0] + int(ahead) + 1
    due: dict[str, float] = {}
    for number in range(incidents):
        moment = datetime.fromtimestamp(first + over * number / incidents, UTC)
        keeper.moment = moment - length
        done = muster.store.commit(Declare(by="U13VISITOR", text=f"search fails {number}"), key=f"declare:{number}")
        armed = timers(done.incident, muster.organisation.policies)
        due |= {f"timer:{done.incident.id}:{name}": at.timestamp() for name, at in armed.items() if at == moment}
    if stack.redis.time()[0] >= first:
        raise TimeoutError("the declares took longer than was left until the first timer")
    return due


def _read(stack: Stack, due: dict[str, float]) -> Fired:
    """Wait until the timers are off the agenda, and see in the timelines when each was committed."""
    last = max(due.values())
    until = last + PATIENCE
    waiting = list(due)
    while waiting and stack.redis.time()[0] < until:
        scores = stack.redis.zmscore(keys.agenda("timer"), waiting)
        waiting = [name for name, score in zip(waiting, scores, strict=True) if score == due[name]]
        time.sleep(0.25)
    moments: dict[str, list[float]] = {name: [] for name in due}
    for incident in {name.split(":")[1] for name in due}:
        for place, fields in stack.redis.xrange(keys.timeline(incident)):
            member, _, score = fields["key"].rpartition(":")
            if member in due and abs(float(score) - due[member]) < 1e-5:
                moments[member].append(int(place.split("-")[0]) / 1000)
    late = [times[0] - due[name] for name, times in moments.items() if times]
    never = sum(not times for times in moments.values())
    return Fired(late or [float("inf")], never, sum(len(times) > 1 for times in moments.values()))
