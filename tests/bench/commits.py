"""What a commit costs: beside the bare exchange of redis-py, and in a young and in an old incident."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count, islice, repeat
from pathlib import Path
from statistics import median
from typing import Any

from redis import Redis
from redis.client import Pipeline

from bot.incident.command import Command
from bot.incident.severity import Severity
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.triage import SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.settings import Settings
from bot.store.commit import Store
from bot.store.connection import connect
from bot.store.transactions import Reads, Transactions
from bot.wiring import wire
from handlers.request import Ask
from handlers.slash_list import list_incidents
from tests.bench.figures import Figure
from tests.bench.machine import await_quiet
from tests.bench.many_open import FIRST, open_many
from tests.bench.progress import say
from tests.bench.stack import redis_server

#: The share of the bare exchange's rate that a commit reaches at least, and how much dearer age may make one.
OF_BARE, WITH_AGE = 0.6, 1.1

#: Incidents that are open, and how much dearer many of them may make a commit or a list.
FEW, MANY, WITH_OPEN = 30, 12_500, 1.1

#: Commits of one stretch, and stretches of each kind in one run: the kinds take turns.
STRETCH, STRETCHES = 20, 24

#: Facts of a young and of an old incident; a declare alone makes six.
YOUNG, OLD, DECLARED = 10, 10_000, 6

#: What is done to an incident, without end.
Life = Callable[[], Iterator[Command]]

ANA = "U01ONCALL"
NOTE = "n" * 200


class Recorder(Transactions):
    """Transactions that remember what the last commit watched, read and wrote."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.watched: tuple[str, ...] = ()
        self.reads: Reads = ()
        self.writes: list[tuple[Any, ...]] = []

    @contextmanager
    def watching(self, keys: Sequence[str], reads: Reads) -> Iterator[tuple[list[Any], Pipeline]]:
        """As its parent does."""
        self.watched, self.reads = tuple(keys), tuple(reads)
        with super().watching(keys, reads) as opened:
            yield opened

    def execute(self, pipe: Pipeline) -> list[Any]:
        """As its parent does."""
        self.writes = [tuple(arguments) for arguments, _ in pipe.command_stack]
        return super().execute(pipe)

    def written(self) -> int:
        """Bytes of the last MULTI/EXEC on the wire."""
        connection: Any = self.redis.connection_pool.get_connection()
        packed = connection.pack_commands([("MULTI",), *self.writes, ("EXEC",)])
        self.redis.connection_pool.release(connection)
        return sum(len(piece) for piece in packed)


class Bench:
    """A store on a Redis of its own, and the clients beside it."""

    def __init__(self, url: str) -> None:
        settings = Settings.of_environment({"REDIS_URL": url})
        self.recorder = Recorder(connect(settings))
        self.store: Store = wire(settings, transactions=self.recorder).store
        self.muster = wire(settings)
        self.plain: Store = self.muster.store
        self.redis: Any = connect(settings)
        self._count = 0

    def key(self) -> str:
        """An idempotency key that was not used yet, as long as the others."""
        self._count += 1
        return f"command:{self._count:012d}"

    def declare(self) -> str:
        """A new incident's id."""
        command = Declare(by=ANA, text="checkout is down")
        return self.plain.commit(command, key=self.key()).incident.id

    def note_first(self) -> None:
        """Commit a note on the first of many open incidents."""
        self.note(f"INC-{FIRST}")

    def list(self) -> None:
        """Answer `/incident list`."""
        list_incidents(self.muster, Ask(user=ANA, channel="C1", text="", key="list"))

    def do(self, command: Command, incident: str) -> None:
        """Commit a command."""
        self.plain.commit(command, key=self.key(), incident=incident)

    def note(self, incident: str) -> None:
        """Commit a note of 200 characters."""
        self.do(AddNote(by=ANA, text=NOTE), incident)


