"""Slack's rate limits as budgets: the burst goes out, then the rate; what is urgent has a reserve (DESIGN 4)."""

from itertools import pairwise
from typing import Any

import pytest

from bot.slack.budget import METHODS, POST, RESERVED, Budget, bucket, rate_of
from bot.slack.view import Urgency
from bot.store import keys
from tests.servers import RedisServer


class Purse:
    """A budget on an empty server, and a way to let time pass for it."""

    def __init__(self, server: RedisServer) -> None:
        self._redis: Any = server.client()
        self.budget = Budget(self._redis)

    def waits(self, method: str, channel: str = "C1", urgency: Urgency = Urgency.CALL) -> float:
        """0 when the call may go out, else the seconds to wait."""
        return self.budget.wait(method, channel, urgency)

    def spends(self, method: str, channel: str = "C1", urgency: Urgency = Urgency.CALL) -> int:
        """How many calls go out at once."""
        count = 0
        while self.waits(method, channel, urgency) == 0:
            count += 1
            assert count < 1_000
        return count

    def passes(self, seconds: float, method: str, channel: str = "C1") -> None:
        """Let so many seconds pass for one budget: it will be full, and no longer blocked, so much sooner."""
        for name in (bucket(method, channel), keys.blocked(bucket(method, channel))):
            if moment := self._redis.get(name):
                self._redis.set(name, f"{float(moment) - seconds:.6f}", keepttl=True)


@pytest.fixture
def purse(empty_redis: RedisServer) -> Purse:
    """Nothing is spent yet."""
    return Purse(empty_redis)


@pytest.mark.parametrize(
    ("method", "per_minute", "burst"),
    [
        ("conversations.create", 20, 20), ("chat.update", 50, 50), ("pins.add", 20, 20), ("chat.postMessage", 60, 4),
        ("method.without.a.row", 50, 50),
    ],
)  # fmt: skip
def test_the_burst_goes_out_and_then_the_rate(purse: Purse, method: str, per_minute: float, burst: int) -> None:
    """So many at once, and after that one for each share of a minute (Slack's published tiers)."""
    assert purse.spends(method) in (burst, burst + 1), "a slow machine may earn one more meanwhile"
    wait = purse.waits(method)
    assert 0 < wait <= 60 / per_minute
    purse.passes(wait + 0.001, method)
    assert purse.waits(method) == 0
    assert purse.waits(method) > 0


def test_after_a_pause_the_burst_is_there_again(purse: Purse) -> None:
    """A quiet minute fills the budget, and no more than that."""
    purse.spends("conversations.create")
    purse.passes(3_600, "conversations.create")
    assert purse.spends("conversations.create") in (20, 21)


def test_what_waits_spends_nothing(purse: Purse) -> None:
    """Asking again and again does not push the moment away."""
    purse.spends("conversations.create")
    waits = [purse.waits("conversations.create") for _ in range(10)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] <= 3


def test_posts_count_for_each_channel(purse: Purse) -> None:
    """A flood in one channel leaves the others their own second; other methods count in all."""
    purse.spends("chat.postMessage", "C1")
    assert purse.waits("chat.postMessage", "C2") == 0
    purse.spends("chat.update", "C1")
    assert purse.waits("chat.update", "C2") > 0


def test_progress_leaves_room_for_the_status_and_both_for_calls(purse: Purse) -> None:
    """When progress may not go out, the status still may; when that may not, a page still does (DESIGN 4)."""
    sent = [purse.spends("chat.update", urgency=one) for one in (Urgency.PROGRESS, Urgency.STATUS, Urgency.CALL)]
    assert sent[0] in (30, 31)
    assert sent[1] in (12, 13)
    assert sent[2] in (7, 8)
    assert purse.waits("chat.update", urgency=Urgency.DECLARE) > 0


def test_the_more_urgent_waits_less(purse: Purse) -> None:
    """Out of everything, each level waits longer than the one before it."""
    purse.spends("chat.update")
    waits = [purse.waits("chat.update", urgency=one) for one in (Urgency.CALL, Urgency.STATUS, Urgency.PROGRESS)]
    assert waits == sorted(waits)
    assert waits[0] < waits[1] < waits[2]
    assert list(RESERVED) == sorted(RESERVED)


@pytest.mark.parametrize("urgency", list(Urgency))
def test_after_a_429_nothing_goes_out_for_as_long_as_slack_said(purse: Purse, urgency: Urgency) -> None:
    """Not even what is most urgent, however full the budget was."""
    purse.budget.block("chat.update", "C1", 30)
    wait = purse.waits("chat.update", urgency=urgency)
    assert wait > 29
    purse.passes(29, "chat.update")
    assert purse.waits("chat.update", urgency=urgency) > 0
    purse.passes(wait - 28.9, "chat.update")
    assert purse.waits("chat.update", urgency=urgency) == 0


def test_a_second_429_does_not_shorten_the_first(purse: Purse) -> None:
    """Slack said thirty seconds, then one: it stays thirty."""
    purse.budget.block("chat.update", "C1", 30)
    purse.budget.block("chat.update", "C1", 1)
    assert purse.waits("chat.update") > 29


def test_a_429_for_one_channel_leaves_the_others(purse: Purse) -> None:
    """Posts to other channels go on."""
    purse.budget.block("chat.postMessage", "C1", 30)
    assert purse.waits("chat.postMessage", "C2") == 0


def test_a_line_is_served_in_order(purse: Purse) -> None:
    """Thirty channels are asked for at once: twenty open now, the others one after the other, every three seconds."""
    turns = [purse.budget.turn("conversations.create") for _ in range(30)]
    assert turns[:20] == [0] * 20
    later = turns[21:]
    assert later == sorted(later)
    assert all(2 < after - before < 4 for before, after in pairwise(later))


def test_two_processes_share_one_budget(purse: Purse, empty_redis: RedisServer) -> None:
    """What one spent, the other has not."""
    purse.spends("conversations.create")
    other = Budget(empty_redis.client())
    assert other.wait("conversations.create", "", Urgency.CALL) > 0


def test_every_call_of_ours_has_a_rate() -> None:
    """No table row is faster than Slack's fastest tier, and a post is about one a second."""
    assert all(rate.burst <= rate.per_minute <= 100 for rate in METHODS.values())
    assert POST.per_minute == 60
    assert rate_of("chat.postMessage") is POST
