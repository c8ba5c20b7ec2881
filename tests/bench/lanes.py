"""Whether long work holds up what people wait for: declares beside a full long lane and beside an empty one."""

import os
import time
from collections.abc import Callable, Iterator

from bot.store import keys
from tests.bench.figures import Figure, percentile
from tests.bench.pinned import declare
from tests.bench.progress import say
from tests.bench.stack import Stack, running
from tests.lanes.kinds import steps_key

#: How much longer the way to the pinned status may be beside a full lane, medians of one run.
FULL_TO_EMPTY = 1.1

#: What fills the long lane: eight that wait for an hour, two that compute for one.
WAITING = tuple(f"test_hour:F{number}" for number in range(8))
COMPUTING = tuple(f"test_computes:F{number}" for number in range(2))

#: Declares of one stretch, and stretches of each kind on one stack: Slack lets an app open 20 channels a minute.
STRETCH, STRETCHES = 3, 3

#: Real seconds between two steps of them.
STEP_SECONDS = 2.0

#: Real seconds for the long lane to be filled or emptied, and between two stacks' worth of channels.
PATIENCE_SECONDS = 60.0


def measure(rounds: int) -> Iterator[Figure]:
    """Stretches of declares, the long lane by turns empty and full."""
    found: dict[bool, list[float]] = {False: [], True: []}
    os.environ["TEST_STEP_SECONDS"] = str(STEP_SECONDS)
    for number in range(max(1, (rounds + 1) // 2)):
        with running(program="tests.lanes.process") as stack:
            declare(stack, 0, on_quiet_machine=False)
            for _ in range(STRETCHES):
                for full in found:
                    (_fill if full else _empty)(stack)
                    found[full] += [_whole(stack) for _ in range(STRETCH)]
            _empty(stack)
        say(f"stack {number + 1}: empty {_words(found[False])}; full {_words(found[True])}")
    ratio = percentile(found[True], 0.5) / percentile(found[False], 0.5)
    yield Figure(
        "slash command to pinned status, long lane full (8 wait an hour, 2 compute) against empty",
        f"{ratio:.2f} ({_words(found[True])} against {_words(found[False])})",
        f"<= {FULL_TO_EMPTY}",
        ratio <= FULL_TO_EMPTY,
    )


def _whole(stack: Stack) -> float:
    """Milliseconds of one declare. A full lane is no quiet machine, so none is waited for."""
    return declare(stack, 0, on_quiet_machine=False).whole * 1000


def _words(milliseconds: list[float]) -> str:
    return f"median {percentile(milliseconds, 0.5):.0f} ms of {len(milliseconds)}"


def _fill(stack: Stack) -> None:
    """Have everything begun, and still at it."""
    stack.redis.delete(*map(steps_key, (*WAITING, *COMPUTING)))
    now = stack.redis.time()[0]
    for name in (*WAITING, *COMPUTING):
        stack.redis.zadd(keys.agenda(name), {name: now - 1})
    _until(lambda: all(stack.redis.llen(steps_key(name)) for name in (*WAITING, *COMPUTING)))


def _empty(stack: Stack) -> None:
    """Take it off, and take it from who does it: they notice at their next step, or heartbeat."""
    for name in (*WAITING, *COMPUTING):
        stack.redis.zrem(keys.agenda(name), name)
        stack.redis.delete(keys.holder(name))
    time.sleep(0.5)
    quiet: dict[str, int] = {}

    def still() -> bool:
        before = dict(quiet)
        quiet.update({name: stack.redis.llen(steps_key(name)) for name in (*WAITING, *COMPUTING)})
        time.sleep(STEP_SECONDS * 1.5)
        return before == quiet

    _until(still)
    # Computing ones are killed with the next heartbeat.
    time.sleep(3.5)


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("the long lane was not filled or emptied in time")
        time.sleep(0.1)