class Bare:
    """The same bytes through redis-py alone: WATCH, MGET, MULTI, as its documentation shows."""

    def __init__(self, bench: Bench, incident: str) -> None:
        bench.store.commit(AddNote(by=ANA, text=NOTE), key=bench.key(), incident=incident)
        recorder = bench.recorder
        self._bench = bench
        self._used = next(str(one[1]) for one in recorder.writes if "answer" in str(one[1]))
        # A copy under keys of the same length: writing an older snapshot back would spoil the store's.
        self._other = (incident, f"INC-{999 - int(incident[4:])}")
        self.watched = [self._copied(key) for key in recorder.watched]
        self.read = [self._copied(key) for key in recorder.reads[0][1:]]
        self.writes = [tuple(self._copied(part) for part in one) for one in recorder.writes]

    def transactions(self) -> None:
        """One read and conditional write."""
        answer = f"{self._used[:-12]}{self._bench.key()[-12:]}"
        with self._bench.redis.pipeline(transaction=True) as pipe:
            pipe.watch(*self.watched)
            pipe.mget([answer if key == self._used else key for key in self.read])
            pipe.multi()
            for arguments in self.writes:
                pipe.execute_command(*(answer if part == self._used else part for part in arguments))
            pipe.execute()

    def exchange_in_two_trips(self) -> None:
        """The same with WATCH and the reads sent together, which redis-py has no call for."""
        answer = f"{self._used[:-12]}{self._bench.key()[-12:]}"
        transactions = Transactions(self._bench.redis)
        read = [("MGET", *(answer if key == self._used else key for key in self.read))]
        with transactions.watching(self.watched, read) as (_, pipe):
            pipe.multi()
            for arguments in self.writes:
                pipe.command_stack.append((tuple(answer if one == self._used else one for one in arguments), {}))
            pipe.execute()

    def _copied(self, part: Any) -> Any:
        return part.replace(*self._other) if isinstance(part, str) else part


