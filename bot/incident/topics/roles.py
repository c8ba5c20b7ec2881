"""Roles: taking, giving and giving back (T6, N2)."""

from typing import Literal

from bot.incident import permissions
from bot.incident.changes import merged
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.organisation import SlackId
from bot.incident.refusals import AlreadySo, NotForRole
from bot.incident.roles import Permission, Role, titled
from bot.incident.state import MUSTER, Assignment, Incident
from bot.incident.topics.paging import engage_tier

#: Taking one of these means working in that tier (section 12).
TIER_OF_ROLE = {
    Role.ON_CALL_ENGINEER: 1,
    Role.COMPONENT_OWNER: 2,
    Role.SOFTWARE_ARCHITECT: 3,
}


class RoleAssigned(Fact):
    """Somebody holds a role; `taken` when they pressed for it themselves."""

    about = What.ROLES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["role_assigned"] = "role_assigned"
    role: Role
    user: SlackId
    taken: bool = False

    def apply(self, state: Incident) -> Incident:
        held = Assignment(user=self.user, at=self.at, by=self.by, taken=self.taken)
        return state.but(
            roles={**state.roles, self.role: held},
            responders={self.user: f"is {self.role.spoken}", **state.responders},
        )

    def sentence(self, name: Naming) -> str:
        if self.taken:
            return f"{name(self.user)} took the role of {self.role.spoken}"
        return f"{name(self.user)} was named {self.role.spoken} by {name(self.by)}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{titled(self.role)} assigned", name(self.user)

    def is_minor(self) -> bool:
        return self.by == MUSTER


class RoleDeclined(Fact):
    """Somebody gave a role back."""

    about = What.ROLES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["role_declined"] = "role_declined"
    role: Role
    user: SlackId

    def apply(self, state: Incident) -> Incident:
        return state.but(
            roles={role: held for role, held in state.roles.items() if role is not self.role},
            declined={**state.declined, self.role: merged(state.declined.get(self.role, ()), (self.user,))},
        )

    def sentence(self, name: Naming) -> str:
        return f"{name(self.user)} gave back the role of {self.role.spoken}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Role given back: {self.role.spoken}", name(self.user)


class TakeRole(Command):
    """Take a role oneself."""

    sense = Sense.UNTIL_CLOSED
    permission = Permission.TAKE_ROLE

    role: Role


@decides(TakeRole)
def take(deciding: Deciding, command: TakeRole) -> None:
    """Take a role that the file names one for; taking a tier's role engages that tier."""
    if deciding.by not in candidates(deciding, command.role):
        raise NotForRole(role=command.role.spoken)
    held = deciding.state.roles.get(command.role)
    if held and held.user == deciding.by and held.taken:
        raise AlreadySo(what=f"You are {command.role.spoken} of {deciding.state.id} already.")
    deciding.tell(RoleAssigned(at=deciding.now, by=deciding.by, role=command.role, user=deciding.by, taken=True))
    if tier := TIER_OF_ROLE.get(command.role):
        engage_tier(deciding, tier)


class AssignRole(Command):
    """Give a role to somebody; by its holder this is a hand-over."""

    sense = Sense.UNTIL_CLOSED
    permission = Permission.ASSIGN

    role: Role
    user: SlackId

    def require_permission(self, deciding: Deciding) -> None:
        """Who holds the role may hand it over, whoever else may assign it."""
        if deciding.state.holder(self.role) != deciding.by:
            super().require_permission(deciding)


@decides(AssignRole)
def assign(deciding: Deciding, command: AssignRole) -> None:
    """The commander gives any role to anybody; a holder hands over their own."""
    if deciding.state.holder(command.role) == command.user:
        raise AlreadySo(what=f"{deciding.name(command.user)} is {command.role.spoken} already.")
    deciding.tell(RoleAssigned(at=deciding.now, by=deciding.by, role=command.role, user=command.user))


class DeclineRole(Command):
    """Give a role back; the next person for it is named, if there is one."""

    sense = Sense.UNTIL_CLOSED

    role: Role


@decides(DeclineRole)
def decline(deciding: Deciding, command: DeclineRole) -> None:
    """Give a role back; the next person whom the file names for it takes its place."""
    if deciding.state.holder(command.role) != deciding.by:
        raise AlreadySo(what=f"You do not hold the role of {command.role.spoken}.")
    deciding.tell(RoleDeclined(at=deciding.now, by=deciding.by, role=command.role, user=deciding.by))
    name_next(deciding, command.role)


def name_next(deciding: Deciding, role: Role) -> None:
    """Name the next person for a role who has not declined it, if there is one."""
    declined = deciding.state.declined.get(role, ())
    following = next((one for one in candidates(deciding, role) if one not in declined), None)
    if following:
        deciding.tell(RoleAssigned(at=deciding.now, by=MUSTER, role=role, user=following))


def assign_leads(deciding: Deciding) -> None:
    """Commander, technical lead and communications lead, from on-call and the file (T6, I:287)."""
    for role in (Role.INCIDENT_COMMANDER, Role.TECHNICAL_LEAD, Role.COMMUNICATIONS_LEAD):
        if role not in deciding.state.roles:
            name_next(deciding, role)


def candidates(deciding: Deciding, role: Role) -> tuple[SlackId, ...]:
    """People for a role, the likeliest first."""
    return permissions.candidates(deciding.state, role, deciding.organisation, deciding.now)
