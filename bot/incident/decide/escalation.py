"""Calling people: tiers, pages, and what follows from an answer or from silence (E1, E7, E9)."""

from datetime import datetime, timedelta

from bot.incident.commands import Acknowledge, DeclinePage, Engage, Escalate
from bot.incident.decide.roles import BY_NAME, answered, asked_by_name, engage_tier, release_others
from bot.incident.decide.words import kept
from bot.incident.events import (
    Acknowledged,
    ChainExhausted,
    ManagementInformed,
    Paged,
    RoleAssigned,
    TierCalled,
)
from bot.incident.organisation import Organisation, SlackId
from bot.incident.refusals import AlreadySo, NobodyLeft, NotPaged, TextMissing
from bot.incident.roles import Deed, Role, titled
from bot.incident.state import MUSTER, Incident, Page, PageAnswer
from bot.incident.story import Story
from bot.incident.timers import MANAGEMENT, response_of
from bot.incident.who import require

TIER_NAMES = {1: "on-call", 2: "component owner", 3: "architecture", MANAGEMENT: "management"}


def acknowledge(story: Story, command: Acknowledge) -> None:
    """The paged person has seen it; others of the same tier need not answer any more."""
    page = _page_of(story, command.page)
    _answer(story, page, PageAnswer.ACKNOWLEDGED)
    if story.state.acknowledged is None:
        story.tell(Acknowledged(at=story.now, by=story.by))


def engage(story: Story, command: Engage) -> None:
    """The paged person works on it, which acknowledges too (section 12)."""
    page = _page_of(story, command.page, engaging=True)
    _answer(story, page, PageAnswer.ENGAGED)
    if not page.beside:
        engage_tier(story, page.tier)
    elif story.state.acknowledged is None:
        story.tell(Acknowledged(at=story.now, by=story.by))


def decline_page(story: Story, command: DeclinePage) -> None:
    """The paged person can't: the next one is called now, and roles they were only named for move on."""
    page = _page_of(story, command.page)
    if page.answer is not PageAnswer.OPEN:
        raise AlreadySo(what="This page does not wait for you any more.")
    story.tell(answered(story, page, PageAnswer.DECLINED, story.by))
    not_taken(story, page, "declined")


def escalate(story: Story, command: Escalate) -> None:
    """A person asks for the next tier, or for somebody by name (E1)."""
    require(story.state, Deed.ESCALATE, story.by, story.organisation, story.now)
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why", usage="escalate database suspected, need the owner")
    if command.user:
        _call_person(story, command.user, reason)
        return
    tier = command.tier or max([n for n in story.state.tiers if n < MANAGEMENT], default=0) + 1
    if tier in story.state.tiers and story.state.tiers[tier].engaged is None:
        call_next(story, tier, reason, fail_when_empty=True)
    elif tier in story.state.tiers:
        raise AlreadySo(what=f"Tier {tier} ({TIER_NAMES[tier]}) is engaged already.")
    else:
        call_tier(story, tier, reason)


def call_tier(story: Story, tier: int, reason: str) -> None:
    """Call a tier and page its first person. A tier that nobody stands in for passes on at once."""
    story.tell(TierCalled(at=story.now, by=story.by, tier=tier, reason=reason))
    call_next(story, tier, reason)


def call_next(story: Story, tier: int, reason: str, *, fail_when_empty: bool = False) -> None:
    """Page the next person of a tier's contact chain who was not paged for it yet (E7)."""
    chain = [
        (user, label)
        for user, label in contact_chain(story.state, tier, story.organisation, story.now)
        if not _called_before(story.state, user, tier)
    ]
    if not chain:
        if fail_when_empty:
            raise NobodyLeft(tier=tier)
        story.tell(ChainExhausted(at=story.now, by=MUSTER, tier=tier))
        return
    user, label = chain[0]
    _page(story, user, label, tier, reason, next_label=_next_words(story, chain))
    _move_roles(story, user)


def inform(story: Story, role: Role, reason: str) -> None:
    """Management hears whatever the tiers do: the manager, and the executive sponsor, each once (E5, 10.4)."""
    if role in story.state.informed:
        return
    nobody = not story.organisation.holders(role)
    story.tell(ManagementInformed(at=story.now, by=MUSTER, role=role, reason=reason, nobody=nobody))
    call_role(story, role, titled(role), f"{reason}: management is informed", beside=True)


def call_role(
    story: Story, role: Role, label: str, reason: str, *, within: float | None = None, beside: bool = False
) -> None:
    """Page who holds a role of management; where nobody does, the next of the contact chain, who reads why."""
    if holders := story.organisation.holders(role):
        call(story, holders[0], label, MANAGEMENT, reason, by=MUSTER, within=within, beside=beside)
    elif chain := instead(story.state, story.organisation, story.now):
        user, standing_in = chain[0]
        why = f"{reason}; nobody holds the role of {role.spoken}, so you are called instead"
        call(story, user, standing_in, MANAGEMENT, why, by=MUSTER, within=within, beside=beside)
    else:
        story.tell(ChainExhausted(at=story.now, by=MUSTER, tier=MANAGEMENT))


