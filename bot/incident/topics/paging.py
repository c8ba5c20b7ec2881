"""Pages: who was called, what they answer, and when somebody works on it (E7, E9)."""

from datetime import datetime, timedelta
from typing import Literal

from bot.incident.changes import belonging, met
from bot.incident.command import Command, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.organisation import SlackId
from bot.incident.refusals import AlreadySo, NotPaged
from bot.incident.state import (
    KEPT_PAGES,
    KEPT_REASON_CHARACTERS,
    MUSTER,
    ClockName,
    Incident,
    Mark,
    Page,
    PageAnswer,
    Status,
    Tier,
)
from bot.incident.topics.progress import StatusChanged

#: How the label of a page begins that a person asked for by name.
BY_NAME = "Asked for by"


class Paged(Fact):
    """Somebody was called, why, and until when before the next one is (E7, E9)."""

    about = What.PAGES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["paged"] = "paged"
    page: str
    user: SlackId
    label: str
    tier: int
    reason: str
    deadline: datetime | None
    next_label: str
    beside: bool = False

    def apply(self, state: Incident) -> Incident:
        page = Page(
            key=self.page, user=self.user, label=self.label, tier=self.tier,
            reason=self.reason[:KEPT_REASON_CHARACTERS], at=self.at, deadline=self.deadline,
            next_label=self.next_label, beside=self.beside,
        )  # fmt: skip
        kept = {**state.pages, self.page: page}
        answered = [key for key, old in kept.items() if old.answer is not PageAnswer.OPEN]
        for key in answered[: max(0, len(kept) - KEPT_PAGES)]:
            del kept[key]
        counts = {**state.page_counts, self.user: state.page_counts.get(self.user, 0) + 1}
        return belonging(state.but(pages=kept, page_counts=counts), (self.user,), "was paged")

    def sentence(self, name: Naming) -> str:
        return f"{name(self.user)} ({self.label}) was paged: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Paged: {name(self.user)}", f"{self.label}: {self.reason}"


class PageAnswered(Fact):
    """What became of a page."""

    about = What.PAGES

    kind: Literal["page_answered"] = "page_answered"
    page: str
    user: SlackId
    answer: PageAnswer

    def apply(self, state: Incident) -> Incident:
        if self.page not in state.pages:
            return state
        answered = state.pages[self.page].but(answer=self.answer, answered_at=self.at)
        return state.but(pages={**state.pages, self.page: answered})

    def sentence(self, name: Naming) -> str:
        return f"Page of {name(self.user)}: {self.answer}"

    def line(self, name: Naming) -> tuple[str, str]:
        words = {
            PageAnswer.ACKNOWLEDGED: "Page acknowledged", PageAnswer.ENGAGED: "Page answered: works on it",
            PageAnswer.DECLINED: "Page declined", PageAnswer.UNANSWERED: "Page not answered in time",
            PageAnswer.WITHDRAWN: "Page no longer needed",
        }  # fmt: skip
        return words.get(self.answer, f"Page: {self.answer}"), _other(self, name)

    def is_minor(self) -> bool:
        return self.answer is PageAnswer.WITHDRAWN

    def told_after_absence(self) -> AfterAbsence:
        return AfterAbsence.NEVER if self.answer is PageAnswer.WITHDRAWN else AfterAbsence.IF_ROOM


class Acknowledged(Fact):
    """Somebody has seen it: MTTA ends here."""

    about = What.PAGES
    after_absence = AfterAbsence.NEVER

    kind: Literal["acknowledged"] = "acknowledged"

    def apply(self, state: Incident) -> Incident:
        if state.acknowledged:
            return state
        return met(state.but(acknowledged=Mark(by=self.by, at=self.at)), ClockName.ACKNOWLEDGE, self)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} acknowledged"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Engineer acknowledged", ""


class TierEngaged(Fact):
    """Somebody of the tier works on it; its escalation timer counts from here (10.4)."""

    about = What.PAGES
    minor = True

    kind: Literal["tier_engaged"] = "tier_engaged"
    tier: int
    user: SlackId

    def apply(self, state: Incident) -> Incident:
        tier = state.tiers.get(self.tier) or Tier(called_at=self.at, reason="came by themselves")
        engaged = tier.but(engaged=Mark(by=self.user, at=self.at))
        return met(state.but(tiers={**state.tiers, self.tier: engaged}), ClockName.ENGAGE, self)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.user)} works on it (tier {self.tier})"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Tier {self.tier} engaged", _other(self, name)


def _other(fact: PageAnswered | TierEngaged, name: Naming) -> str:
    """Whom it is about, where that is not the one who did it."""
    return name(fact.user) if fact.user != fact.by else ""


class Acknowledge(Command):
    """I have seen the page; without `page`, the one that waits for me."""

    page: str | None = None


