"""From the slash command to the pinned status: Muster's own time, and the Slack calls one after the other."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.store import keys
from tests.bench.figures import Figure, percentile
from tests.bench.machine import await_quiet
from tests.bench.progress import say
from tests.bench.stack import Stack, get, post, running

Call = dict[str, Any]

#: What the path may hold, and the milliseconds that may be our own at the median.
CALLS = ("conversations.create", "chat.postMessage", "pins.add")
OWN = 60.0

#: Milliseconds that each call to Slack is made to take.
LATENCIES = (0, 100)

#: Declares of one stack: Slack lets an app open 20 channels a minute.
EACH = 9

#: Real seconds for a status to be pinned, and for everything else to settle.
PATIENCE = 20.0


@dataclass(frozen=True)
class Path:
    """One declare: seconds from the request to the end of `pins.add`, and the calls in sequence before it."""

    whole: float
    calls: tuple[Call, ...]

    @property
    def own(self) -> float:
        """Seconds that were not spent inside those calls."""
        return self.whole - sum(float(call["end"] - call["start"]) for call in self.calls)

    @property
    def methods(self) -> tuple[str, ...]:
        """The calls by name."""
        return tuple(call["method"] for call in self.calls)


def measure(rounds: int) -> Iterator[Figure]:
    """Own time at each latency, of declares one after the other on an otherwise idle stack."""
    found: dict[int, list[Path]] = {latency: [] for latency in LATENCIES}
    for number in range(max(1, (rounds + 1) // 2)):
        with running() as stack:
            declare(stack, 0)
            for _ in range(EACH):
                for latency in LATENCIES:
                    found[latency].append(declare(stack, latency))
        say(f"stack {number + 1}: " + "; ".join(f"{ms} ms a call: {_words(found[ms])}" for ms in LATENCIES))
    for latency, paths in found.items():
        own = [path.own * 1000 for path in paths]
        yield Figure(
            f"slash command to pinned status, own time at {latency} ms a Slack call",
            f"{_words(paths)}; whole way {percentile([path.whole * 1000 for path in paths], 0.5):.0f} ms",
            f"median < {OWN:.0f} ms",
            percentile(own, 0.5) < OWN,
        )
    yield _sequence([path for paths in found.values() for path in paths])


def declare(stack: Stack, latency: int, *, on_quiet_machine: bool = True) -> Path:
    """One declare, followed until its status is pinned and nothing is left to do."""
    if on_quiet_machine:
        await_quiet()
    post(f"{stack.base_url}/local/faults", {"latency_ms": latency})
    since = get(f"{stack.base_url}/local/calls")["next"]
    body = {"user": "vera", "channel": "general", "command": "/incident", "text": f"declare search fails {since}"}
    answer = post(f"{stack.base_url}/local/command", body)
    calls = _until_pinned(stack, since)
    _until_settled(stack)
    return path_of(calls, answer["start"])


def path_of(calls: list[Call], start: float) -> Path:
    """The way back from the first pin to the request: before each call the one that ended last before it began."""
    pin = min((call for call in calls if call["method"] == "pins.add"), key=lambda call: float(call["end"]))
    chain = [pin]
    while before := [call for call in calls if start <= call["start"] and call["end"] <= chain[0]["start"]]:
        chain.insert(0, max(before, key=lambda call: float(call["end"])))
    return Path(pin["end"] - start, tuple(chain))


def _until_pinned(stack: Stack, since: int) -> list[Call]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        calls: list[Call] = get(f"{stack.base_url}/local/calls?since={since}")["calls"]
        if any(call["method"] == "pins.add" and not call["error"] for call in calls):
            return calls
        time.sleep(0.1)
    raise TimeoutError("no status was pinned")


def _until_settled(stack: Stack) -> None:
    """Pages go out at one a second a person; the next declare waits, so that it is measured alone."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not stack.redis.zcard(keys.agenda("sync")):
            return
        time.sleep(0.1)


def _words(paths: list[Path]) -> str:
    own = [path.own * 1000 for path in paths]
    return f"median {percentile(own, 0.5):.0f} ms, p95 {percentile(own, 0.95):.0f} ms of {len(own)}"


def _sequence(paths: list[Path]) -> Figure:
    ways = Counter(path.methods for path in paths).most_common()
    told = "; ".join(f"{', '.join(way)} ({times} of {len(paths)})" for way, times in ways[:3])
    name = "Slack calls one after the other until the status is pinned"
    return Figure(name, told, ", ".join(CALLS), ways[0][0] == CALLS)
