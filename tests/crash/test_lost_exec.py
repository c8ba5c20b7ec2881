"""Redis did what it was told and its answer is lost: the real client, cut off between the two."""

from collections.abc import Iterator

import pytest
from redis.exceptions import ConnectionError

from bot.incident.topics.declaring import Declare
from bot.settings import Settings
from bot.store.errors import StorageUnsure
from bot.wiring import Muster, wire
from tests.crash.cut import Cut, cuttable
from tests.servers import RedisServer

DECLARE = Declare(by="U09PRODUCT", text="Checkout is down")


@pytest.fixture
def cut(empty_redis: RedisServer) -> Iterator[Cut]:
    """The way to an empty Redis."""
    with cuttable(empty_redis.port) as way:
        yield way


@pytest.fixture
def muster(cut: Cut) -> Muster:
    """A process whose way to Redis can be cut."""
    return wire(Settings(redis_url=cut.url, slack_bot_token="xoxb-local", config=None))


def test_a_declare_whose_answer_was_lost_is_done_once_and_said_to_be_done(muster: Muster, cut: Cut) -> None:
    cut.armed = True
    committed = muster.store.commit(DECLARE, key="declare", patience=10)
    assert (committed.incident.id, committed.repeated, cut.armed) == ("INC-101", True, False)
    assert list(muster.store.unclosed().public) == ["INC-101"]


def test_who_cannot_be_told_whether_it_was_done_is_not_told_that_it_was_not(
    muster: Muster, cut: Cut, empty_redis: RedisServer
) -> None:
    cut.armed = cut.for_good = True
    with pytest.raises(StorageUnsure):
        muster.store.commit(DECLARE, key="declare", patience=0.2)
    with empty_redis.client() as redis:
        assert redis.exists("muster:incident:INC-101")


def test_a_hold_whose_answer_was_lost_is_held(muster: Muster, cut: Cut) -> None:
    """Else nobody would work on it until its lease ran out."""
    muster.store.commit(DECLARE, key="declare")
    cut.armed = True
    lease = muster.agenda.take("sync:INC-101")
    assert not cut.armed
    assert lease is not None and muster.agenda.holds(lease)


def test_a_write_whose_answer_was_lost_does_not_look_like_a_lost_hold(muster: Muster, cut: Cut) -> None:
    muster.store.commit(DECLARE, key="declare")
    lease = muster.agenda.take("sync:INC-101")
    assert lease is not None
    cut.armed = True
    with pytest.raises(ConnectionError):
        muster.agenda.write(lease, lambda pipe: pipe.set("written", "yes"))
    assert muster.transactions.redis.get("written") == "yes"
