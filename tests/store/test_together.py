"""What belongs together is committed together, within the time that a person waits; numbers are given once."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError, WatchError

from bot.incident.state import Status
from bot.incident.topics.closing import Close, close_for
from bot.incident.topics.declaring import declare_again
from bot.incident.topics.notes import AddNote
from bot.store import keys
from bot.store.changes import Change
from bot.store.commit import Committed
from bot.store.errors import StorageAway, StorageBusy, StorageUnsure
from bot.store.register import read_register
from tests.incident.rehearsal import ANA, HUGO
from tests.servers import RedisServer
from tests.store.harness import Room


def restart(room: Room, key: str = "restart") -> tuple[Committed, ...]:
    """INC-101 goes on as another incident."""
    again = Change(declare_again(room.store.load("INC-101"), ANA), f"{key}:again")
    return room.store.commit_together(
        [again, Change(lambda new: close_for(new, ANA, "wrong track"), f"{key}:close", "INC-101")]
    )


def test_an_incident_goes_on_as_another_in_one_transaction(room: Room) -> None:
    """The new one is open, the old one closed and says as what it goes on; done again nothing happens."""
    room.declare()
    new, old = restart(room)
    assert (new.incident.status, old.incident.status) == (Status.DETECTED, Status.CLOSED)
    assert old.incident.started_again_as == new.incident.id == "INC-102"
    assert room.store.unclosed().public == ("INC-102",)
    assert [one.repeated for one in restart(room)] == [True, True]
    assert room.store.newest(9) == ["INC-102", "INC-101"]


def test_both_or_neither(room: Room) -> None:
    """The old one cannot be closed any more: no second one is declared that pages people for nothing."""
    room.declare()
    room.store.commit(Close(by=ANA, reason="a false alarm"), key="close", incident="INC-101")
    before = room.contents()
    with pytest.raises(Exception, match="CLOSED"):
        restart(room)
    assert room.contents() == before


def test_a_process_that_dies_before_it_wrote_left_nothing(room: Room) -> None:
    """And one whose answer was lost finds both done."""
    room.declare()

    def cut() -> None:
        raise ConnectionError("cut")

    room.transactions.after.append(cut)
    new, old = restart(room)
    assert (new.repeated, old.repeated) == (True, True)
    assert (new.incident.id, old.incident.status) == ("INC-102", Status.CLOSED)


@given(st.lists(st.one_of(st.none(), st.integers(99, 106).map(str), st.sampled_from(["PAY", "0102"])), max_size=25))
@example(["101", None, "103", None])
def test_counted_ids_step_over_given_ones(redis_server: RedisServer, ids: list[str | None]) -> None:
    """However given and counted ids mix, no id is handed out twice, and counting goes up from 101."""
    redis: Any = redis_server.client()
    redis.flushall()
    room, taken, counted = Room(redis_server), set[str](), []
    for number, given_id in enumerate(ids):
        if given_id and f"INC-{given_id}" in taken:
            continue
        incident = room.declare(key=f"{number}", id=given_id).incident
        assert incident.id not in taken
        taken.add(incident.id)
        if not given_id:
            counted.append(int(incident.number))
    assert counted == sorted(counted)
    assert all(number >= 101 for number in counted)


def test_ids_given_by_hand_do_not_grow_what_every_declare_reads(room: Room) -> None:
    """Sixty of them far ahead: the register says no more than after the first; counting still steps over them."""
    room.declare()
    before = len(room.redis.get(keys.REGISTER))
    for number in range(102, 162):
        room.clock.advance(61)
        room.declare(key=f"{number}", id=f"{number}")
    assert len(room.redis.get(keys.REGISTER)) <= before
    assert room.declare(key="counted").incident.id == "INC-162"
    assert room.another().declare(key="elsewhere").incident.id == "INC-163"


def test_numbers_that_earlier_versions_remembered_are_read_and_forgotten(room: Room) -> None:
    """A register of the second shape listed them."""
    room.declare()
    _, _, body = str(room.redis.get(keys.REGISTER)).partition("\n")
    room.redis.set(keys.REGISTER, '2\n{"given":["140","141"],' + body[1:])
    assert read_register(room.redis.get(keys.REGISTER)).next_number == 102
    assert room.declare(key="next").incident.id == "INC-102"
    assert "given" not in room.redis.get(keys.REGISTER)


def test_a_command_that_others_get_in_the_way_of_ends_within_the_patience(room: Room) -> None:
    """Each try finds that somebody else wrote: after the patience nothing was done, and the person hears so."""
    room.declare()

    def somebody_was_quicker() -> None:
        raise WatchError("somebody else wrote")

    room.transactions.always = somebody_was_quicker
    with pytest.raises(StorageBusy, match="Nothing was done; try again"):
        room.store.commit(AddNote(by=HUGO, text="x"), key="n", incident="INC-101", patience=0.05)
    room.transactions.always = None

    assert not room.store.commit(AddNote(by=HUGO, text="x"), key="n", incident="INC-101").repeated


def test_work_is_woken_in_the_transaction_of_what_wakes_it(room: Room) -> None:
    """The answer to plain words is due from the moment at which somebody declared from it, or not at all."""
    room.declare()
    note = AddNote(by=HUGO, text="x")

    def away() -> None:
        raise ConnectionError("away")

    room.transactions.always = away
    with pytest.raises((StorageAway, StorageUnsure)):
        room.store.commit(note, key="n", incident="INC-101", wakes="offer:C1-17", patience=0.1)
    assert room.redis.zscore(keys.agenda("offer"), "offer:C1-17") is None
    room.transactions.always = None
    room.store.commit(note, key="n", incident="INC-101", wakes="offer:C1-17")
    assert room.redis.zscore(keys.agenda("offer"), "offer:C1-17") == pytest.approx(room.clock.seconds)
    assert "offer:C1-17" in room.hinted()
