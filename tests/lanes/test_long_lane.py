"""Long work in real processes: many at once, over its time, killed and stopped workers, and what holds others up."""

import signal
from collections.abc import Iterator

import pytest

from bot.store import keys
from tests.lanes.stack import LaneStack, running_lane
from tests.lanes.takeover import BLOWS, Blow, strike


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaneStack]:
    """A clock and two long workers."""
    with running_lane(tmp_path_factory.mktemp("lane")) as running:
        yield running


def test_eight_that_wait_and_two_that_compute_go_on_beside_each_other(stack: LaneStack) -> None:
    """And what is short passes them all; what no room is left for waits on the agenda."""
    waiting = [f"test_hour:B{number}" for number in range(8)]
    computing = [f"test_computes:B{number}" for number in range(2)]
    stack.due(*waiting, *computing)
    stack.until(lambda: all(len(stack.steps(name)) > 1 for name in [*waiting, *computing]))
    stack.due("test_short:B9")
    stack.until(lambda: stack.steps("test_short:B9"))
    stack.until(lambda: stack.redis.zscore(keys.agenda("test_short"), "test_short:B9") is None)
    for name in [*waiting, *computing]:
        stack.redis.zrem(keys.agenda(name), name)
        stack.redis.delete(keys.holder(name))
    stack.until(lambda: not any(stack.computing(name) for name in computing))


def test_work_over_its_time_is_told_to_stop_and_tried_again_later(stack: LaneStack) -> None:
    """A second is what it may take: its token is taken from it, and its failure is counted."""
    stack.due("test_slow:S1")
    stack.until(lambda: stack.redis.get(keys.tries("test_slow:S1")))
    first = stack.steps("test_slow:S1")[0][0]
    stack.until(lambda: {token for token, _ in stack.steps("test_slow:S1")} - {first})
    tokens = [token for token, _ in stack.steps("test_slow:S1")]
    assert tokens == sorted(tokens)
    stack.redis.zrem(keys.agenda("test_slow"), "test_slow:S1")
    assert "it took longer than 1 s" in "".join(map(stack.said, ("worker-1", "worker-2")))


def test_what_failed_is_tried_again_with_more_time_between(stack: LaneStack) -> None:
    """The wait doubles; the failures are on the agenda, wherever the next try is."""
    stack.due("test_short:F1:fails")
    stack.until(lambda: int(stack.redis.get(keys.tries("test_short:F1:fails")) or 0) >= 3)
    stack.redis.zrem(keys.agenda("test_short"), "test_short:F1:fails")


def test_what_is_given_up_leaves_the_agenda(stack: LaneStack) -> None:
    """It is said in the log, and done no more."""
    stack.due("test_short:G1:gives-up")
    stack.until(lambda: stack.redis.zscore(keys.agenda("test_short"), "test_short:G1:gives-up") is None)
    assert "test_short:G1:gives-up is given up: as it was told" in "".join(map(stack.said, ("worker-1", "worker-2")))


def test_a_worker_that_ends_gives_its_work_to_the_other_at_once(stack: LaneStack) -> None:
    """SIGTERM, as with every upgrade: nobody waits for a lease to run out."""
    stack.due("test_hour:E1")
    stack.until(lambda: stack.steps("test_hour:E1"))
    token, pid = stack.steps("test_hour:E1")[-1]
    name = next(name for name, process in stack.processes.items() if process.pid == pid)
    stack.processes[name].send_signal(signal.SIGTERM)
    assert stack.until(lambda: (stack.working("test_hour:E1") or (0, 0))[0] > token, patience=8)
    assert stack.processes.pop(name).wait(20) == 0
    stack.redis.zrem(keys.agenda("test_hour"), "test_hour:E1")
    stack.redis.delete(keys.holder("test_hour:E1"))
    stack.begin(name, "worker", "--lane", "long")


@pytest.mark.parametrize("blow", BLOWS, ids=lambda blow: blow.says.replace(" ", "-"))
def test_work_of_a_killed_or_stopped_worker_goes_on_elsewhere(stack: LaneStack, blow: Blow) -> None:
    """The old holder writes nothing any more, and nothing of it lives on (`python -m tests.lanes.takeover`)."""
    assert strike(stack, blow, 1000 + BLOWS.index(blow)).faults == ()
