"""Tiers, management, and their timers (E1, E5, 10.4)."""

import pytest

from bot.incident.refusals import AlreadySo, NobodyLeft, NotAllowed, TextMissing, TextTooLong
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.timers import MANAGEMENT_TIER
from bot.incident.topics.closing import Reopen
from bot.incident.topics.escalation import Escalate, TierCalled
from bot.incident.topics.paging import Acknowledge, Engage, Paged
from bot.incident.topics.pausing import Pause
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import TakeRole
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, BO, CHIDI, DANA, HUGO, INES, SAM, VERA, Rehearsal, declared, paged


def tiers_called(room: Rehearsal) -> list[tuple[int, float]]:
    """Each call of a tier, with the minutes from detection."""
    return [
        (event.tier, (event.at - room.state.detected_at).total_seconds() / 60)
        for event in room.events
        if isinstance(event, TierCalled)
    ]


def test_each_tier_has_its_time_from_its_own_engagement() -> None:
    """P0: owner 15 min after on-call engaged, architect 30 min after the owner did, management 1 h after that."""
    room = declared(Severity.P0)
    room.passes(minutes=1)
    room.does(Engage(by=ANA))
    room.passes(minutes=16)
    room.does(Engage(by=CHIDI))
    room.passes(minutes=31)
    room.does(Engage(by=DANA))
    room.passes(minutes=120)
    assert tiers_called(room) == [(1, 0), (2, 16), (3, 47), (MANAGEMENT_TIER, 108)]


def test_nothing_escalates_before_the_tier_is_engaged() -> None:
    """Acknowledged is not engaged: the tier timer waits for somebody to work on it (E1, section 12)."""
    room = declared(Severity.P1)
    room.does(Acknowledge(by=ANA))
    room.passes(minutes=90)
    assert tiers_called(room) == [(1, 0)]


def test_the_last_call_to_management_is_a_page_that_wants_an_answer() -> None:
    """Being informed is one thing; when tier 3 ran out the manager is called, and the sponsor if he is silent."""
    room = declared(Severity.P0)
    for tier, who in ((1, ANA), (2, CHIDI), (3, DANA)):
        if tier > 1:
            room.does(Escalate(by=VERA, reason="needs more", tier=tier))
        room.does(Engage(by=who))
    told = room.passes(hours=1, minutes=3)
    called = [event for event in told if isinstance(event, Paged) and event.deadline]
    assert [event.user for event in called] == [SAM, INES]


def test_management_of_a_p0_is_informed_whatever_the_tiers_do() -> None:
    """At 30 min the manager and the sponsor are paged, although Ana works on it (E5, 10.4)."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    assert paged(room.passes(minutes=29, seconds=59)) == []
    assert paged(room.passes(seconds=1)) == [SAM, INES]


def test_management_of_a_p1_is_informed_at_two_hours() -> None:
    """The manager, not the sponsor; P2 informs nobody by itself (E5)."""
    p1, p2 = declared(Severity.P1), declared(Severity.P2)
    for room in (p1, p2):
        room.passes(minutes=1)
        room.does(Engage(by=ANA))
        room.does(TakeRole(by=CHIDI, role=Role.COMPONENT_OWNER))
        room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    assert paged(p1.passes(minutes=118)) == []
    assert paged(p1.passes(minutes=1)) == [SAM]
    assert paged(p2.passes(days=3)) == []


def test_information_for_management_needs_no_answer() -> None:
    """Nobody is called because Sam does not press a button."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    room.passes(hours=2)
    assert room.page(SAM).deadline is None
    assert INES not in paged(room.passes(hours=1))


@pytest.mark.parametrize("order", [Acknowledge(by=ANA), Pause(by=ANA), "triage"])
def test_only_resolution_cancels_the_tier_timers(order: Acknowledge | Pause | str) -> None:
    """A hypothesis, an acknowledgement or a pause stops no escalation (E1)."""
    room = declared(Severity.P0)
    if isinstance(order, Acknowledge):
        room.does(order)
    room.does(Engage(by=ANA))
    if isinstance(order, Pause):
        room.does(order)
    if order == "triage":
        room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH, summary="it is the cache"))
    assert CHIDI in paged(room.passes(minutes=15))


