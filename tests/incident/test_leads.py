"""Who leads: roles that are named, move from silent people, and are given back (T6, E7)."""

from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import MUSTER
from bot.incident.topics.closing import Reopen
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import DeclineRole, RoleAssigned, TakeRole
from tests.incident.rehearsal import (
    ANA,
    BO,
    CHIDI,
    ELIF,
    SAM,
    VERA,
    declared,
)


def test_roles_move_from_silent_people() -> None:
    """Ana, named commander, is silent: Bo, who is called instead and may, is commander; then Sam (T6, E7)."""
    room = declared(Severity.P0)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == ANA
    room.passes(minutes=2)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == BO
    room.passes(minutes=2)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == SAM
    room.passes(minutes=10)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == SAM, "the architect is not named for it"


def test_a_role_that_was_taken_stays() -> None:
    """Ana pressed "take": her role does not move although her page runs out."""
    room = declared(Severity.P0)
    room.does(TakeRole(by=ANA, role=Role.INCIDENT_COMMANDER))
    room.passes(minutes=10)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == ANA


def test_a_role_does_not_move_to_somebody_who_gave_it_back() -> None:
    """Bo declined to be commander once; being paged does not make him commander again."""
    room = declared(Severity.P0)
    room.does(DeclineRole(by=ANA, role=Role.INCIDENT_COMMANDER))
    room.does(DeclineRole(by=BO, role=Role.INCIDENT_COMMANDER))
    assert room.state.holder(Role.INCIDENT_COMMANDER) == SAM
    room.passes(minutes=10)
    assert room.state.holder(Role.INCIDENT_COMMANDER) == SAM


def test_who_answers_the_second_call_keeps_their_roles() -> None:
    """Ana missed the first call and answered the second: her roles stay hers when other tiers are called."""
    room = declared(Severity.P0)
    room.does(DeclineRole(by=CHIDI, role=Role.TECHNICAL_LEAD))
    assert room.state.holder(Role.TECHNICAL_LEAD) == ANA
    room.passes(minutes=1)
    room.does(Resolve(by=ANA, summary="it went away"))
    room.does(Reopen(by=VERA, reason="it is back"))
    room.does(Engage(by=ANA))
    room.does(Escalate(by=ANA, reason="code is suspected"))
    assert room.state.holder(Role.TECHNICAL_LEAD) == ANA


def test_declining_a_role_names_the_next_who_did_not_decline() -> None:
    """Ana gives the command back: Bo, then Sam, then nobody, never Ana again (T6)."""
    room = declared(Severity.P0)
    for holder in (ANA, BO, SAM):
        assert room.state.holder(Role.INCIDENT_COMMANDER) == holder
        room.does(DeclineRole(by=holder, role=Role.INCIDENT_COMMANDER))
    assert room.state.holder(Role.INCIDENT_COMMANDER) is None


def test_p0_and_p1_get_their_leads_at_declare_and_p2_does_not() -> None:
    """Commander from on-call, technical lead from the service's owners, communications lead from the file (T6)."""
    leads = {Role.INCIDENT_COMMANDER: ANA, Role.TECHNICAL_LEAD: CHIDI, Role.COMMUNICATIONS_LEAD: ELIF}
    for severity in (Severity.P0, Severity.P1, None):
        assert {role: held.user for role, held in declared(severity).state.roles.items()} == leads
    assert declared(Severity.P2).state.roles == {}


def test_roles_that_muster_names_are_not_taken() -> None:
    """Whoever was only named is told so, and may still hand the role over or decline it (T6)."""
    room = declared(Severity.P0)
    named = [event for event in room.events if isinstance(event, RoleAssigned)]
    assert [event.taken for event in named] == [False, False, False]
    assert {event.by for event in named} == {MUSTER}
