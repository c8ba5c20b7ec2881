"""Who may do and see what, decided once for every surface (catalogue 10.9, DESIGN 12)."""

from datetime import datetime

from bot.incident.organisation import Organisation, SlackId
from bot.incident.refusals import Invisible, NotAllowed
from bot.incident.roles import Permission, Role
from bot.incident.state import MUSTER, Gate, Incident


def may_see(state: Incident, person: SlackId) -> bool:
    """Whether the person may know of the incident: everybody, or in a private one its members."""
    return not state.private or person == MUSTER or state.is_responder(person)


def may(state: Incident, permission: Permission, person: SlackId, organisation: Organisation, now: datetime) -> bool:
    """Whether the person may has the permission in this incident now."""
    if person == MUSTER:
        return True
    if not may_see(state, person):
        return False
    allowed = organisation.policies.permissions[permission]
    if allowed.anybody:
        return True
    if allowed.responders and state.is_responder(person):
        return True
    return person in deciders(state, permission, organisation, now)


def deciders(
    state: Incident, permission: Permission, organisation: Organisation, now: datetime
) -> tuple[SlackId, ...]:
    """The people who have a permission that is bound to roles, the likeliest first.

    A role that nobody holds in the incident is open to everybody whom the file names for it, except the
    commander's: without a commander the on-call engineer, primary or backup, stands in (10.9).
    """
    people: list[SlackId] = []
    for role in organisation.policies.permissions[permission].roles:
        if holder := state.holder(role):
            people.append(holder)
        elif role is Role.INCIDENT_COMMANDER:
            people += [person for person in organisation.on_call(state.service, now) if person]
        elif role is not Role.TECHNICAL_LEAD:
            people += organisation.holders(role)
    return tuple(dict.fromkeys(people))


def candidates(state: Incident, role: Role, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """People for a role, the likeliest first: on-call for commander, the service's owner for technical lead."""
    named = organisation.holders(role)
    on_call = [one for one in organisation.on_call(state.service, now) if one]
    owners = organisation.services[state.service].owners if state.service in organisation.services else ()
    match role:
        case Role.INCIDENT_COMMANDER:
            found = [*on_call, *named]
        case Role.ON_CALL_ENGINEER:
            found = [*on_call, *named]
        case Role.TECHNICAL_LEAD:
            found = [*owners, *organisation.holders(Role.COMPONENT_OWNER), *on_call, *named]
        case Role.COMPONENT_OWNER:
            found = [*owners, *named]
        case Role.COMMUNICATIONS_LEAD:
            found = [*named, *organisation.holders(Role.SUPPORT_LEAD)]
        case _:
            found = [*named]
    return tuple(dict.fromkeys(found))


#: How many of those who may decide a gate are asked at first.
ASKED_AT_FIRST = 2


def gate_cover(state: Incident, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """Who may be asked to decide a gate where the others are silent, the likeliest first.

    Whoever could be commander or technical lead, but for those who gave either role of this incident back.
    """
    leads = (Role.INCIDENT_COMMANDER, Role.TECHNICAL_LEAD)
    gave_back = {one for role in leads for one in state.declined.get(role, ())}
    able = dict.fromkeys(one for role in leads for one in candidates(state, role, organisation, now))
    return tuple(one for one in able if one not in gave_back)


def stand_ins(state: Incident, gate: Gate, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """Those who were asked to decide a gate because the others were silent, as far as they still stand in."""
    cover = gate_cover(state, organisation, now)
    return tuple(one for one in gate.backup if one in cover)


def asked_now(
    state: Incident, gate: Gate, permission: Permission, organisation: Organisation, now: datetime
) -> tuple[SlackId, ...]:
    """Who is waited for at a gate: whoever may decide it by the roles as they are now, and who stands in.

    Roles change hands while a gate waits; whom it asked when it opened is on the timeline, and counts no more.
    """
    people = deciders(state, permission, organisation, now)[:ASKED_AT_FIRST]
    return tuple(dict.fromkeys((*people, *stand_ins(state, gate, organisation, now))))


def require_decider(
    state: Incident, gate: Gate, permission: Permission, person: SlackId, organisation: Organisation, now: datetime
) -> None:
    """Raises NotAllowed, naming who may, unless the person may decide a gate by the roles as they are now (10.9)."""
    if person not in stand_ins(state, gate, organisation, now):
        require(state, permission, person, organisation, now)


def update_writers(state: Incident, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """Who is reminded of an update: the communications lead, else the commander, else on-call for them (K1, 10.9)."""
    holders = [state.holder(Role.COMMUNICATIONS_LEAD), state.holder(Role.INCIDENT_COMMANDER)]
    on_call = organisation.on_call(state.service, now)
    return tuple(one for one in (*holders, *on_call) if one)[:1]


def answerers(state: Incident, role: Role, organisation: Organisation, now: datetime) -> tuple[SlackId, ...]:
    """Who may give a decision that is asked of a role: who holds it, else whom the file names for it (K3).

    Without any who may know of the incident, the commander's chain stands in (10.9).
    """
    holder = state.holder(role)
    people = (holder,) if holder else organisation.holders(role)
    seeing = tuple(one for one in people if may_see(state, one))
    return seeing or deciders(state, Permission.ANSWER, organisation, now)


def require_answerer(state: Incident, role: Role, person: SlackId, organisation: Organisation, now: datetime) -> None:
    """Raises NotAllowed, naming who may, unless the person may give a decision that is asked of the role."""
    people = answerers(state, role, organisation, now)
    if person == MUSTER or person in people:
        return
    names = f" ({', '.join(organisation.name_of(one) for one in people)})" if people else " (nobody holds it)"
    stands_in = "" if any(role in _roles_of(state, organisation, one) for one in people) else " or who stands in"
    raise NotAllowed(deed=Permission.ANSWER, roles=(role,), people=people, who=f"the {role.spoken}{stands_in}{names}")


def _roles_of(state: Incident, organisation: Organisation, one: SlackId) -> tuple[Role, ...]:
    named = organisation.person(one)
    held = tuple(role for role, assignment in state.roles.items() if assignment.user == one)
    return (*held, *(named.roles if named else ()))


def require(
    state: Incident, permission: Permission, person: SlackId, organisation: Organisation, now: datetime
) -> None:
    """Raises NotAllowed, naming who may, unless the person has the permission; Invisible hides what is private."""
    if may(state, permission, person, organisation, now):
        return
    if not may_see(state, person):
        # For somebody who may not know of it, a private incident is not there.
        raise Invisible(incident=state.id)
    allowed = organisation.policies.permissions[permission]
    if allowed.responders and not allowed.roles:
        raise NotAllowed(deed=permission, roles=(), people=(), who="a responder: join the incident first")
    people = deciders(state, permission, organisation, now)
    roles = " or the ".join(role.spoken for role in allowed.roles)
    names = f" ({', '.join(organisation.name_of(one) for one in people)})" if people else " (nobody holds it)"
    raise NotAllowed(deed=permission, roles=allowed.roles, people=people, who=f"the {roles}{names}")
