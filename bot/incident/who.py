"""Who may do and see what, decided once for every surface (catalogue 10.9, DESIGN 12)."""

from datetime import datetime

from bot.incident.organisation import Organisation, SlackId
from bot.incident.refusals import Invisible, NotAllowed
from bot.incident.roles import Deed, Role
from bot.incident.state import MUSTER, Incident


def may_see(state: Incident, person: SlackId) -> bool:
    """Whether the person may know of the incident: everybody, or in a private one its members."""
    return not state.private or person == MUSTER or state.is_responder(person)


def may(state: Incident, deed: Deed, person: SlackId, organisation: Organisation, now: datetime) -> bool:
    """Whether the person may do the deed in this incident now."""
    if person == MUSTER:
        return True
    if not may_see(state, person):
        return False
    allowed = organisation.policies.permissions[deed]
    if allowed.anybody:
        return True
    if allowed.responders and state.is_responder(person):
        return True
    return person in deciders(state, deed, organisation, now)


def deciders(state: Incident, deed: Deed, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """The people who may do a deed that is bound to roles, the likeliest first.

    A role that nobody holds in the incident is open to everybody whom the file names for it, except the
    commander's: without a commander the on-call engineer, primary or backup, stands in (10.9).
    """
    people: list[SlackId] = []
    for role in organisation.policies.permissions[deed].roles:
        if holder := state.holder(role):
            people.append(holder)
        elif role is Role.INCIDENT_COMMANDER:
            people += [person for person in organisation.on_call(state.service, now) if person]
        elif role is not Role.TECHNICAL_LEAD:
            people += organisation.holders(role)
    return tuple(dict.fromkeys(people))


def answerers(state: Incident, role: Role, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """Who may give a decision that is asked of a role: who holds it, else whom the file names for it (K3).

    Without any who may know of the incident, the commander's chain stands in (10.9).
    """
    holder = state.holder(role)
    people = (holder,) if holder else organisation.holders(role)
    seeing = tuple(one for one in people if may_see(state, one))
    return seeing or deciders(state, Deed.ANSWER, organisation, now)


def require_answerer(state: Incident, role: Role, person: SlackId, organisation: Organisation, now: datetime) -> None:
    """Raises NotAllowed, naming who may, unless the person may give a decision that is asked of the role."""
    people = answerers(state, role, organisation, now)
    if person == MUSTER or person in people:
        return
    names = f" ({', '.join(organisation.name_of(one) for one in people)})" if people else " (nobody holds it)"
    stands_in = "" if any(role in _roles_of(state, organisation, one) for one in people) else " or who stands in"
    raise NotAllowed(deed=Deed.ANSWER, roles=(role,), people=people, who=f"the {role.spoken}{stands_in}{names}")


def _roles_of(state: Incident, organisation: Organisation, one: SlackId) -> tuple[Role, ...]:
    named = organisation.person(one)
    held = tuple(role for role, assignment in state.roles.items() if assignment.user == one)
    return (*held, *(named.roles if named else ()))


def require(state: Incident, deed: Deed, person: SlackId, organisation: Organisation, now: datetime) -> None:
    """Raises NotAllowed, naming who may, unless the person may do the deed; Invisible hides what is private."""
    if may(state, deed, person, organisation, now):
        return
    if not may_see(state, person):
        # For somebody who may not know of it, a private incident is not there.
        raise Invisible(incident=state.id)
    allowed = organisation.policies.permissions[deed]
    if allowed.responders and not allowed.roles:
        raise NotAllowed(deed=deed, roles=(), people=(), who="a responder: join the incident first")
    people = deciders(state, deed, organisation, now)
    roles = " or the ".join(role.spoken for role in allowed.roles)
    names = f" ({', '.join(organisation.name_of(one) for one in people)})" if people else " (nobody holds it)"
    raise NotAllowed(deed=deed, roles=allowed.roles, people=people, who=f"the {roles}{names}")