@decides(Acknowledge)
def acknowledge(deciding: Deciding, command: Acknowledge) -> None:
    """The paged person has seen it; others of the same tier need not answer any more."""
    page = page_of(deciding, command.page)
    _answer(deciding, page, PageAnswer.ACKNOWLEDGED)
    if deciding.state.acknowledged is None:
        deciding.tell(Acknowledged(at=deciding.now, by=deciding.by))


class Engage(Command):
    """I am working on it (section 12)."""

    page: str | None = None


@decides(Engage)
def engage(deciding: Deciding, command: Engage) -> None:
    """The paged person works on it, which acknowledges too (section 12)."""
    page = page_of(deciding, command.page, engaging=True)
    _answer(deciding, page, PageAnswer.ENGAGED)
    if not page.beside:
        engage_tier(deciding, page.tier)
    elif deciding.state.acknowledged is None:
        deciding.tell(Acknowledged(at=deciding.now, by=deciding.by))


def call(
    deciding: Deciding, user: SlackId, label: str, tier: int, reason: str, *, by: SlackId,
    within: float | None = None,
    next_label: str = "", beside: bool = False,
) -> None:  # fmt: skip
    """Page one person, under the next number of their pages; `within` is how long they have, in seconds."""
    number = deciding.state.page_counts.get(user, 0) + 1
    deadline = deciding.now + timedelta(seconds=within) if within is not None else None
    deciding.tell(
        Paged(
            at=deciding.now, by=by, page=f"page:{user}:{number}", user=user, label=label, tier=tier,
            reason=reason, deadline=deadline, next_label=next_label, beside=beside,
        )
    )  # fmt: skip


def engage_tier(deciding: Deciding, tier: int) -> None:
    """Somebody of a tier works on it, which acknowledges too; tier 1 makes the incident INVESTIGATING (D8)."""
    for page in deciding.state.open_pages():
        if page.tier == tier and page.user == deciding.by:
            deciding.tell(answered(deciding, page, PageAnswer.ENGAGED, deciding.by))
    release_others(deciding, tier)
    if deciding.state.acknowledged is None:
        deciding.tell(Acknowledged(at=deciding.now, by=deciding.by))
    called = deciding.state.tiers.get(tier)
    if called is None or called.engaged is None:
        deciding.tell(TierEngaged(at=deciding.now, by=deciding.by, tier=tier, user=deciding.by))
    if tier == 1 and _before(deciding.state, Status.INVESTIGATING):
        deciding.tell(StatusChanged(at=deciding.now, by=deciding.by, status=Status.INVESTIGATING))


def release_others(deciding: Deciding, tier: int) -> None:
    """Somebody answered for a tier: who else was called for it need not, unless they were asked for by name."""
    for page in deciding.state.open_pages():
        if page.tier == tier and not asked_by_name(page):
            deciding.tell(answered(deciding, page, PageAnswer.WITHDRAWN, MUSTER))


def asked_by_name(page: Page) -> bool:
    """Whether exactly this one is wanted, by a person or for what they are, and not the contact chain."""
    return page.beside or page.label.startswith(BY_NAME)


def answered(deciding: Deciding, page: Page, answer: PageAnswer, by: SlackId) -> PageAnswered:
    """What becomes of a page now."""
    return PageAnswered(at=deciding.now, by=by, page=page.key, user=page.user, answer=answer)


def page_of(deciding: Deciding, key: str | None, *, engaging: bool = False) -> Page:
    """The page that the person answers: the one named, else theirs that is open, else their last."""
    state = deciding.state
    mine = [page for page in state.pages.values() if page.user == deciding.by]
    if key is not None and key in state.pages and state.pages[key].user != deciding.by:
        raise NotPaged(who=f"That page is {deciding.name(state.pages[key].user)}'s.")
    page = state.pages.get(key) if key else None
    page = page or next((one for one in mine if one.answer is PageAnswer.OPEN), mine[-1] if mine else None)
    if page is None:
        waiting = ", ".join(deciding.name(one.user) for one in state.open_pages())
        raise NotPaged(who=f"Paged: {waiting}." if waiting else "Nobody is being paged now.")
    settled = (PageAnswer.ENGAGED,) if engaging else (PageAnswer.ENGAGED, PageAnswer.ACKNOWLEDGED)
    if page.answer in settled:
        raise AlreadySo(what="You answered this page already.")
    return page


def _answer(deciding: Deciding, page: Page, answer: PageAnswer) -> None:
    deciding.tell(answered(deciding, page, answer, deciding.by))
    # Who was asked for by name has seen it beside on-call, and not instead of them.
    if not asked_by_name(page):
        release_others(deciding, page.tier)


def _before(state: Incident, status: Status) -> bool:
    return state.status in (Status.DETECTED, Status.TRIAGED) and status is Status.INVESTIGATING
