"""Slack's rate tiers: how many calls pass, and after how many seconds the next one does."""

import time

import pytest
from slack_sdk.errors import SlackApiError

from bot.workspace.clock import Clock
from bot.workspace.embedded import running_workspace
from bot.workspace.tiers import Rates
from tests.workspace.people import get, slack


class HandClock(Clock):
    """A clock that a test moves."""

    time = 1_000_000.0

    def now(self) -> float:
        """The time that was set."""
        return self.time


def passed(rates: Rates, method: str, calls: int, channel: str | None = None) -> int:
    """How many of that many calls at once pass."""
    return sum(rates.wait(method, channel) is None for _ in range(calls))


@pytest.mark.parametrize(
    ("method", "a_minute"),
    [("conversations.create", 20), ("pins.add", 20), ("chat.update", 50), ("views.open", 100), ("users.info", 100)],
)
def test_the_published_number_passes_and_comes_back_in_a_minute(method: str, a_minute: int) -> None:
    """A full bucket, then none, half of it after half a minute, and never more than full."""
    clock = HandClock()
    rates = Rates(clock, on=True)
    assert passed(rates, method, a_minute + 5) == a_minute
    clock.time += 30
    assert passed(rates, method, a_minute) == a_minute // 2
    clock.time += 3600
    assert passed(rates, method, 2 * a_minute) == a_minute


def test_posting_is_one_a_second_in_each_channel() -> None:
    """A short burst passes, then one a second; another channel is not held up."""
    clock = HandClock()
    rates = Rates(clock, on=True)
    assert passed(rates, "chat.postMessage", 10, "C1") == 4
    assert rates.wait("chat.postMessage", "C1") == 1
    assert passed(rates, "chat.postMessage", 10, "C2") == 4
    clock.time += 2
    assert passed(rates, "chat.postMessage", 10, "C1") == 2


def test_waiting_as_long_as_told_is_enough() -> None:
    """Retry-After is the number of whole seconds after which the call passes."""
    clock = HandClock()
    rates = Rates(clock, on=True)
    passed(rates, "conversations.create", 20)
    wait = rates.wait("conversations.create", None)
    assert wait == 3
    clock.time += wait
    assert rates.wait("conversations.create", None) is None


def test_the_sdk_gets_429_with_retry_after() -> None:
    """The fifth post at once in a channel is ratelimited, and the record says so."""
    with running_workspace(rates=True) as workspace:
        client = slack(workspace)
        with pytest.raises(SlackApiError) as error:
            for number in range(10):
                client.chat_postMessage(channel="C00GENERAL", text=str(number))
        assert error.value.response["error"] == "ratelimited"
        assert error.value.response.status_code == 429
        assert int(error.value.response.headers["Retry-After"]) == 1
        last = get(workspace, "/local/calls")["calls"][-1]
        assert (last["status"], last["error"], last["channel"]) == (429, "ratelimited", "C00GENERAL")


def test_timestamps_are_unique_and_grow_even_when_the_wall_clock_is_behind() -> None:
    """A restart with a clock that was put back goes on after the last message."""
    clock = Clock()
    ahead = f"{int(time.time()) + 3600}.000000"
    clock.not_before(ahead)
    stamps = [clock.timestamp() for _ in range(100)]
    assert sorted(set(stamps)) == stamps
    assert stamps[0] > ahead