def instead(state: Incident, organisation: Organisation, now: datetime) -> list[tuple[SlackId, str]]:
    """Who is called, in order, where nobody holds a role of management: the contact chain, then who leads (E7)."""
    commander, (primary, _) = state.holder(Role.INCIDENT_COMMANDER), organisation.on_call(state.service, now)
    leads = [(commander, "Incident commander"), (primary, "On-call primary")]
    return [*_above(organisation, cover=True), *((user, label) for user, label in leads if user)]


def call(
    story: Story, user: SlackId, label: str, tier: int, reason: str, *, by: SlackId, within: float | None = None,
    next_label: str = "", beside: bool = False,
) -> None:  # fmt: skip
    """Page one person, under the next number of their pages; `within` is how long they have, in seconds."""
    number = story.state.page_counts.get(user, 0) + 1
    deadline = story.now + timedelta(seconds=within) if within is not None else None
    story.tell(
        Paged(
            at=story.now, by=by, page=f"page:{user}:{number}", user=user, label=label, tier=tier,
            reason=reason, deadline=deadline, next_label=next_label, beside=beside,
        )
    )  # fmt: skip


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


def _above(organisation: Organisation, *, cover: bool) -> list[tuple[SlackId, str]]:
    """The contact chain above every tier: manager, architect for cover, sponsor (E7)."""
    managers = [(one, "Engineering manager") for one in organisation.holders(Role.ENGINEERING_MANAGER)]
    architects = [(one, "Architect, for cover") for one in organisation.holders(Role.SOFTWARE_ARCHITECT)]
    sponsors = [(one, "Executive sponsor") for one in organisation.holders(Role.EXECUTIVE_SPONSOR)]
    return [*managers, *(architects if cover else []), *sponsors]


def not_taken(story: Story, page: Page, how: str) -> None:
    """Somebody declined or stayed silent: the next of the chain is called, unless somebody of it is being paged.

    One who was asked for by name has no next.
    """
    called = [other for other in story.state.open_pages() if other.deadline and other.tier == page.tier]
    if not asked_by_name(page) and all(asked_by_name(other) for other in called):
        call_next(story, page.tier, f"{story.name(page.user)} {how}")


def _next_words(story: Story, chain: list[tuple[SlackId, str]]) -> str:
    return f"{story.name(chain[1][0])} ({chain[1][1].lower()})" if len(chain) > 1 else ""


def _called_before(state: Incident, user: SlackId, tier: int) -> bool:
    since = state.tiers[tier].called_at if tier in state.tiers else None
    return any(
        page.user == user and page.tier == tier and (since is None or page.at >= since)
        for page in state.pages.values()
    )


def call_beside(story: Story, user: SlackId, label: str, reason: str) -> None:
    """Page somebody for what they are, beside the contact chain: nobody stands in for them."""
    _page(story, user, label, _current_tier(story), reason, next_label="", beside=True)


def _current_tier(story: Story) -> int:
    return max([n for n in story.state.tiers if n < MANAGEMENT], default=1)


def _page(
    story: Story, user: SlackId, label: str, tier: int, reason: str, next_label: str, *, beside: bool = False
) -> None:
    seconds = response_of(story.state, story.organisation.policies).acknowledge
    call(story, user, label, tier, reason, by=story.by, within=seconds, next_label=next_label, beside=beside)


def _call_person(story: Story, user: SlackId, reason: str) -> None:
    if any(page.user == user for page in story.state.open_pages()):
        raise AlreadySo(what=f"{story.name(user)} is being paged already.")
    _page(story, user, f"{BY_NAME} {story.name(story.by)}", _current_tier(story), reason, next_label="")


def _move_roles(story: Story, to: SlackId) -> None:
    """Roles that somebody who did not answer was only named for go to the one who is called instead."""
    last = {page.user: page.answer for page in story.state.pages.values()}
    silent = {user for user, answer in last.items() if answer in (PageAnswer.UNANSWERED, PageAnswer.DECLINED)}
    able = story.organisation.person(to)
    for role, held in story.state.roles.items():
        if held.user not in silent or held.taken or to in story.state.declined.get(role, ()):
            continue
        if able and role in able.roles:
            story.tell(RoleAssigned(at=story.now, by=MUSTER, role=role, user=to))


def _page_of(story: Story, key: str | None, *, engaging: bool = False) -> Page:
    """The page that the person answers: the one named, else theirs that is open, else their last."""
    state = story.state
    mine = [page for page in state.pages.values() if page.user == story.by]
    if key is not None and key in state.pages and state.pages[key].user != story.by:
        raise NotPaged(who=f"That page is {story.name(state.pages[key].user)}'s.")
    page = state.pages.get(key) if key else None
    page = page or next((one for one in mine if one.answer is PageAnswer.OPEN), mine[-1] if mine else None)
    if page is None:
        waiting = ", ".join(story.name(one.user) for one in state.open_pages())
        raise NotPaged(who=f"Paged: {waiting}." if waiting else "Nobody is being paged now.")
    settled = (PageAnswer.ENGAGED,) if engaging else (PageAnswer.ENGAGED, PageAnswer.ACKNOWLEDGED)
    if page.answer in settled:
        raise AlreadySo(what="You answered this page already.")
    return page


def _answer(story: Story, page: Page, answer: PageAnswer) -> None:
    story.tell(answered(story, page, answer, story.by))
    # Who was asked for by name has seen it beside on-call, and not instead of them.
    if not asked_by_name(page):
        release_others(story, page.tier)