def measure(rounds: int) -> Iterator[Figure]:
    """Every figure of the store."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder, redis_server(Path(folder)) as url:
        bench = Bench(url)
        yield from against_bare(bench, rounds)
        yield from with_age(bench, rounds)
    with ExitStack() as left:
        yield from with_open([_opened(left, count) for count in (FEW, MANY)], rounds)


def against_bare(bench: Bench, rounds: int) -> Iterator[Figure]:
    """Commits a second of one thread on one incident, and the bare exchanges in turn with them."""
    incident = bench.declare()
    bare = Bare(bench, incident)
    ways = (lambda: bench.note(incident), bare.transactions, bare.exchange_in_two_trips)
    for way in ways:
        _timed(way, STRETCH)
    rates = [_in_turns(ways, rounds_of=number) for number in range(rounds)]
    commits, peer, tight = (median(rate[place] for rate in rates) for place in range(3))
    ratios = [rate[0] / rate[1] for rate in rates]
    yield Figure(
        "commits a second (a note of 200 characters, one thread) to bare redis-py with the same bytes",
        f"{commits:.0f}/s to {peer:.0f}/s: ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f},"
        f" {rounds} runs)",
        f">= {OF_BARE} of WATCH, MGET, MULTI",
        median(ratios) >= OF_BARE,
    )
    yield Figure(
        "the same, WATCH and MGET of the bare exchange in one round trip as in ours",
        f"{commits:.0f}/s to {tight:.0f}/s: ratio {median(rate[0] / rate[2] for rate in rates):.2f}",
    )


def with_age(bench: Bench, rounds: int) -> Iterator[Figure]:
    """The cost of a note in young and in old incidents, in turn."""
    for what, life in (("notes", _notes), ("facts of many kinds", _many_kinds)):
        say(f"making an incident of {OLD:,} {what}")
        yield _aged(bench, life, rounds, what)


def _opened(left: ExitStack, count: int) -> Bench:
    """A store in which so many incidents are open."""
    folder = left.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-"))
    url = left.enter_context(redis_server(Path(folder)))
    # So fast that a minute goes by between stretches: the register counts the declares of the last one.
    muster = wire(Settings.of_environment({"REDIS_URL": url, "MUSTER_SPEED": "3600"}))
    open_many(muster, count)
    return Bench(url)


def with_open(benches: Sequence[Bench], rounds: int) -> Iterator[Figure]:
    """The cost of a declare, a note and a list where few and where many incidents are open, in turn."""
    for what, do in (("declare", Bench.declare), ("note", Bench.note_first), ("list", Bench.list)):
        ways = [partial(do, one) for one in benches]
        rates = [_in_turns(ways, rounds_of=number) for number in range(rounds)]
        ratios = [rate[0] / rate[1] for rate in rates]
        costs = [median(1000 / rate[place] for rate in rates) for place in (0, 1)]
        yield Figure(
            f"cost of a {what} with {MANY:,} incidents open to that with {FEW}",
            f"{costs[1]:.2f} ms to {costs[0]:.2f} ms: ratio {median(ratios):.2f} ({min(ratios):.2f} to"
            f" {max(ratios):.2f}, {rounds} runs)",
            f"ratio <= {WITH_OPEN}",
            median(ratios) <= WITH_OPEN,
        )


def _aged(bench: Bench, life: Life, rounds: int, what: str) -> Figure:
    old = _lived(bench, life, OLD)
    # Each stretch has a young incident of its own: it stays young, and is as warm in every cache as the old one.
    young = [_lived(bench, life, YOUNG) for _ in range(rounds * STRETCHES)]
    turn = iter(range(rounds * STRETCHES * STRETCH))
    ways = (lambda: bench.note(young[next(turn) // STRETCH]), lambda: bench.note(old))
    rates = [_in_turns(ways, rounds_of=number) for number in range(rounds)]
    ratios = [rate[0] / rate[1] for rate in rates]
    sizes = [_written(bench, incident) for incident in (young[0], old)]
    costs = [median(1000 / rate[place] for rate in rates) for place in (0, 1)]
    return Figure(
        f"cost of a command at {OLD:,} {what} to that at {YOUNG} to {YOUNG + STRETCH}",
        f"{costs[1]:.2f} ms to {costs[0]:.2f} ms: ratio {median(ratios):.2f} ({min(ratios):.2f} to"
        f" {max(ratios):.2f}, {rounds} runs); bytes written a commit {sizes[1]:,} to {sizes[0]:,}",
        f"ratio <= {WITH_AGE}, bytes bounded",
        median(ratios) <= WITH_AGE,
    )


def _lived(bench: Bench, life: Life, facts: int) -> str:
    """An incident that has so many facts."""
    incident = bench.declare()
    for command in islice(life(), facts - DECLARED):
        bench.do(command, incident)
    return incident


def _notes() -> Iterator[Command]:
    return repeat(AddNote(by=ANA, text=NOTE))


def _many_kinds() -> Iterator[Command]:
    """Updates, changes of severity, people called, and notes."""
    for number in count():
        yield PostUpdate(by=ANA, text=f"update {number}: " + "u" * 180)
        yield SetSeverity(by=ANA, severity=Severity.P1 if number % 2 else Severity.P0, reason="looked again")
        if number == 1:
            yield from (Escalate(by=ANA, tier=tier, reason="needs the owner") for tier in (2, 3))
        yield from repeat(AddNote(by=ANA, text=NOTE), 17)


def _written(bench: Bench, incident: str) -> int:
    bench.store.commit(AddNote(by=ANA, text=NOTE), key=bench.key(), incident=incident)
    return bench.recorder.written()


def _in_turns(ways: Sequence[Any], rounds_of: int) -> list[float]:
    """How often a second each way is gone, in short stretches that take turns, another first each time.

    The median stretch counts: one in which somebody else had the processor says nothing.
    """
    await_quiet()
    spent: list[list[float]] = [[] for _ in ways]
    for stretch in range(STRETCHES):
        for step in range(len(ways)):
            place = (step + stretch + rounds_of) % len(ways)
            spent[place].append(_timed(ways[place], STRETCH))
    return [STRETCH / median(seconds) for seconds in spent]


def _timed(way: Any, times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        way()
    return time.perf_counter() - begun