def test_resolution_cancels_everything() -> None:
    """Nobody is called any more, and nothing is owed."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(Resolve(by=ANA, summary="rolled back"))
    assert room.timers == {}
    assert room.passes(days=1) == []


def test_asking_for_the_next_tier_calls_it_at_once() -> None:
    """Vera suspects the code: the owner is paged with her reason, and again the next who was not called yet."""
    room = declared(Severity.P0)
    told = room.does(Escalate(by=VERA, reason="  code is suspected  "))
    assert paged(told) == [CHIDI]
    assert room.page(CHIDI).reason == "code is suspected"
    assert paged(room.does(Escalate(by=VERA, reason="no answer", tier=2))) == [SAM]


def test_asking_for_a_tier_twice_reaches_the_end_of_its_chain() -> None:
    """Manager, architect, sponsor are called in turn; then the person hears that nobody is left."""
    room = declared(Severity.P0)
    for expected in ([CHIDI], [SAM], [DANA], [INES]):
        assert paged(room.does(Escalate(by=VERA, reason="nobody comes", tier=2))) == expected
    with pytest.raises(NobodyLeft, match="tier 2"):
        room.does(Escalate(by=VERA, reason="nobody comes", tier=2))


def test_an_engaged_tier_is_not_called_again() -> None:
    """Ana works on it: calling tier 1 is refused, with the way to call a person."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    with pytest.raises(AlreadySo, match="engaged"):
        room.does(Escalate(by=VERA, reason="more hands", tier=1))
    assert paged(room.does(Escalate(by=VERA, reason="more hands", user=BO))) == [BO]


def test_who_comes_without_being_called_stands_for_the_tier() -> None:
    """Dana takes the architect's role by herself: tier 3 works on it, so tiers 1 and 2 do not run out."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    assert CHIDI not in paged(room.passes(minutes=90))
    assert tiers_called(room) == [(1, 0)]


def test_a_change_of_severity_changes_the_time_of_the_tiers() -> None:
    """Ana works on a P1 for 20 min; made P0, her 15 min are over and the owner is called at once."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.passes(minutes=20)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    assert paged(room.fires()) == [CHIDI]


def test_after_a_night_asleep_one_tier_is_called() -> None:
    """Nine hours late, P2: tier 2 is called and given its time; tier 3 is not."""
    room = declared(Severity.P2)
    room.does(Engage(by=ANA))
    assert paged(room.sleeps(hours=9)) == [CHIDI]
    assert tiers_called(room) == [(1, 0), (2, 540)]


def test_who_does_not_respond_may_not_escalate() -> None:
    """Hugo hears that he has to join first (10.9)."""
    with pytest.raises(NotAllowed, match="join the incident first"):
        declared(Severity.P0).does(Escalate(by=HUGO, reason="I am worried"))


def test_an_escalation_needs_a_reason_that_fits() -> None:
    """Without a reason, or with a novel, nobody is called and the text comes back."""
    room = declared(Severity.P0)
    with pytest.raises(TextMissing):
        room.does(Escalate(by=VERA, reason=" "))
    with pytest.raises(TextTooLong):
        room.does(Escalate(by=VERA, reason="x" * 10_001))
    assert paged(room.events) == [ANA]


def test_management_is_informed_once_also_after_reopening() -> None:
    """Reopened after an hour: Ana is paged, and the manager is not informed of the same thing again."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    room.passes(minutes=31)
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.passes(minutes=30)
    room.does(Reopen(by=VERA, reason="it is back"))
    room.fires()
    assert paged(room.events).count(INES) == 1
    assert not [name for name in room.timers if name.startswith("inform")]


def test_after_reopening_the_tiers_begin_anew() -> None:
    """The owner was called the first time; reopened, he is called again when on-call's time is over."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.passes(minutes=16)
    room.does(Engage(by=CHIDI))
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.does(Reopen(by=VERA, reason="it is back"))
    room.does(Engage(by=ANA))
    assert CHIDI not in paged(room.passes(minutes=14))
    assert CHIDI in paged(room.passes(minutes=1))


def test_a_p1_that_becomes_a_p0_informs_the_sponsor_too() -> None:
    """The manager knew of the P1; the sponsor of a P0 hears of it as soon as it is one (E5)."""
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.does(TakeRole(by=DANA, role=Role.SOFTWARE_ARCHITECT))
    room.passes(hours=3)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    assert paged(room.fires()) == [INES]
