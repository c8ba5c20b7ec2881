"""How late timers fire: with 100,000 of them armed, and with 1,000 due in the same second."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from bot.incident.commands import Declare
from bot.incident.severity import PROVISIONAL
from bot.incident.state import Incident, OpenIncident
from bot.incident.timers import timers
from bot.store import keys, members
from bot.store.commit import read_register
from bot.store.schema import write_incident
from bot.store.timekeeper import RedisTime, Timekeeper, open_timekeeper
from bot.wiring import Muster, wire
from tests.bench.figures import Figure, percentile
from tests.bench.machine import await_quiet
from tests.bench.progress import say
from tests.bench.stack import Stack, running

ARMED = 100_000

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
    cases = [_case(1, SPREAD_INCIDENTS, SPREAD_OVER, bulk=ARMED) for _ in repeats]
    yield _figure(name, [fired for fired, _ in cases], SPREAD_LATE)
    cost = median(cost for _, cost in cases)
    yield Figure(f"a declare with {ARMED // 8:,} incidents open", f"{cost * 1000:.0f} ms at the median")
    for clocks in (1, 2):
        words = "one clock" if clocks == 1 else f"{clocks} clocks"
        name = f"timers, {2 * BURST_INCIDENTS:,} due in one second, {words}, whole stack"
        yield _figure(name, [_case(clocks, BURST_INCIDENTS, 0.0)[0] for _ in repeats], BURST_LATE)
    alone = [_case(1, BURST_INCIDENTS, 0.0, alone=True)[0] for _ in repeats]
    yield _figure("the same, one clock and Redis alone", alone, BURST_LATE)


def _figure(name: str, runs: list[Fired], limit: float) -> Figure:
    late = [one for run in runs for one in run.late]
    fired = Fired(late, sum(run.missing for run in runs), sum(run.twice for run in runs))
    say(f"{name}: {fired}")
    fits = fired.sound and percentile(fired.late, 0.99) < limit
    return Figure(name, str(fired), f"p99 < {limit:.0f} s late, each once", fits)


def _case(clocks: int, incidents: int, over: float, *, bulk: int = 0, alone: bool = False) -> tuple[Fired, float]:
    """Arm, let the clocks go, and read from the timelines what fired when. With it: seconds that a declare took."""
    names = [f"clock-{n + 1}" for n in range(clocks)]
    if not alone:
        names += ["workspace", "bot", "worker-1", "worker-2"]
    await_quiet()
    with running(*names) as stack:
        keeper = Pinned(stack.redis, open_timekeeper(stack.redis, None).times)
        muster = wire(stack.settings, timekeeper=keeper)
        if bulk:
            _arm_bulk(muster, stack, keeper, bulk)
        # Nothing is due before all are declared: as many declares as there are take this long at most.
        ahead = LEAD + incidents * (0.4 if bulk else 0.04)
        due, costs = _arm(muster, stack, keeper, incidents, over, ahead)
        return _read(stack, due), percentile(costs, 0.5)


def _arm(
    muster: Muster, stack: Stack, keeper: Pinned, incidents: int, over: float, ahead: float
) -> tuple[dict[str, float], list[float]]:
    """Real declares whose page and acknowledgement come due `ahead` seconds from now, or spread `over` seconds."""
    length = timedelta(seconds=muster.organisation.policies.response[PROVISIONAL].acknowledge or 0)
    first = stack.redis.time()[0] + int(ahead) + 1
    due: dict[str, float] = {}
    costs: list[float] = []
    for number in range(incidents):
        moment = datetime.fromtimestamp(first + over * number / incidents, UTC)
        keeper.moment = moment - length
        begun = time.perf_counter()
        done = muster.store.commit(Declare(by="U13VISITOR", text=f"search fails {number}"), key=f"declare:{number}")
        costs.append(time.perf_counter() - begun)
        armed = timers(done.incident, muster.organisation.policies)
        due |= {members.timer(done.incident.id, name): at.timestamp() for name, at in armed.items() if at == moment}
    if stack.redis.time()[0] >= first:
        raise TimeoutError("the declares took longer than was left until the first timer")
    return due, costs


def _arm_bulk(muster: Muster, stack: Stack, keeper: Pinned, wanted: int) -> None:
    """Open incidents with timers hours ahead: copies of a real one, as declares would leave them."""
    keeper.moment = datetime.fromtimestamp(stack.redis.time()[0], UTC)
    first = muster.store.commit(Declare(by="U13VISITOR", text="website is slow"), key="bulk").incident
    armed = timers(first, muster.organisation.policies)
    count = -(-wanted // len(armed))
    pipe = stack.redis.pipeline(transaction=False)
    for number in range(1_000, 1_000 + count):
        _copy(pipe, first, f"INC-{number}", armed)
        if number % 500 == 0:
            pipe.execute()
    entry = OpenIncident(service=None, declared_at=keeper.moment, private=False)
    copies = {f"INC-{number}": entry for number in range(1_000, 1_000 + count)}
    register = read_register(stack.redis.get(keys.REGISTER)).but(open=copies, next_number=1_000 + count)
    pipe.set(keys.REGISTER, register.model_dump_json())
    pipe.zrem(keys.AGENDA, members.sync(first.id))
    pipe.execute()
    say(f"{stack.redis.zcard(keys.AGENDA):,} timers of {count:,} incidents are armed")


def _copy(pipe: object, first: Incident, id: str, armed: dict[str, datetime]) -> None:
    copied = first.but(id=id, channel_name=f"incident-copy-{id.lower()}")
    later = timedelta(hours=6)
    pipe.set(keys.incident(id), write_incident(copied))  # type: ignore[attr-defined]
    scores = {members.timer(id, name): (at + later).timestamp() for name, at in armed.items()}
    pipe.zadd(keys.AGENDA, scores)  # type: ignore[attr-defined]


def _read(stack: Stack, due: dict[str, float]) -> Fired:
    """Wait until the timers are off the agenda, and see in the timelines when each was committed."""
    last = max(due.values())
    until = last + PATIENCE
    waiting = list(due)
    while waiting and stack.redis.time()[0] < until:
        scores = stack.redis.zmscore(keys.AGENDA, waiting)
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
