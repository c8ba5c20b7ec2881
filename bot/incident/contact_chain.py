"""Whom a tier calls, in order, and who is called where nobody holds a role of management (E1, E7)."""

from datetime import datetime

from bot.incident.organisation import Organisation, SlackId
from bot.incident.roles import Role
from bot.incident.state import Incident
from bot.incident.timers import MANAGEMENT_TIER

TIER_NAMES = {1: "on-call", 2: "component owner", 3: "architecture", MANAGEMENT_TIER: "management"}


def contact_chain(state: Incident, tier: int, organisation: Organisation, now: datetime) -> list[tuple[SlackId, str]]:
    """Whom a tier calls, in order, each with the reason it is them (E1, E7, contact chain of A and I)."""
    primary, backup = organisation.on_call(state.service, now)
    owners = organisation.services[state.service].owners if state.service in organisation.services else ()
    first: list[tuple[SlackId | None, str]]
    match tier:
        case 1:
            first = [(primary, "On-call primary"), (backup, "On-call backup")]
        case 2:
            named = dict.fromkeys([*owners, *organisation.holders(Role.COMPONENT_OWNER)])
            first = [(one, "Component owner") for one in named]
        case 3:
            roles = (Role.SOFTWARE_ARCHITECT, Role.INFRASTRUCTURE_LEAD, Role.DATABASE_ADMINISTRATOR)
            first = [(one, "Architecture") for one in organisation.holders(*roles)]
        case _:
            first = []
    chain = [*first, *_above(organisation, cover=tier < 3)]
    seen: dict[SlackId, str] = {}
    for user, label in chain:
        if user:
            seen.setdefault(user, label)
    return list(seen.items())


def instead(state: Incident, organisation: Organisation, now: datetime) -> list[tuple[SlackId, str]]:
    """Who is called, in order, where nobody holds a role of management: the contact chain, then who leads (E7)."""
    commander, (primary, _) = state.holder(Role.INCIDENT_COMMANDER), organisation.on_call(state.service, now)
    leads = [(commander, "Incident commander"), (primary, "On-call primary")]
    return [*_above(organisation, cover=True), *((user, label) for user, label in leads if user)]


def _above(organisation: Organisation, *, cover: bool) -> list[tuple[SlackId, str]]:
    """The contact chain above every tier: manager, architect for cover, sponsor (E7)."""
    managers = [(one, "Engineering manager") for one in organisation.holders(Role.ENGINEERING_MANAGER)]
    architects = [(one, "Architect, for cover") for one in organisation.holders(Role.SOFTWARE_ARCHITECT)]
    sponsors = [(one, "Executive sponsor") for one in organisation.holders(Role.EXECUTIVE_SPONSOR)]
    return [*managers, *(architects if cover else []), *sponsors]
