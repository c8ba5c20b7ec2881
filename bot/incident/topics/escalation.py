"""Escalation: the next person, the next tier, management, and the playbook's own path (E1, E5, E6, E7)."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from bot.incident.command import Command, decides
from bot.incident.contact_chain import TIER_NAMES, contact_chain, instead
from bot.incident.deciding import Deciding
from bot.incident.durations import rounded_duration
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.kept_text import kept
from bot.incident.organisation import SlackId
from bot.incident.refusals import AlreadySo, NobodyLeft, TextMissing
from bot.incident.roles import Permission, Role, titled
from bot.incident.state import MUSTER, Incident, Page, PageAnswer, Tier
from bot.incident.timers import MANAGEMENT_TIER, response_of
from bot.incident.topics.paging import BY_NAME, PageAnswered, answered, asked_by_name, call, page_of
from bot.incident.topics.roles import RoleAssigned
from bot.incident.topics.timers import when_due


class TierCalled(Fact):
    """A tier was called, and why (E9)."""

    about = What.PAGES

    kind: Literal["tier_called"] = "tier_called"
    tier: int
    reason: str

    def apply(self, state: Incident) -> Incident:
        return state.but(tiers={**state.tiers, self.tier: Tier(called_at=self.at, reason=self.reason)})

    def sentence(self, name: Naming) -> str:
        return f"Tier {self.tier} called: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Tier {self.tier} called", self.reason


class ChainExhausted(Fact):
    """Nobody of the contact chain answered."""

    about = What.PAGES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["chain_exhausted"] = "chain_exhausted"
    tier: int

    def apply(self, state: Incident) -> Incident:
        return state

    def sentence(self, name: Naming) -> str:
        return f"Nobody of tier {self.tier} is left to page"


class ManagementInformed(Fact):
    """The manager or the sponsor hears that it is not resolved yet, whatever the tiers do (E5, 10.4).

    `nobody`: nobody holds the role, and the next of the contact chain is called instead (E7).
    """

    about = What.PAGES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["management_informed"] = "management_informed"
    role: Role
    reason: str
    nobody: bool = False

    def apply(self, state: Incident) -> Incident:
        return state.but(informed={**state.informed, self.role: self.at})

    def sentence(self, name: Naming) -> str:
        if self.nobody:
            return f"Nobody holds the role of {self.role.spoken}, who is to hear: {self.reason}"
        return f"{self.role.spoken.capitalize()} is informed: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{'Nobody to inform' if self.nobody else 'Informed'}: {self.role.spoken}", self.reason


class PathCalled(Fact):
    """A step of the playbook's own escalation path was reached (E6); `nobody` as with management."""

    about = What.PAGES

    kind: Literal["path_called"] = "path_called"
    number: int
    says: str
    nobody: bool = False

    def apply(self, state: Incident) -> Incident:
        return state.but(path_called=(*state.path_called, self.number))

    def sentence(self, name: Naming) -> str:
        if self.nobody:
            return f"{self.says} is due by the playbook, and nobody holds the role"
        return f"{self.says} is called, as the playbook has it"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Called by the playbook's path: {self.says}", "nobody holds the role" if self.nobody else ""


class Escalate(Command):
    """Call the next tier, or one person (E1)."""

    permission = Permission.ESCALATE

    reason: str
    tier: int | None = Field(default=None, ge=1, le=4)
    user: SlackId | None = None


@decides(Escalate)
def escalate(deciding: Deciding, command: Escalate) -> None:
    """A person asks for the next tier, or for somebody by name (E1)."""
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why", usage="escalate database suspected, need the owner")
    if command.user:
        _call_person(deciding, command.user, reason)
        return
    tier = command.tier or max([n for n in deciding.state.tiers if n < MANAGEMENT_TIER], default=0) + 1
    if tier in deciding.state.tiers and deciding.state.tiers[tier].engaged is None:
        call_next(deciding, tier, reason, fail_when_empty=True)
    elif tier in deciding.state.tiers:
        raise AlreadySo(what=f"Tier {tier} ({TIER_NAMES[tier]}) is engaged already.")
    else:
        call_tier(deciding, tier, reason)


class DeclinePage(Command):
    """I can't: call the next one now."""

    page: str | None = None


@decides(DeclinePage)
def decline_page(deciding: Deciding, command: DeclinePage) -> None:
    """The paged person can't: the next one is called now, and roles they were only named for move on."""
    page = page_of(deciding, command.page)
    if page.answer is not PageAnswer.OPEN:
        raise AlreadySo(what="This page does not wait for you any more.")
    deciding.tell(answered(deciding, page, PageAnswer.DECLINED, deciding.by))
    not_taken(deciding, page, "declined")


def call_tier(deciding: Deciding, tier: int, reason: str) -> None:
    """Call a tier and page its first person. A tier that nobody stands in for passes on at once."""
    deciding.tell(TierCalled(at=deciding.now, by=deciding.by, tier=tier, reason=reason))
    call_next(deciding, tier, reason)


def call_next(deciding: Deciding, tier: int, reason: str, *, fail_when_empty: bool = False) -> None:
    """Page the next person of a tier's contact chain who was not paged for it yet (E7)."""
    chain = [
        (user, label)
        for user, label in contact_chain(deciding.state, tier, deciding.organisation, deciding.now)
        if not _called_before(deciding.state, user, tier)
    ]
    if not chain:
        if fail_when_empty:
            raise NobodyLeft(tier=tier)
        deciding.tell(ChainExhausted(at=deciding.now, by=MUSTER, tier=tier))
        return
    user, label = chain[0]
    _page(deciding, user, label, tier, reason, next_label=_next_words(deciding, chain))
    _move_roles(deciding, user)


