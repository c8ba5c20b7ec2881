"""Real processes, one blow a seed: `python -m tests.crash.seeded --seeds 0..199 --kinds all` prints a line each."""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.up.ports import free_port
from tests.crash.blows import BLOWS, Blow, Scene
from tests.crash.clients import Workspace
from tests.crash.errands import Errand, Told, errands, run
from tests.crash.verdict import settled, violations
from tests.up.running import RunningUp

#: Real seconds after a blow at which it is judged.
JUDGED_AFTER = 30.0

#: What Slack takes for a call, in milliseconds: more time in which a blow finds something in hand.
LATENCIES = (0, 50, 150)

#: Ports are looked for by one stack after the other.
_ports = threading.Lock()


@dataclass(frozen=True)
class Result:
    """What a seed did and what came of it; `recovered` is in real seconds, None when nothing waited."""

    seed: int
    blow: Blow
    place: str
    recovered: float | None
    problems: list[str]

    def __str__(self) -> str:
        moved = "nothing waited" if self.recovered is None else f"moved on in {self.recovered:4.1f} s"
        verdict = "ok" if not self.problems else "VIOLATED: " + "; ".join(self.problems)
        return f"seed {self.seed:4}  {self.blow.name:26} {self.place:20} {moved:20} {verdict}"


class _Struck:
    """A blow in a thread of its own, and when it began and ended."""

    def __init__(self, blow: Blow, scene: Scene, after: float) -> None:
        self.began = self.ended = 0.0
        self._blow, self._scene, self._after = blow, scene, after
        self._trouble: list[Exception] = []
        self._thread = threading.Thread(target=self._strike, daemon=True)
        self._thread.start()

    def _strike(self) -> None:
        time.sleep(self._after)
        self.began = time.monotonic()
        try:
            self._blow.strike(self._scene)
        except Exception as problem:
            self._trouble.append(problem)
        self.ended = time.monotonic()

    def over(self) -> None:
        """Return when it is over."""
        self._thread.join()
        if self._trouble:
            raise self._trouble[0]


def play(seed: int, blows: list[Blow], patient: bool) -> Result:
    """Start Muster, tell a story, strike once in its middle, judge.

    Not `patient`: as soon as all is settled, and whatever time it took (the machine may be busy with other tests).
    """
    chance = random.Random(seed)
    blow = blows[seed % len(blows)]
    story = errands(seed)
    at, after = chance.randrange(len(story) - 1), chance.uniform(0, 0.6)
    place = f"{story[at].name} +{after:.2f} s"
    with tempfile.TemporaryDirectory(prefix="muster-crash-") as folder:
        with _ports:
            up = RunningUp(Path(folder) / "data", free_port())
        with up:
            up.until_up()
            workspace = Workspace(up.page, chance.choice(LATENCIES))
            workspace.faults()
            redis = _redis(Path(folder) / "data")
            scene = Scene(up, workspace, redis, chance)
            struck, told = _tell(story, at, lambda: _Struck(blow, scene, after), workspace)
            struck.over()
            if patient:
                time.sleep(max(0.0, struck.ended + JUDGED_AFTER - time.monotonic()))
            problems = [] if settled(redis) else ["it does not settle"]
            problems += violations(workspace, redis, blow, told)
            recovered = _recovered(blow, struck, told)
            if patient and blow.limit and recovered is not None and recovered > blow.limit:
                problems.append(f"moved on only after {recovered:.1f} s, not {blow.limit:.0f}")
            redis.close()
    return Result(seed, blow, place, recovered, problems)


def _tell(
    story: list[Errand], at: int, strike: Callable[[], _Struck], workspace: Workspace
) -> tuple[_Struck, list[Told]]:
    struck, told = None, []
    for number, errand in enumerate(story):
        if number == at:
            struck = strike()
        told.append(run(workspace, errand))
        if told[-1].seen is None:
            break
    assert struck is not None
    return struck, told


def _recovered(blow: Blow, struck: _Struck, told: list[Told]) -> float | None:
    """How long it took until the next thing that somebody did was acknowledged, or to be seen."""
    since = struck.ended if blow.counts_from_end else struck.began
    shown = [one for one in told if one.errand.visible]
    moments = [one.acknowledged or one.seen for one in told] if blow.by_answer else [one.seen for one in shown]
    return next((moment - since for moment in moments if moment is not None and moment >= since), None)


def _redis(data: Path) -> Redis:
    url = (data / "redis.url").read_text().strip()
    return Redis.from_url(url, decode_responses=True, retry=Retry(NoBackoff(), 0), socket_timeout=5)


def results(seeds: range, blows: list[Blow], stacks: int, patient: bool) -> Iterator[Result]:
    """Play the seeds, so many stacks side by side, in the order of their numbers."""
    with ThreadPoolExecutor(stacks) as pool:
        yield from pool.map(lambda seed: play(seed, blows, patient), seeds)


def chosen(kinds: str) -> list[Blow]:
    """`all`, `quick`, or names of blows with commas between them."""
    if kinds in ("all", "quick"):
        return [blow for blow in BLOWS if kinds == "all" or blow.quick]
    names = [name.strip() for name in kinds.split(",")]
    unknown = set(names) - {blow.name for blow in BLOWS}
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(b.name for b in BLOWS)}")
    return [blow for blow in BLOWS if blow.name in names]


def _seeds(text: str) -> range:
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def _table(played: list[Result]) -> str:
    lines = [f"{'kind':26} {'runs':>5} {'violations':>11} {'worst recovery':>15} {'limit':>7}"]
    for blow in BLOWS:
        mine = [one for one in played if one.blow is blow]
        waits = [one.recovered for one in mine if one.recovered is not None]
        worst = f"{max(waits):.1f} s" if waits else "-"
        limit = f"{blow.limit:.0f} s" if blow.limit else "-"
        if mine:
            wrong = sum(bool(one.problems) for one in mine)
            lines.append(f"{blow.name:26} {len(mine):5} {wrong:11} {worst:>15} {limit:>7}")
    lines.append(f"{'all':26} {len(played):5} {sum(bool(one.problems) for one in played):11}")
    return "\n".join(lines)


def main() -> int:
    """Play the seeds that were asked for; 1 when something was violated."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=_seeds, default=range(20), metavar="FIRST..LAST")
    options.add_argument("--kinds", type=chosen, default=list(BLOWS), metavar="all|quick|NAME,NAME")
    options.add_argument("--stacks", type=int, default=4, help="how many run side by side (default 4)")
    options.add_argument("--hasty", action="store_true", help="judge once all is settled, and no times")
    given = options.parse_args()
    began = time.monotonic()
    played = []
    for result in results(given.seeds, given.kinds, given.stacks, patient=not given.hasty):
        print(result, flush=True)
        played.append(result)
    print(f"\n{_table(played)}\nin {time.monotonic() - began:.0f} s")
    return 1 if any(one.problems for one in played) else 0


if __name__ == "__main__":
    sys.exit(main())
