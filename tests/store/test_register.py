"""What is known across incidents: what is open, and what a declare hears of it, however much that is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.list_order import late_first, list_order_of
from bot.incident.refusals import AlreadyOpen
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.steps.doing import CompleteStep
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.store import keys
from bot.store.commit import Committed, Store
from bot.store.register import SCHEMA, upgrade
from bot.store.schema import FromTheFuture
from tests.incident.flows import SMALL
from tests.incident.rehearsal import ANA, KIM, START, VERA, declared
from tests.store.harness import Room
from tests.store.test_commit import at_once


def as_schema_1_left_it(room: Room, **more: Any) -> None:
    """The register of earlier versions: one JSON that lists what is open, and no lists beside it."""
    ids = [*room.redis.zrange(keys.OPEN, 0, -1), *room.redis.zrange(keys.OPEN_PRIVATE, 0, -1)]
    opened = {
        one.id: {"service": one.service, "declared_at": one.detected_at.isoformat(), "private": one.private}
        for one in room.store.load_all(sorted(ids))
    }
    fields = {**room.store.register().model_dump(mode="json"), "open": opened, **more}
    room.redis.delete(keys.OPEN, *room.redis.scan_iter(f"{keys.OPEN}*"))
    room.redis.set(keys.REGISTER, json.dumps(fields))


def lists(room: Room) -> dict[str, Any]:
    """What is stored of what is open."""
    return {key: room.redis.zrange(key, 0, -1) for key in sorted(room.redis.scan_iter(f"{keys.OPEN}*"))}


def test_the_same_service_declared_at_once_is_declared_once(room: Room) -> None:
    """Eight people report checkout at the same moment: one declares, seven hear which one is open (D14)."""
    others = [room.another() for _ in range(8)]
    done = at_once(*[
        lambda one=one, n=n: one.declare(key=f"{n}", despite_open=False) for n, one in enumerate(others)
    ])  # fmt: skip
    assert [type(one) for one in done].count(Committed) == 1
    assert [type(one) for one in done].count(AlreadyOpen) == 7
    assert {str(one)[:7] for one in done if isinstance(one, AlreadyOpen)} == {"INC-101"}


def test_what_is_open_is_listed_until_it_is_closed(room: Room) -> None:
    """Late and bad ones first; what is resolved waits to be closed; what is reopened is back."""
    for number, severity in enumerate((Severity.P2, Severity.P1)):
        room.declare(key=f"{number}", severity=severity)
    room.declare(key="private", private=True)
    assert room.store.unclosed().public == ("INC-102", "INC-101")
    assert room.store.unclosed(1).public == ("INC-102",)
    assert room.store.unclosed(1).public_count == 2
    assert room.store.unclosed().private == ("INC-103",)
    worse = SetSeverity(by=ANA, severity=Severity.P0, reason="all of them")
    room.store.commit(worse, key="worse", incident="INC-101")
    assert room.store.unclosed().public == ("INC-101", "INC-102")
    room.store.commit(Resolve(by=MUSTER, summary="over"), key="resolve", incident="INC-101")
    assert (room.store.unclosed().public, room.store.unclosed().resolved) == (("INC-102",), ("INC-101",))
    room.store.commit(Close(by=MUSTER, reason="over"), key="close", incident="INC-101")
    assert (room.store.unclosed().public, room.store.unclosed().resolved) == (("INC-102",), ())
    room.store.commit(Reopen(by=ANA, reason="again"), key="reopen", incident="INC-101")
    assert room.store.unclosed().public == ("INC-101", "INC-102")


def test_only_what_everybody_may_see_and_what_is_open_is_offered(room: Room) -> None:
    """The one that has been open longest for the service, never a private one (D14, DESIGN 12)."""
    room.declare(key="private", private=True)
    room.declare(key="first")
    room.declare(key="second")
    with pytest.raises(AlreadyOpen, match="INC-102 is open"):
        room.declare(key="third", despite_open=False)
    room.store.commit(Resolve(by=MUSTER, summary="over"), key="resolve", incident="INC-102")
    with pytest.raises(AlreadyOpen, match="INC-103 is open"):
        room.declare(key="fourth", despite_open=False)
    assert room.declare(key="search", service="search", despite_open=False).incident.id == "INC-104"


def test_an_incident_that_its_playbook_ends_is_open_no_more(room: Room) -> None:
    """A validation step says RESOLVED: it waits to be closed, and is not offered to who declares (M8, D14)."""
    room.store = Store(
        room.transactions, room.timekeeper, room.jobs, lambda: room.organisation, lambda: {SMALL.name: SMALL}
    )
    room.declare(playbook=SMALL.name, severity=None)
    ended_by_its_steps(room)
    assert room.store.load("INC-101").over
    assert (room.store.unclosed().public, room.store.unclosed().resolved) == ((), ("INC-101",))
    assert room.store.register().ended["checkout"].incident == "INC-101"


def ended_by_its_steps(room: Room) -> None:
    """Every step on the way to a validation that says RESOLVED."""
    orders: list[Command] = [
        Engage(by=ANA),
        ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH),
        DecideGate(by=ANA, gate="triage", choice="approve", digest=""),
        CompleteStep(by=ANA, step="five_whys", fields={"root_cause": "a leak of connections"}),
        CompleteStep(by=ANA, step="fishbone", fields={"people": "tired"}),
        DecideGate(by=ANA, gate="cause", choice="approve", digest=""),
        CompleteStep(by=ANA, step="strategy", fields={"strategy": "rollback"}),
        DecideGate(by=KIM, gate="strategy", choice="approve", digest=""),
        CompleteStep(by=ANA, step="validation", fields={"resolution_status": "RESOLVED", "summary": "back"}),
    ]
    for number, order in enumerate(orders):
        gates = room.store.load("INC-101").gates
        if isinstance(order, DecideGate):
            order = order.but(digest=gates[order.gate].digest)
        room.store.commit(order, key=f"step {number}", incident="INC-101")


def test_a_register_of_schema_1_goes_on(room: Room) -> None:
    """Who upgrades finds what is open, in every list; whether a declare, an end or a list comes first."""
    for number in range(3):
        room.declare(key=f"{number}", private=number == 2)
    expected, next_number = lists(room), room.store.register().next_number
    for first in (room.store.register, room.store.unclosed, lambda: upgrade(room.redis)):
        as_schema_1_left_it(room)
        first()
        assert lists(room) == expected
        assert room.store.register().next_number == next_number
    as_schema_1_left_it(room)
    with pytest.raises(AlreadyOpen, match="INC-101"):
        room.declare(key="same", despite_open=False)
    as_schema_1_left_it(room)
    room.store.commit(Resolve(by=MUSTER, summary="over"), key="resolve", incident="INC-101")
    assert room.store.unclosed().public == ("INC-102",)


def test_an_upgrade_at_once_and_again_is_one_upgrade(room: Room) -> None:
    """Bot, worker and clock start at the same moment, and one of them once more."""
    for number in range(4):
        room.declare(key=f"{number}")
    expected = lists(room)
    as_schema_1_left_it(room)
    at_once(*[lambda one=one: upgrade(one.redis) for one in [room.another() for _ in range(6)]])
    upgrade(room.redis)
    assert lists(room) == expected


def test_an_upgrade_takes_along_what_a_playbook_had_resolved(room: Room) -> None:
    """Schema 1 went on counting it as open; it waits to be closed."""
    room.declare()
    room.store.commit(Resolve(by=MUSTER, summary="over"), key="resolve", incident="INC-101")
    entry = {"service": "checkout", "declared_at": START.isoformat(), "private": False}
    as_schema_1_left_it(room, open={"INC-101": entry, "INC-9": entry}, unclosed=[])
    assert (room.store.unclosed().public, room.store.unclosed().resolved) == ((), ("INC-101",))


def test_a_register_of_a_newer_muster_is_left_alone(room: Room) -> None:
    """After a step back nothing is misread."""
    room.redis.set(keys.REGISTER, f"{SCHEMA + 1}\n{{}}")
    with pytest.raises(FromTheFuture, match="The register was written by a newer Muster"):
        room.store.register()


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from([None, *Severity]),
            st.datetimes(
                min_value=START.replace(tzinfo=None, year=2020), max_value=START.replace(tzinfo=None, year=2060)
            ),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_the_place_in_line_is_the_order_of_the_list(ones: list[tuple[bool, Severity | None, Any]]) -> None:
    """Late first, then the worst, then the oldest: as one number."""
    some = [
        declared().state.but(update_late=late, severity=severity, detected_at=at.replace(tzinfo=START.tzinfo))
        for late, severity, at in ones
    ]
    by_number = sorted(some, key=list_order_of)
    assert [late_first(one)[:2] for one in by_number] == [late_first(one)[:2] for one in sorted(some, key=late_first)]