def inform(deciding: Deciding, role: Role, reason: str) -> None:
    """Management hears whatever the tiers do: the manager, and the executive sponsor, each once (E5, 10.4)."""
    if role in deciding.state.informed:
        return
    nobody = not deciding.organisation.holders(role)
    deciding.tell(ManagementInformed(at=deciding.now, by=MUSTER, role=role, reason=reason, nobody=nobody))
    call_role(deciding, role, titled(role), f"{reason}: management is informed", beside=True)


def call_role(
    deciding: Deciding, role: Role, label: str, reason: str, *, within: float | None = None, beside: bool = False
) -> None:
    """Page who holds a role of management; where nobody does, the next of the contact chain, who reads why."""
    if holders := deciding.organisation.holders(role):
        call(deciding, holders[0], label, MANAGEMENT_TIER, reason, by=MUSTER, within=within, beside=beside)
    elif chain := instead(deciding.state, deciding.organisation, deciding.now):
        user, standing_in = chain[0]
        why = f"{reason}; nobody holds the role of {role.spoken}, so you are called instead"
        call(deciding, user, standing_in, MANAGEMENT_TIER, why, by=MUSTER, within=within, beside=beside)
    else:
        deciding.tell(ChainExhausted(at=deciding.now, by=MUSTER, tier=MANAGEMENT_TIER))


def not_taken(deciding: Deciding, page: Page, how: str) -> None:
    """Somebody declined or stayed silent: the next of the chain is called, unless somebody of it is being paged.

    One who was asked for by name has no next.
    """
    called = [other for other in deciding.state.open_pages() if other.deadline and other.tier == page.tier]
    if not asked_by_name(page) and all(asked_by_name(other) for other in called):
        call_next(deciding, page.tier, f"{deciding.name(page.user)} {how}")


def _next_words(deciding: Deciding, chain: list[tuple[SlackId, str]]) -> str:
    return f"{deciding.name(chain[1][0])} ({chain[1][1].lower()})" if len(chain) > 1 else ""


def _called_before(state: Incident, user: SlackId, tier: int) -> bool:
    since = state.tiers[tier].called_at if tier in state.tiers else None
    return any(
        page.user == user and page.tier == tier and (since is None or page.at >= since)
        for page in state.pages.values()
    )


def call_beside(deciding: Deciding, user: SlackId, label: str, reason: str) -> None:
    """Page somebody for what they are, beside the contact chain: nobody stands in for them."""
    _page(deciding, user, label, _current_tier(deciding), reason, next_label="", beside=True)


def _current_tier(deciding: Deciding) -> int:
    return max([n for n in deciding.state.tiers if n < MANAGEMENT_TIER], default=1)


def _page(
    deciding: Deciding, user: SlackId, label: str, tier: int, reason: str, next_label: str, *, beside: bool = False
) -> None:
    seconds = response_of(deciding.state, deciding.organisation.policies).acknowledge
    call(deciding, user, label, tier, reason, by=deciding.by, within=seconds, next_label=next_label, beside=beside)


def _call_person(deciding: Deciding, user: SlackId, reason: str) -> None:
    if any(page.user == user for page in deciding.state.open_pages()):
        raise AlreadySo(what=f"{deciding.name(user)} is being paged already.")
    _page(deciding, user, f"{BY_NAME} {deciding.name(deciding.by)}", _current_tier(deciding), reason, next_label="")


def _move_roles(deciding: Deciding, to: SlackId) -> None:
    """Roles that somebody who did not answer was only named for go to the one who is called instead."""
    last = {page.user: page.answer for page in deciding.state.pages.values()}
    silent = {user for user, answer in last.items() if answer in (PageAnswer.UNANSWERED, PageAnswer.DECLINED)}
    able = deciding.organisation.person(to)
    for role, held in deciding.state.roles.items():
        if held.user not in silent or held.taken or to in deciding.state.declined.get(role, ()):
            continue
        if able and role in able.roles:
            deciding.tell(RoleAssigned(at=deciding.now, by=MUSTER, role=role, user=to))


@when_due("page")
def _page_unanswered(deciding: Deciding, rest: str, due: datetime) -> None:
    key = f"page:{rest}"
    page = deciding.state.pages[key]
    deciding.tell(PageAnswered(at=deciding.now, by=MUSTER, page=key, user=page.user, answer=PageAnswer.UNANSWERED))
    not_taken(deciding, page, "did not answer")


@when_due("tier")
def _pass_on(deciding: Deciding, rest: str, due: datetime) -> None:
    tier = int(rest)
    call_tier(deciding, tier + 1, f"not resolved in time by tier {tier} ({TIER_NAMES[tier]})")


@when_due("inform")
def _inform_in_time(deciding: Deciding, rest: str, due: datetime) -> None:
    inform(deciding, Role(rest), "not resolved yet")


@when_due("path")
def _call_path(deciding: Deciding, rest: str, due: datetime) -> None:
    """The playbook's own escalation path (E6): whoever holds the role is paged, once, else who stands in (E7)."""
    number = int(rest)
    step = deciding.state.path[number]
    nobody = not deciding.organisation.holders(step.role)
    says = step.says or titled(step.role)
    deciding.tell(PathCalled(at=deciding.now, by=MUSTER, number=number, says=says, nobody=nobody))
    if step.role not in deciding.state.informed:
        told = ManagementInformed(
            at=deciding.now, by=MUSTER, role=step.role, reason="not resolved yet", nobody=nobody
        )  # fmt: skip
        deciding.tell(told)
    seconds = response_of(deciding.state, deciding.organisation.policies).acknowledge if step.answer else None
    reason = f"not resolved after {rounded_duration(timedelta(seconds=step.after))}"
    call_role(deciding, step.role, says, reason, within=seconds or None)
