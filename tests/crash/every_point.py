"""Plays every story with a fault at every effect: `python -m tests.crash.every_point` prints what came of it."""

import argparse
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.effects import SLACK_ONLY, Effect, Fault, Kind
from tests.crash.ending import Ending, differences, ending
from tests.crash.play import Play
from tests.crash.story import STORIES
from tests.servers import running_redis

#: In so many parts the work is done, so that it can be told how far it is.
PARTS = 20


@dataclass(frozen=True)
class Point:
    """A story with a fault at one of its effects."""

    story: str
    fault: Fault


@dataclass
class Undisturbed:
    """How a story goes without a fault: its effects, and its end."""

    effects: list[Effect] = field(default_factory=list)
    ending: Ending = field(default_factory=dict)

    def points(self, story: str, kinds: Iterable[Kind]) -> list[Point]:
        """Every point of the story for those kinds."""
        return [
            Point(story, Fault(kind, effect.number, hasty))
            for kind in kinds
            for hasty in (False, True)[: 1 if kind is Kind.STOPPED else 2]
            for effect in self.effects
            if effect.on_slack or kind not in SLACK_ONLY
        ]


class SharedRedis:
    """A Redis on which stories are played one after the other, and how each goes undisturbed."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self.undisturbed = {story: self._whole(story) for story in STORIES}

    def _whole(self, story: str) -> Undisturbed:
        play, end = self.play(story)
        return Undisturbed(play.effects.seen, end)

    def problems(self, point: Point) -> list[str]:
        """What a story with that fault did not bring to the same end; empty when all is well."""
        try:
            play, end = self.play(point.story, point.fault)
        except Exception as problem:
            return [f"{point.story}, {point.fault.kind} at {point.fault.at}: {type(problem).__name__}: {problem}"]
        assert play.effects.struck is not None, f"{point}: the story has no such effect any more"
        found = differences(self.undisturbed[point.story].ending, end)
        return [f"{point.story}, {point.fault.kind} {play.effects.struck}: {one}" for one in found]

    def play(self, story: str, fault: Fault | None = None, *, twice: bool = False) -> tuple[Play, Ending]:
        """Play a story to its end."""
        play = Play(self._redis_url, fault, twice=twice)
        try:
            STORIES[story](play)
            play.end()
            return play, ending(play.harness, play.redis, play.answers)
        finally:
            play.leave()


def every_point(kinds: Iterable[Kind], stride: int = 1, start: int = 0) -> Iterator[tuple[Point, list[str]]]:
    """Play every `stride`-th point of those kinds, beginning with the one at `start`."""
    stage = _shared_redis()
    points = [point for story, whole in stage.undisturbed.items() for point in whole.points(story, list(kinds))]
    for point in points[start::stride]:
        yield point, stage.problems(point)


@cache
def _shared_redis() -> SharedRedis:
    """The one of this process, until it ends: how stories go undisturbed is the same for every kind of fault."""
    kept = ExitStack()
    folder = kept.enter_context(TemporaryDirectory())
    redis = kept.enter_context(running_redis(Path(folder)))
    # Processes of a pool leave without what is registered with `atexit`.
    Finalize(None, kept.close, exitpriority=1)
    return SharedRedis(redis.url)


def share(kinds: list[Kind], stride: int, start: int) -> list[tuple[Point, list[str]]]:
    """The part of one process, without the log that faults fill."""
    logging.disable(logging.CRITICAL)
    return list(every_point(kinds, stride, start))


def main() -> int:
    """Print the number of points for each kind, and each that failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", choices=[kind.value for kind in Kind], action="append", help="only this kind")
    options.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth point")
    options.add_argument("--start", type=int, default=0, metavar="K", help="the first of them is the Kth")
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    kinds = [Kind(word) for word in chosen.kind or list(Kind)]
    began = time.monotonic()
    played: list[tuple[Point, list[str]]] = []
    with ProcessPoolExecutor(chosen.processes) as pool:
        starts = [chosen.start + chosen.every * part for part in range(PARTS)]
        parts = [pool.submit(share, kinds, chosen.every * PARTS, start) for start in starts]
        for number, part in enumerate(as_completed(parts), 1):
            played += part.result()
            wrong = sum(bool(problems) for _, problems in played)
            so_far = f"{len(played)} points, {wrong} failed, {time.monotonic() - began:.0f} s"
            print(f"{number} of {PARTS} parts: {so_far}", file=sys.stderr, flush=True)
    failed = [(point, problems) for point, problems in played if problems]
    for _, problems in failed:
        print("\n".join(problems))
    for kind in kinds:
        count = sum(point.fault.kind is kind for point, _ in played)
        wrong = sum(point.fault.kind is kind for point, _ in failed)
        print(f"{kind:14} {count:5} points  {wrong:4} failed")
    print(f"{'all':14} {len(played):5} points  {len(failed):4} failed  in {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
