"""Roles: joining, taking, giving and giving back (T6, N2)."""

from bot.incident.commands import AskFor, AssignRole, DeclineRole, Join, TakeRole
from bot.incident.events import (
    Acknowledged,
    Asked,
    Joined,
    PageAnswered,
    RoleAssigned,
    RoleDeclined,
    StatusChanged,
    TierEngaged,
)
from bot.incident.organisation import SlackId
from bot.incident.refusals import AlreadySo, NotForRole
from bot.incident.roles import Deed, Role
from bot.incident.state import MUSTER, Incident, Page, PageAnswer, Status
from bot.incident.story import Story
from bot.incident.who import require

#: How the label of a page begins that a person asked for by name.
BY_NAME = "Asked for by"

#: Taking one of these means working in that tier (section 12).
TIER_OF_ROLE = {
    Role.ON_CALL_ENGINEER: 1,
    Role.COMPONENT_OWNER: 2,
    Role.SOFTWARE_ARCHITECT: 3,
}


def join(story: Story, command: Join) -> None:
    """Become a responder."""
    require(story.state, Deed.JOIN, story.by, story.organisation, story.now)
    if story.state.is_responder(command.by):
        raise AlreadySo(what=f"You are a responder of {story.state.id} already.")
    story.tell(Joined(at=story.now, by=story.by, user=command.by, how="joined"))


def ask(story: Story, command: AskFor) -> None:
    """Ask somebody who may do what one may not do oneself; asking twice is asking once (rule 6)."""
    if any(one.user == command.user and one.what == command.what for one in story.state.asks):
        raise AlreadySo(what=f"{story.name(command.user)} was asked already.")
    story.tell(Asked(at=story.now, by=story.by, user=command.user, what=command.what))


def take(story: Story, command: TakeRole) -> None:
    """Take a role that the file names one for; taking a tier's role engages that tier."""
    require(story.state, Deed.TAKE_ROLE, story.by, story.organisation, story.now)
    if story.by not in candidates(story, command.role):
        raise NotForRole(role=command.role.spoken)
    held = story.state.roles.get(command.role)
    if held and held.user == story.by and held.taken:
        raise AlreadySo(what=f"You are {command.role.spoken} of {story.state.id} already.")
    story.tell(RoleAssigned(at=story.now, by=story.by, role=command.role, user=story.by, taken=True))
    if tier := TIER_OF_ROLE.get(command.role):
        engage_tier(story, tier)


def assign(story: Story, command: AssignRole) -> None:
    """The commander gives any role to anybody; a holder hands over their own."""
    if story.state.holder(command.role) != story.by:
        require(story.state, Deed.ASSIGN, story.by, story.organisation, story.now)
    if story.state.holder(command.role) == command.user:
        raise AlreadySo(what=f"{story.name(command.user)} is {command.role.spoken} already.")
    story.tell(RoleAssigned(at=story.now, by=story.by, role=command.role, user=command.user))


def decline(story: Story, command: DeclineRole) -> None:
    """Give a role back; the next person whom the file names for it takes its place."""
    if story.state.holder(command.role) != story.by:
        raise AlreadySo(what=f"You do not hold the role of {command.role.spoken}.")
    story.tell(RoleDeclined(at=story.now, by=story.by, role=command.role, user=story.by))
    name_next(story, command.role)


def name_next(story: Story, role: Role) -> None:
    """Name the next person for a role who has not declined it, if there is one."""
    declined = story.state.declined.get(role, ())
    following = next((one for one in candidates(story, role) if one not in declined), None)
    if following:
        story.tell(RoleAssigned(at=story.now, by=MUSTER, role=role, user=following))


def assign_leads(story: Story) -> None:
    """Commander, technical lead and communications lead, from on-call and the file (T6, I:287)."""
    for role in (Role.INCIDENT_COMMANDER, Role.TECHNICAL_LEAD, Role.COMMUNICATIONS_LEAD):
        if role not in story.state.roles:
            name_next(story, role)


def candidates(story: Story, role: Role) -> tuple[SlackId, ...]:
    """People for a role, the likeliest first: on-call for commander, the service's owner for technical lead."""
    organisation, state = story.organisation, story.state
    named = organisation.holders(role)
    on_call = [one for one in organisation.on_call(state.service, story.now) if one]
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


def engage_tier(story: Story, tier: int) -> None:
    """Somebody of a tier works on it, which acknowledges too; tier 1 makes the incident INVESTIGATING (D8)."""
    for page in story.state.open_pages():
        if page.tier == tier and page.user == story.by:
            story.tell(answered(story, page, PageAnswer.ENGAGED, story.by))
    release_others(story, tier)
    if story.state.acknowledged is None:
        story.tell(Acknowledged(at=story.now, by=story.by))
    called = story.state.tiers.get(tier)
    if called is None or called.engaged is None:
        story.tell(TierEngaged(at=story.now, by=story.by, tier=tier, user=story.by))
    if tier == 1 and _before(story.state, Status.INVESTIGATING):
        story.tell(StatusChanged(at=story.now, by=story.by, status=Status.INVESTIGATING))


def release_others(story: Story, tier: int) -> None:
    """Somebody answered for a tier: who else was called for it need not, unless they were asked for by name."""
    for page in story.state.open_pages():
        if page.tier == tier and not asked_by_name(page):
            story.tell(answered(story, page, PageAnswer.WITHDRAWN, MUSTER))


def asked_by_name(page: Page) -> bool:
    """Whether exactly this one is wanted, by a person or for what they are, and not the contact chain."""
    return page.beside or page.label.startswith(BY_NAME)


def answered(story: Story, page: Page, answer: PageAnswer, by: SlackId) -> PageAnswered:
    """What becomes of a page now."""
    return PageAnswered(at=story.now, by=by, page=page.key, user=page.user, answer=answer)


def _before(state: Incident, status: Status) -> bool:
    return state.status in (Status.DETECTED, Status.TRIAGED) and status is Status.INVESTIGATING
