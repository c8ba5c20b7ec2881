"""Roles that people hold in an incident, and who may do what with them."""

from enum import StrEnum

from bot.incident.model import Value


class Role(StrEnum):
    """A part that a person plays in an incident (N2, the people)."""

    INCIDENT_COMMANDER = "incident_commander"
    TECHNICAL_LEAD = "technical_lead"
    COMMUNICATIONS_LEAD = "communications_lead"
    ON_CALL_ENGINEER = "on_call_engineer"
    COMPONENT_OWNER = "component_owner"
    SOFTWARE_ARCHITECT = "software_architect"
    DEPLOYMENT_MANAGER = "deployment_manager"
    RELIABILITY_ENGINEER = "reliability_engineer"
    SECURITY_LEAD = "security_lead"
    SUPPORT_LEAD = "support_lead"
    PRODUCT_OWNER = "product_owner"
    ENGINEERING_MANAGER = "engineering_manager"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    DATABASE_ADMINISTRATOR = "database_administrator"
    INFRASTRUCTURE_LEAD = "infrastructure_lead"
    CISO = "ciso"
    GENERAL_COUNSEL = "general_counsel"

    @property
    def spoken(self) -> str:
        """The role in words, for cards and answers."""
        return "CISO" if self is Role.CISO else self.value.replace("_", " ").replace("on call", "on-call")


def titled(role: Role) -> str:
    """The role in words at the beginning of a line."""
    return f"{role.spoken[:1].upper()}{role.spoken[1:]}"


def read_role(text: str) -> Role | None:
    """The role a person means by `commander`, `tech lead`, `communications-lead`...; None when unknown."""
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    return SHORT_ROLE_NAMES.get(word) or next((role for role in Role if role.value == word), None)


SHORT_ROLE_NAMES: dict[str, Role] = {
    "commander": Role.INCIDENT_COMMANDER,
    "ic": Role.INCIDENT_COMMANDER,
    "tech_lead": Role.TECHNICAL_LEAD,
    "communications": Role.COMMUNICATIONS_LEAD,
    "comms": Role.COMMUNICATIONS_LEAD,
    "comms_lead": Role.COMMUNICATIONS_LEAD,
    "on_call": Role.ON_CALL_ENGINEER,
    "oncall": Role.ON_CALL_ENGINEER,
    "owner": Role.COMPONENT_OWNER,
    "architect": Role.SOFTWARE_ARCHITECT,
    "manager": Role.ENGINEERING_MANAGER,
    "sponsor": Role.EXECUTIVE_SPONSOR,
    "security_gatekeeper": Role.SECURITY_LEAD,
    "support": Role.SUPPORT_LEAD,
    "lead": Role.TECHNICAL_LEAD,
    "tl": Role.TECHNICAL_LEAD,
    "technical": Role.TECHNICAL_LEAD,
    "cl": Role.COMMUNICATIONS_LEAD,
    "communication": Role.COMMUNICATIONS_LEAD,
    "communication_lead": Role.COMMUNICATIONS_LEAD,
    "oncall_engineer": Role.ON_CALL_ENGINEER,
    "deployment": Role.DEPLOYMENT_MANAGER,
    "deploy_manager": Role.DEPLOYMENT_MANAGER,
    "dm": Role.DEPLOYMENT_MANAGER,
    "sre": Role.RELIABILITY_ENGINEER,
    "reliability": Role.RELIABILITY_ENGINEER,
    "security": Role.SECURITY_LEAD,
    "product": Role.PRODUCT_OWNER,
    "em": Role.ENGINEERING_MANAGER,
    "executive": Role.EXECUTIVE_SPONSOR,
    "exec": Role.EXECUTIVE_SPONSOR,
    "dba": Role.DATABASE_ADMINISTRATOR,
    "database": Role.DATABASE_ADMINISTRATOR,
    "infrastructure": Role.INFRASTRUCTURE_LEAD,
    "infra": Role.INFRASTRUCTURE_LEAD,
    "legal": Role.GENERAL_COUNSEL,
    "counsel": Role.GENERAL_COUNSEL,
}


class Permission(StrEnum):
    """Something that a person may or may not do (catalogue 10.9)."""

    DECLARE = "declare"
    READ = "read"
    JOIN = "join"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    ESCALATE = "escalate"
    QUESTIONS = "questions"
    TRIAGE = "triage"
    REOPEN = "reopen"
    SEVERITY = "severity"
    ASSIGN = "assign"
    PAUSE = "pause"
    RESOLVE = "resolve"
    CLOSE = "close"
    STEP = "step"
    SKIP = "skip"
    GATE_TRIAGE = "gate:triage"
    GATE_CAUSE = "gate:cause"
    GATE_MITIGATION = "gate:mitigation"
    GATE_DEPLOY = "gate:deploy"
    GATE_REVIEW = "gate:review"
    GATE_WORDS = "gate:words"
    UPDATE = "update"
    ANSWER = "answer"
    TAKE_ROLE = "take a role"


class Allowed(Value):
    """Who has a permission: anybody, responders (who joined, was paged or holds a role), or holders of roles."""

    anybody: bool = False
    responders: bool = False
    roles: tuple[Role, ...] = ()


_COMMAND = Allowed(roles=(Role.INCIDENT_COMMANDER, Role.TECHNICAL_LEAD))
_ANYBODY = Allowed(anybody=True)
_RESPONDERS = Allowed(responders=True)
_WORDS = Allowed(roles=(Role.COMMUNICATIONS_LEAD, Role.INCIDENT_COMMANDER))

#: The defaults of catalogue 10.9; the organisation's file can change them.
PERMISSIONS: dict[Permission, Allowed] = {
    Permission.DECLARE: _ANYBODY,
    Permission.READ: _ANYBODY,
    Permission.JOIN: _ANYBODY,
    Permission.NOTE: _ANYBODY,
    Permission.ACKNOWLEDGE: _ANYBODY,
    Permission.TAKE_ROLE: _ANYBODY,
    Permission.ESCALATE: _RESPONDERS,
    Permission.QUESTIONS: _RESPONDERS,
    Permission.TRIAGE: _RESPONDERS,
    Permission.REOPEN: _RESPONDERS,
    Permission.SEVERITY: _COMMAND,
    Permission.ASSIGN: _COMMAND,
    Permission.PAUSE: _COMMAND,
    Permission.RESOLVE: _COMMAND,
    Permission.CLOSE: _COMMAND,
    Permission.STEP: _RESPONDERS,
    Permission.SKIP: _COMMAND,
    Permission.GATE_TRIAGE: _COMMAND,
    Permission.GATE_CAUSE: _COMMAND,
    Permission.GATE_MITIGATION: _COMMAND,
    Permission.GATE_DEPLOY: Allowed(roles=(Role.DEPLOYMENT_MANAGER,)),
    Permission.GATE_REVIEW: _COMMAND,
    Permission.GATE_WORDS: _WORDS,
    Permission.UPDATE: _WORDS,
    # In the place of a sponsor or manager who is asked for a decision, where the organisation has none (K3).
    Permission.ANSWER: _COMMAND,
}
