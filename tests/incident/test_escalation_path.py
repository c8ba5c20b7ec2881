"""A playbook's own escalation path, and roles that nobody holds (E5, E6, E7)."""

from bot.incident.review.escalations import escalation_log
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.topics.escalation import ManagementInformed, PathCalled
from bot.incident.topics.paging import Engage, Paged
from tests.incident.flows import SMALL, begun
from tests.incident.rehearsal import ANA, DANA, INES, SAM, declared, without


def test_a_path_of_its_own_replaces_tiers_and_management() -> None:
    """E6: the team lead after 15 minutes, the executive after an hour for P0 only; counted from detection."""
    room = begun()
    assert not [name for name in room.timers if name.startswith(("tier:", "inform:"))]
    told = room.passes(minutes=16)
    assert [event.says for event in told if isinstance(event, PathCalled)] == ["Team lead"]
    assert [(event.user, event.label) for event in told if isinstance(event, Paged)] == [(SAM, "Team lead")]
    told = room.passes(minutes=60)
    assert [event.user for event in told if isinstance(event, Paged)] == [INES]
    minor = declared(Severity.P2, playbook=SMALL)
    minor.does(Engage(by=ANA))
    assert not [event for event in minor.passes(hours=3) if isinstance(event, Paged) and event.user == INES]


def test_a_path_to_a_role_that_nobody_holds_calls_who_stands_in() -> None:
    """E6, E7: the architect for cover in place of the team lead, then the sponsor; the record says why."""
    room = declared(None, playbook=SMALL, organisation=without(Role.ENGINEERING_MANAGER))
    room.does(Engage(by=ANA))
    told = room.passes(minutes=16)
    (called,) = [event for event in told if isinstance(event, Paged)]
    assert (called.user, called.label) == (DANA, "Architect, for cover")
    assert called.reason == (
        "not resolved after 15 min; nobody holds the role of engineering manager, so you are called instead"
    )
    assert [event.sentence(room.organisation.name_of) for event in told if isinstance(event, PathCalled)] == [
        "Team lead is due by the playbook, and nobody holds the role"
    ]
    assert [(one.who, one.outcome) for one in escalation_log(told, room.organisation.name_of)][:2] == [
        ("Team lead", "nobody holds the role"), ("Engineering manager", "nobody holds the role")
    ]  # fmt: skip


def test_where_nobody_at_all_holds_a_role_above_the_commander_is_called() -> None:
    """E5, E7: management is a role like any other, and somebody hears in any case."""
    alone = without(Role.ENGINEERING_MANAGER, Role.EXECUTIVE_SPONSOR, Role.SOFTWARE_ARCHITECT)
    room = declared(Severity.P0, organisation=alone)
    room.does(Engage(by=ANA))
    told = room.passes(minutes=31)
    (informed,) = [event for event in told if isinstance(event, ManagementInformed)][:1]
    assert informed.nobody
    heard = [event for event in told if isinstance(event, Paged) and "nobody holds the role" in event.reason]
    assert {(event.user, event.label) for event in heard} == {(ANA, "Incident commander")}
