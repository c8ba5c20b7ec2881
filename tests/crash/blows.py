"""What is done to a running Muster: one blow a seed, each undone by itself or by what keeps Muster running."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.crash.clients import Workspace
from tests.up.running import RunningUp

#: Real seconds for which a process is stopped (past every lease), Redis is away, and Slack is down.
STOPPED, REDIS_AWAY, SLACK_DOWN = 40.0, 60.0, 6.0

#: Real seconds in which a worker that has something in hand is looked for.
WORK_COMES = 1.5

#: How long moving on may take, in real seconds, after a worker died or stopped, and after Redis is back.
WORKER_LIMIT, REDIS_LIMIT = 15.0, 5.0


@dataclass(frozen=True)
class Scene:
    """Where a blow falls."""

    up: RunningUp
    workspace: Workspace
    redis: Redis
    chance: random.Random


@dataclass(frozen=True)
class Blow:
    """One kind of fault. `strike` returns when it is over. `limit`: real seconds until the incident moves on."""

    name: str
    strike: Callable[[Scene], None]
    quick: bool = True
    limit: float | None = None
    #: Whether moving on counts from the end of the blow, as nothing can be done before.
    counts_from_end: bool = False
    #: Whether moving on means that Muster answers again; else that something more is to be seen in Slack.
    by_answer: bool = False
    #: Whether a page may be heard twice: a process was stopped in the middle of its call.
    page_twice: bool = False


def _kill(*names: str) -> Callable[[Scene], None]:
    def strike(scene: Scene) -> None:
        os.kill(_pid(scene, scene.chance.choice(names)), signal.SIGKILL)

    return strike


def _kill_worker(scene: Scene) -> None:
    """Parent and child at once, as the system does when memory runs out."""
    parent, child = _busy_worker(scene)
    for pid in (child, parent):
        _signal(pid, signal.SIGKILL)


def _kill_worker_parent(scene: Scene) -> None:
    _signal(_busy_worker(scene)[0], signal.SIGKILL)


def _kill_worker_child(scene: Scene) -> None:
    _signal(_busy_worker(scene)[1], signal.SIGKILL)


def _stop_worker(scene: Scene) -> None:
    parent, child = _busy_worker(scene)
    _stopped([parent, child], STOPPED)


def _stop_worker_child(scene: Scene) -> None:
    _stopped([_busy_worker(scene)[1]], STOPPED)


def _stop(name: str) -> Callable[[Scene], None]:
    return lambda scene: _stopped([_pid(scene, name)], STOPPED)


def _stop_redis(scene: Scene) -> None:
    _stopped([_pid(scene, "redis")], REDIS_AWAY)
    _await_redis(scene)


def _kill_redis(scene: Scene) -> None:
    os.kill(_pid(scene, "redis"), signal.SIGKILL)
    _await_redis(scene)


def _withhold_redis(scene: Scene) -> None:
    """Killed, and whoever would start it again is stopped."""
    supervisor = scene.up.process.pid
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(_pid(scene, "redis"), signal.SIGKILL)
        time.sleep(REDIS_AWAY)
    finally:
        os.kill(supervisor, signal.SIGCONT)
    _await_redis(scene)


def _slack(do: str, most: int) -> Callable[[Scene], None]:
    def strike(scene: Scene) -> None:
        method = scene.chance.choice(
            ["*", "chat.postMessage", "chat.update", "conversations.create", "pins.add", "conversations.invite"]
        )
        rule = {"method": method, "times": scene.chance.randint(1, most), "do": do}
        if do == "429":
            rule["retry_after"] = scene.chance.randint(1, 3)
        scene.workspace.faults(rules=[rule])

    return strike


def _disconnect(scene: Scene) -> None:
    scene.workspace.faults(disconnect=True)


def _slack_down(scene: Scene) -> None:
    scene.workspace.faults(down=True)
    time.sleep(SLACK_DOWN)
    scene.workspace.faults()


BLOWS = (
    Blow("kill bot", _kill("bot"), by_answer=True),
    Blow("kill worker", _kill_worker, limit=WORKER_LIMIT),
    Blow("kill worker's parent", _kill_worker_parent, limit=WORKER_LIMIT),
    Blow("kill worker's child", _kill_worker_child, limit=WORKER_LIMIT),
    Blow("kill clock", _kill("clock")),
    Blow("kill redis", _kill_redis, limit=REDIS_LIMIT, counts_from_end=True),
    Blow("slack 429", _slack("429", 6)),
    Blow("slack 500", _slack("500", 4)),
    Blow("slack loses answers", _slack("lose_answer", 4)),
    Blow("slack disconnects", _disconnect),
    Blow("slack down 6 s", _slack_down, counts_from_end=True),
    Blow("stop bot 40 s", _stop("bot"), quick=False, counts_from_end=True, by_answer=True),
    Blow("stop worker 40 s", _stop_worker, quick=False, limit=WORKER_LIMIT, page_twice=True),
    Blow("stop worker's child 40 s", _stop_worker_child, quick=False, limit=WORKER_LIMIT, page_twice=True),
    Blow("stop clock 40 s", _stop("clock"), quick=False),
    Blow("stop redis 60 s", _stop_redis, quick=False, limit=REDIS_LIMIT, counts_from_end=True),
    Blow("redis away 60 s", _withhold_redis, quick=False, limit=REDIS_LIMIT, counts_from_end=True),
)


def _pid(scene: Scene, name: str) -> int:
    return scene.up.processes()[name]


def _busy_worker(scene: Scene) -> tuple[int, int]:
    """A worker and its child that does something just now; without one after a while, a worker twice."""
    workers = [_pid(scene, name) for name in ("worker-urgent-1", "worker-urgent-2", "worker-long-1")]
    until = time.monotonic() + WORK_COMES
    while time.monotonic() < until:
        for worker in workers:
            if children := _children(worker):
                time.sleep(scene.chance.uniform(0, 0.15))
                return worker, children[0]
        time.sleep(0.001)
    idle = scene.chance.choice(workers)
    return idle, idle


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _stopped(pids: list[int], seconds: float) -> None:
    for pid in pids:
        _signal(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        for pid in pids:
            _signal(pid, signal.SIGCONT)


def _await_redis(scene: Scene) -> None:
    while True:
        with contextlib.suppress(RedisError):
            scene.redis.ping()
            return
        time.sleep(0.02)
