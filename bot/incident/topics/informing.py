"""Telling people who are not of a tier: management, those who hear at once (N4), those whom guidance brings in."""

from typing import Literal

from bot.incident.changes import taken_in
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming, What
from bot.incident.guidance import Reading
from bot.incident.intake import Told
from bot.incident.organisation import SlackId
from bot.incident.roles import Role
from bot.incident.roster import HEARS_AT_ONCE
from bot.incident.severity import Severity, spoken
from bot.incident.state import MUSTER, Incident
from bot.incident.topics.escalation import call_beside, inform
from bot.incident.topics.roles import RoleAssigned, candidates

#: Roles that are paged when guidance brings them in; others hear of it in a message that asks for nothing.
PAGED = (Role.SECURITY_LEAD,)

#: Roles that hear of a private incident too, when guidance brings them in (S7).
CONFIDED = (Role.GENERAL_COUNSEL,)


class PeopleTold(Fact):
    """People heard of the incident at once because of their role, without being paged (N4, D10)."""

    about = What.PAGES
    minor = True

    kind: Literal["people_told"] = "people_told"
    people: dict[SlackId, Role]
    reason: str

    def apply(self, state: Incident) -> Incident:
        told = {user: Told(role=role, at=self.at) for user, role in self.people.items()}
        if state.private:
            # Who is told of a private incident must be able to see it; else nobody is a responder by it (10.9).
            state = state.but(responders={**dict.fromkeys(self.people, "was told"), **state.responders})
        return taken_in(state, told={**state.intake.told, **told})

    def sentence(self, name: Naming) -> str:
        people = ", ".join(f"{name(user)} ({role.spoken})" for user, role in self.people.items())
        return f"Told at once, {self.reason}: {people}"


def tell_at_once(deciding: Deciding, severity: Severity) -> None:
    """Those who hear at once at that level, if they have not heard of it yet in another way (N4).

    A private incident is told to nobody whom it does not need; its commander brings in others.
    """
    if not deciding.state.private:
        _tell(deciding, HEARS_AT_ONCE[severity], f"it is {spoken(severity)}")


def bring_in(deciding: Deciding, reading: Reading) -> None:
    """Guidance calls for people: the security lead is paged, executives are informed, others hear (D10, E5)."""
    why = f"guidance: {', '.join(reading.concerns)}"
    for role in reading.roles:
        if role in PAGED:
            _call(deciding, role, why)
    if reading.executives:
        inform(deciding, Role.EXECUTIVE_SPONSOR, f"at once, {', '.join(reading.executives)}")
    heard = tuple(role for role in reading.roles if role not in PAGED)
    _tell(deciding, tuple(role for role in heard if role in CONFIDED) if deciding.state.private else heard, why)


def _call(deciding: Deciding, role: Role, why: str) -> None:
    declined = deciding.state.declined.get(role, ())
    able = [user for user in candidates(deciding, role) if user not in declined]
    user = deciding.state.holder(role) or next(iter(able), None)
    if user is None or user == deciding.by:
        return
    if any(page.user == user and page.label == role.spoken.capitalize() for page in deciding.state.pages.values()):
        return
    if deciding.state.holder(role) is None:
        deciding.tell(RoleAssigned(at=deciding.now, by=MUSTER, role=role, user=user))
    if not any(page.user == user for page in deciding.state.open_pages()):
        call_beside(deciding, user, role.spoken.capitalize(), why)


def _tell(deciding: Deciding, roles: tuple[Role, ...], reason: str) -> None:
    people: dict[SlackId, Role] = {}
    for role in roles:
        user = deciding.state.holder(role) or next(iter(candidates(deciding, role)), None)
        if user and user != deciding.by and not _has_heard(deciding, user):
            people.setdefault(user, role)
    if people:
        deciding.tell(PeopleTold(at=deciding.now, by=MUSTER, people=people, reason=reason))


def _has_heard(deciding: Deciding, user: SlackId) -> bool:
    """By a page, by a role they were given, or by such a message before: nothing is said twice."""
    state = deciding.state
    holds = any(held.user == user for held in state.roles.values())
    return holds or user in state.intake.told or any(page.user == user for page in state.pages.values())
