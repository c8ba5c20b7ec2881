"""When a process that ended is started again: the policy as a table."""

import pytest

from bot.up.tries import SELDOM_SECONDS, TRIES_IN_A_ROW, Tries


@pytest.mark.parametrize(("end", "pause"), [(1, 0.2), (2, 0.4), (3, 0.8), (4, 1.6), (5, 2.0), (6, 2.0), (200, 2.0)])
def test_a_process_that_keeps_ending_is_started_again_at_growing_intervals(end: int, pause: float) -> None:
    tries = Tries()
    for _ in range(end):
        tries = tries.after(1.0, was_ready=True, was_killed=False)
    assert tries.pause == pytest.approx(pause)


def test_a_first_start_waits_for_nothing() -> None:
    assert Tries().pause == 0


def test_a_process_that_lived_ten_seconds_is_started_again_at_once() -> None:
    tired = Tries(ends=7)
    assert tired.after(9.9, was_ready=True, was_killed=False).pause == 2.0
    assert tired.after(10.0, was_ready=True, was_killed=False).pause == pytest.approx(0.2)


def test_a_process_that_never_gets_ready_is_told_of_once_and_then_tried_seldom() -> None:
    tries, told = Tries(), []
    for _ in range(TRIES_IN_A_ROW + 3):
        tries = tries.after(0.1, was_ready=False, was_killed=False)
        told.append(tries.enough)
    assert told == [False] * (TRIES_IN_A_ROW - 1) + [True] + [False] * 3
    assert tries.pause == SELDOM_SECONDS


@pytest.mark.parametrize(("was_ready", "was_killed"), [(True, False), (False, True), (True, True)])
def test_a_process_that_was_ready_or_was_killed_from_outside_is_never_given_up(
    was_ready: bool, was_killed: bool
) -> None:
    tries = Tries()
    for _ in range(50):
        tries = tries.after(0.1, was_ready=was_ready, was_killed=was_killed)
        assert not tries.enough
    assert tries.pause == 2.0
