"""Who takes part (N2): agents and the human each stands for; who is called first (N3), who hears at once (N4)."""

from bot.incident.model import Value
from bot.incident.roles import Role
from bot.incident.severity import Severity


class Agent(Value):
    """A part that an agent can play, the human role it stands for, and what it does, in words."""

    name: str
    role: Role
    does: str


#: Every agent of the sources (N2). While no agent works, the human does it in the same place.
AGENTS: tuple[Agent, ...] = (
    Agent(name="incident-responder", role=Role.ON_CALL_ENGINEER, does="first look, record, communication"),
    Agent(name="hierarchical-coordinator", role=Role.INCIDENT_COMMANDER, does="coordinates all others at P0"),
    Agent(name="observability", role=Role.RELIABILITY_ENGINEER, does="traces, metrics and logs"),
    Agent(name="regression-analyst", role=Role.DEPLOYMENT_MANAGER, does="what changed, and whether it did it"),
    Agent(name="reliability-engineer", role=Role.RELIABILITY_ENGINEER, does="SLOs, capacity, runbooks"),
    Agent(name="component-owner", role=Role.COMPONENT_OWNER, does="the code of the service, tier 2"),
    Agent(name="architecture-designer", role=Role.SOFTWARE_ARCHITECT, does="design and vendors, tier 3"),
    Agent(name="devops-engineer", role=Role.DEPLOYMENT_MANAGER, does="rollback, deploy, configuration"),
    Agent(name="k8s-deployer", role=Role.INFRASTRUCTURE_LEAD, does="scaling, restarts, the cluster"),
    Agent(name="devops-troubleshooter", role=Role.INFRASTRUCTURE_LEAD, does="watches a deploy and its stages"),
    Agent(name="security-gatekeeper", role=Role.SECURITY_LEAD, does="security incidents, evidence, compliance"),
    Agent(name="security-auditor", role=Role.SECURITY_LEAD, does="security assessment of the cause"),
    Agent(name="security-architect", role=Role.CISO, does="what an attack means for the design"),
    Agent(name="coder", role=Role.COMPONENT_OWNER, does="the fix"),
    Agent(name="tester", role=Role.COMPONENT_OWNER, does="the test that shows the fix"),
    Agent(name="debugger", role=Role.TECHNICAL_LEAD, does="root cause analysis"),
    Agent(name="performance-engineer", role=Role.RELIABILITY_ENGINEER, does="profiles and load"),
    Agent(name="backend-architect", role=Role.SOFTWARE_ARCHITECT, does="hardening of what broke"),
    Agent(name="communications", role=Role.COMMUNICATIONS_LEAD, does="updates and public words"),
    Agent(name="documentation", role=Role.COMMUNICATIONS_LEAD, does="review document, knowledge base"),
    Agent(name="project-manager", role=Role.ENGINEERING_MANAGER, does="management, resources, actions"),
    Agent(name="incident-commander", role=Role.INCIDENT_COMMANDER, does="persona: triage, mitigation, words"),
    Agent(name="sre", role=Role.RELIABILITY_ENGINEER, does="persona: beside the commander in mitigation"),
    Agent(name="tech-lead", role=Role.TECHNICAL_LEAD, does="persona: action items"),
    Agent(name="incident-post-mortem", role=Role.TECHNICAL_LEAD, does="panel: goes through the incident first"),
)

#: Who is called first (N3, G): at P0 everybody, led by the coordinator.
CALLED_FIRST: dict[Severity, tuple[str, ...]] = {
    Severity.P0: tuple(agent.name for agent in AGENTS),
    Severity.P1: ("incident-responder", "observability", "coder"),
    Severity.P2: ("incident-responder", "observability"),
    Severity.P3: ("coder", "tester"),
}

#: Roles whose holders hear of it at once, beside on-call, who is paged, and the leads, who are named (N4, A:660-664).
HEARS_AT_ONCE: dict[Severity, tuple[Role, ...]] = {
    Severity.P0: (Role.DEPLOYMENT_MANAGER, Role.EXECUTIVE_SPONSOR),
    Severity.P1: (Role.COMPONENT_OWNER, Role.PRODUCT_OWNER),
    Severity.P2: (),
    Severity.P3: (),
}

#: What somebody who hears of it at once is there for, and what they need not do yet.
TOLD_FOR: dict[Role, str] = {
    Role.DEPLOYMENT_MANAGER: "Rollbacks and hotfixes wait for your decision; a card comes when there is one.",
    Role.EXECUTIVE_SPONSOR: "Nothing is asked of you yet.",
    Role.COMPONENT_OWNER: "You are called if on-call needs somebody who knows the code.",
    Role.PRODUCT_OWNER: "Nothing is asked of you yet; customers may ask you.",
    Role.GENERAL_COUNSEL: "Law or regulators may be concerned; look at what is reported.",
    Role.DATABASE_ADMINISTRATOR: "The database may be concerned; the channel may need you.",
    Role.RELIABILITY_ENGINEER: "Metrics and capacity may be concerned; the channel may need you.",
}


def agents_of(role: Role) -> tuple[Agent, ...]:
    """The agents that stand for a human role."""
    return tuple(agent for agent in AGENTS if agent.role is role)


def roles_called_first(severity: Severity) -> tuple[Role, ...]:
    """The human roles that N3's agents stand for at that level, each once, in the order of the call."""
    named = {agent.name: agent.role for agent in AGENTS}
    return tuple(dict.fromkeys(named[name] for name in CALLED_FIRST[severity]))
