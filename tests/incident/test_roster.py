"""Who takes part, who is called first, and who hears at once (N2, N3, N4)."""

import pytest

from bot.incident.roles import Role
from bot.incident.roster import AGENTS, CALLED_FIRST, HEARS_AT_ONCE, TOLD_FOR, agents_of, roles_called_first
from bot.incident.severity import Severity
from bot.incident.topics.declaring import Declare
from bot.incident.topics.roles import AssignRole
from bot.incident.topics.triage import SetSeverity
from tests.incident.rehearsal import ANA, CHIDI, HUGO, INES, KIM, VERA, Rehearsal, declared, paged

#: N2's agents and T's personas.
NAMES = {
    "incident-responder", "regression-analyst", "reliability-engineer", "component-owner", "architecture-designer",
    "devops-engineer", "k8s-deployer", "devops-troubleshooter", "security-architect", "security-gatekeeper",
    "security-auditor", "project-manager", "hierarchical-coordinator", "observability", "coder", "tester", "debugger",
    "performance-engineer", "backend-architect", "communications", "documentation", "incident-commander", "sre",
    "tech-lead", "incident-post-mortem",
}  # fmt: skip


def test_every_agent_has_a_human() -> None:
    """All of the sources' agents are there, each once, with the role of a person."""
    assert {agent.name for agent in AGENTS} == NAMES
    assert len(AGENTS) == len(NAMES)
    assert [agent.name for agent in agents_of(Role.COMPONENT_OWNER)] == ["component-owner", "coder", "tester"]


def test_who_is_called_first() -> None:
    """G's table: all and the coordinator, then fewer (N3)."""
    assert set(CALLED_FIRST[Severity.P0]) == NAMES
    assert CALLED_FIRST[Severity.P1] == ("incident-responder", "observability", "coder")
    assert CALLED_FIRST[Severity.P2] == ("incident-responder", "observability")
    assert CALLED_FIRST[Severity.P3] == ("coder", "tester")
    assert roles_called_first(Severity.P2) == (Role.ON_CALL_ENGINEER, Role.RELIABILITY_ENGINEER)
    assert roles_called_first(Severity.P3) == (Role.COMPONENT_OWNER,)


@pytest.mark.parametrize(
    ("severity", "told"),
    [
        (Severity.P0, {KIM: Role.DEPLOYMENT_MANAGER, INES: Role.EXECUTIVE_SPONSOR}),
        (Severity.P1, {HUGO: Role.PRODUCT_OWNER}),
        (Severity.P2, {}), (Severity.P3, {}), (None, {}),
    ],
)  # fmt: skip
def test_who_hears_at_once(severity: Severity | None, told: dict[str, Role]) -> None:
    """Beside on-call, who is paged, and the leads, who are named; Chidi hears as technical lead already (N4)."""
    state = declared(severity).state
    assert {user: one.role for user, one in state.intake.told.items()} == told
    assert all(role in TOLD_FOR for role in HEARS_AT_ONCE[severity or Severity.P3])


def test_the_component_owner_hears_where_somebody_else_leads() -> None:
    """Chidi did not take the lead of a P1: he hears as the owner."""
    room = Rehearsal()
    room.does(Declare(by=VERA, text="x", service="checkout"))
    room.does(AssignRole(by=ANA, role=Role.TECHNICAL_LEAD, user=ANA))
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="a tenth of payments"))
    assert room.state.intake.told[CHIDI].role is Role.COMPONENT_OWNER


def test_a_raise_tells_those_who_had_not_heard() -> None:
    """P1 becomes P0: Kim and Ines hear now, Hugo not again; back to P1, nobody."""
    room = declared(Severity.P1)
    told = dict(room.state.intake.told)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="all of them"))
    assert set(room.state.intake.told) == {*told, KIM, INES}
    after = room.state.intake.told
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="half of them"))
    assert room.state.intake.told == after


def test_who_was_told_is_no_responder_and_is_paged_when_it_goes_on() -> None:
    """Ines hears at once, and is paged at half past (10.9, E5)."""
    room = declared(Severity.P0)
    assert not room.state.is_responder(INES)
    room.passes(minutes=31)
    assert INES in paged(room.events)


def test_who_reports_it_is_not_told_of_it() -> None:
    """Kim declares: she need not hear of it from Muster."""
    assert KIM not in declared(Severity.P0, by=KIM).state.intake.told


def test_a_private_incident_is_told_to_nobody() -> None:
    """Its members decide whom to bring in."""
    assert declared(Severity.P0, private=True).state.intake.told == {}
