"""Runs the benchmarks and prints one table: `python -m tests.bench`, with names to run only some of them.

    python -m tests.bench                      everything, about twelve minutes
    python -m tests.bench commits pinned       these two
    python -m tests.bench --rounds 1           once each, for a quick look
    python -m tests.bench --patience 120       on a machine that others use too: waits longer for quiet moments

Every figure stands beside its limit or peer, with `ok` or `SHORT`. A Redis and, where they are needed, the
processes of Muster are started for each measurement, on free ports, in a folder that is taken away afterwards.
Ends with 0 when everything could be measured, however it came out, and with 1 when something could not.
"""

import argparse
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from redis.exceptions import RedisError

from bot.errors import MusterError
from bot.up.server import choose_server
from tests.bench import acknowledge, commits, lanes, lateness, machine, page, pinned, starting
from tests.bench.figures import Figure, Unmeasured, table
from tests.bench.progress import say
from tests.bench.stack import NotReady

BENCHES: dict[str, Callable[[int], Iterator[Figure]]] = {
    "acknowledge": acknowledge.measure,
    "pinned": pinned.measure,
    "commits": commits.measure,
    "lanes": lanes.measure,
    "lateness": lateness.measure,
    "starting": starting.measure,
    "page": page.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Muster.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is repeated (default 5)")
    parser.add_argument(
        "--patience", type=float, default=machine.patience, metavar="SECONDS",
        help="how long to wait for a quiet moment of the machine before each measurement (default 20)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    machine.patience = options.patience
    # So that a benchmark that is told to stop takes its processes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if unknown := set(options.names) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; known: {', '.join(BENCHES)}")
    print(f"{machine.cores()} cores, {platform.machine()}, Python {platform.python_version()}, {choose_server()}")
    figures = [figure for name in options.names or BENCHES for figure in run(name, max(1, options.rounds))]
    print(table(figures))
    return int(any(isinstance(figure, Unmeasured) for figure in figures))


def run(name: str, rounds: int) -> list[Figure]:
    """The figures of one benchmark; one that cannot be measured says why."""
    say(f"{name} (load of the machine {os.getloadavg()[0]:.1f})")
    figures: list[Figure] = []
    try:
        figures.extend(BENCHES[name](rounds))
    except (NotReady, MusterError, RedisError, OSError, TimeoutError) as problem:
        figures.append(Unmeasured(name, f"could not be measured: {problem}", "", False))
    return figures


if __name__ == "__main__":
    sys.exit(main())
