"""How each fact changes the incident; the table at the end lists all of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.incident.events import (
    Acknowledged,
    Asked,
    ChainExhausted,
    ChannelOpened,
    ClockMissed,
    Closed,
    Declared,
    Event,
    Joined,
    ManagementInformed,
    NoteAdded,
    PageAnswered,
    Paged,
    Paused,
    Reopened,
    Resolved,
    Resumed,
    RoleAssigned,
    RoleDeclined,
    SeveritySet,
    StatusChanged,
    TierCalled,
    TierEngaged,
    TriageProposed,
    UpdateMissed,
    UpdatePosted,
)
from bot.incident.evolve_flow import FLOW_CHANGES
from bot.incident.evolve_intake import INTAKE_CHANGES
from bot.incident.evolve_shared import belonging, merged, met
from bot.incident.intake import Intake
from bot.incident.severity import PROVISIONAL
from bot.incident.state import (
    KEPT_ASKS,
    KEPT_PAGES,
    KEPT_RAISES,
    KEPT_REASON,
    KEPT_SETTLED_WORK,
    KEPT_UPDATES,
    ORDER,
    Ask,
    Assignment,
    Channel,
    Clock,
    ClockName,
    Incident,
    Mark,
    Page,
    PageAnswer,
    Raise,
    Status,
    Tier,
    Update,
)
from bot.incident.work_events import WorkDone, WorkGivenUp


def evolve(state: Incident | None, event: Event) -> Incident:
    """The incident after one fact; pure, total over every event that `decide` makes."""
    if isinstance(event, Declared):
        return _declared(event)
    if state is None:
        raise ValueError(f"{event.kind} came before the incident was declared")
    return CHANGES[type(event)](state, event)


def _declared(event: Declared) -> Incident:
    return Incident(
        id=event.id, title=event.title, description=event.description, reporter=event.by,
        detection=event.detection, detected_at=event.detected_at, service=event.service,
        guidance=event.guidance, private=event.private, playbook=event.playbook, policies=event.policies,
        logged_at=event.at, plan=event.plan, path=event.path, channel_name=event.channel_name,
        responders={event.by: "reported it"},
        intake=Intake(origin=event.origin, past=event.past, began=event.began),
    )  # fmt: skip


def _channel_opened(state: Incident, event: ChannelOpened) -> Incident:
    return state.but(channel=Channel(id=event.channel, name=event.name))


def _severity_set(state: Incident, event: SeveritySet) -> Incident:
    clocks: dict[ClockName, Clock] = {}
    for name, due in event.deadlines.items():
        before = state.clocks.get(name)
        done = _done_at(state, name, event)
        # What was done is judged by the deadline that held when it was done.
        judged = before.due if before else due
        clocks[name] = before if before and before.met else Clock(due=due, missed=due <= event.at)
        if done and not clocks[name].met:
            clocks[name] = Clock(due=judged, met=done, missed=done > judged)
    worse = bool(state.severity_basis and event.severity and event.severity < (state.severity or PROVISIONAL))
    pages = {key: page.but(deadline=event.pages.get(key, page.deadline)) for key, page in state.pages.items()}
    return state.but(
        severity=event.severity, severity_basis=event.basis, severity_final=event.final,
        raises=_raised(state, event) if worse else state.raises, clocks=clocks, next_update=event.next_update,
        update_late=state.update_late if event.next_update else 0, pages=pages,
        triaged=state.triaged or (event.at if event.final else None),
    )  # fmt: skip


def _done_at(state: Incident, name: ClockName, event: SeveritySet) -> datetime | None:
    """When what a clock waits for was done, also while the level had no such clock."""
    match name:
        case ClockName.ACKNOWLEDGE:
            return state.acknowledged.at if state.acknowledged else None
        case ClockName.ENGAGE:
            return min((tier.engaged.at for tier in state.tiers.values() if tier.engaged), default=None)
        case ClockName.TRIAGE:
            return state.triaged or (event.at if event.final else None)
        case ClockName.CAUSE:
            return state.cause_at
    return None


def _raised(state: Incident, event: SeveritySet) -> tuple[Raise, ...]:
    number = state.raises[-1].number + 1 if state.raises else 1
    level = event.severity or PROVISIONAL
    return (*state.raises, Raise(number=number, severity=level, basis=event.basis[:KEPT_REASON]))[-KEPT_RAISES:]


def _role_assigned(state: Incident, event: RoleAssigned) -> Incident:
    held = Assignment(user=event.user, at=event.at, by=event.by, taken=event.taken)
    return state.but(
        roles={**state.roles, event.role: held},
        responders={event.user: f"is {event.role.spoken}", **state.responders},
    )


def _role_declined(state: Incident, event: RoleDeclined) -> Incident:
    return state.but(
        roles={role: held for role, held in state.roles.items() if role is not event.role},
        declined={**state.declined, event.role: merged(state.declined.get(event.role, ()), (event.user,))},
    )


def _joined(state: Incident, event: Joined) -> Incident:
    return state.but(responders={**state.responders, event.user: event.how})


def _asked(state: Incident, event: Asked) -> Incident:
    ask = Ask(user=event.user, by=event.by, what=event.what, at=event.at)
    return belonging(state.but(asks=(*state.asks, ask)[-KEPT_ASKS:]), (event.user,), "was asked")


def _tier_called(state: Incident, event: TierCalled) -> Incident:
    return state.but(tiers={**state.tiers, event.tier: Tier(called_at=event.at, reason=event.reason)})


def _management_informed(state: Incident, event: ManagementInformed) -> Incident:
    return state.but(informed={**state.informed, event.role: event.at})


def _tier_engaged(state: Incident, event: TierEngaged) -> Incident:
    tier = state.tiers.get(event.tier) or Tier(called_at=event.at, reason="came by themselves")
    engaged = tier.but(engaged=Mark(by=event.user, at=event.at))
    return met(state.but(tiers={**state.tiers, event.tier: engaged}), ClockName.ENGAGE, event)


def _paged(state: Incident, event: Paged) -> Incident:
    page = Page(
        key=event.page, user=event.user, label=event.label, tier=event.tier, reason=event.reason[:KEPT_REASON],
        at=event.at, deadline=event.deadline, next_label=event.next_label, beside=event.beside,
    )  # fmt: skip
    kept = {**state.pages, event.page: page}
    answered = [key for key, old in kept.items() if old.answer is not PageAnswer.OPEN]
    for key in answered[: max(0, len(kept) - KEPT_PAGES)]:
        del kept[key]
    counts = {**state.page_counts, event.user: state.page_counts.get(event.user, 0) + 1}
    return belonging(state.but(pages=kept, page_counts=counts), (event.user,), "was paged")


def _page_answered(state: Incident, event: PageAnswered) -> Incident:
    if event.page not in state.pages:
        return state
    answered = state.pages[event.page].but(answer=event.answer, answered_at=event.at)
    return state.but(pages={**state.pages, event.page: answered})


def _acknowledged(state: Incident, event: Acknowledged) -> Incident:
    if state.acknowledged:
        return state
    return met(state.but(acknowledged=Mark(by=event.by, at=event.at)), ClockName.ACKNOWLEDGE, event)


def _status_changed(state: Incident, event: StatusChanged) -> Incident:
    forward = ORDER[event.status] > ORDER[state.status]
    return state.but(status=event.status) if forward else state


def _triage_proposed(state: Incident, event: TriageProposed) -> Incident:
    return state.but(proposal=event.proposal, impact=event.proposal.summary or state.impact)


def _note_added(state: Incident, event: NoteAdded) -> Incident:
    return state.but(notes=state.notes + 1)


def _update_posted(state: Incident, event: UpdatePosted) -> Incident:
    update = Update(number=event.number, text=event.text, by=event.by, at=event.at)
    return state.but(
        updates=(*state.updates, update)[-KEPT_UPDATES:], update_count=event.number,
        next_update=event.next_update, update_late=0,
    )  # fmt: skip


def _update_missed(state: Incident, event: UpdateMissed) -> Incident:
    return state.but(
        update_late=state.update_late + event.missed,
        next_update=event.next_update,
        update_holders=event.asked,
    )


def _clock_missed(state: Incident, event: ClockMissed) -> Incident:
    missed = state.clocks[event.clock].but(missed=True)
    return state.but(clocks={**state.clocks, event.clock: missed})


def _paused(state: Incident, event: Paused) -> Incident:
    return state.but(paused=Mark(by=event.by, at=event.at, words=event.words))


def _resumed(state: Incident, event: Resumed) -> Incident:
    return state.but(paused=None)


def _resolved(state: Incident, event: Resolved) -> Incident:
    resolved = state.but(
        status=Status.RESOLVED, resolved=Mark(by=event.by, at=event.at, words=event.summary),
        next_update=None, paused=None,
    )  # fmt: skip
    return met(resolved, ClockName.RESOLVE, event)


def _closed(state: Incident, event: Closed) -> Incident:
    return state.but(
        status=Status.CLOSED, closed=Mark(by=event.by, at=event.at, words=event.reason),
        not_an_incident=event.not_an_incident, started_again_as=event.started_again_as, next_update=None, paused=None,
        closings=state.closings + 1,
    )  # fmt: skip


def _reopened(state: Incident, event: Reopened) -> Incident:
    clocks = dict(state.clocks)
    if ClockName.RESOLVE in clocks:
        clocks[ClockName.RESOLVE] = clocks[ClockName.RESOLVE].but(met=None)
    return state.but(
        status=Status.INVESTIGATING, acknowledged=None, resolved=None, closed=None, not_an_incident=False,
        reopened=state.reopened + 1, clocks=clocks, tiers={}, update_late=0,
    )  # fmt: skip


def _work_settled(state: Incident, event: WorkDone | WorkGivenUp) -> Incident:
    return state.but(settled_work=(*state.settled_work, event.work)[-KEPT_SETTLED_WORK:])


def _unchanged(state: Incident, event: ChainExhausted) -> Incident:
    return state


CHANGES: dict[type[Any], Callable[[Incident, Any], Incident]] = {
    ChannelOpened: _channel_opened,
    SeveritySet: _severity_set,
    RoleAssigned: _role_assigned,
    RoleDeclined: _role_declined,
    Joined: _joined,
    Asked: _asked,
    TierCalled: _tier_called,
    ManagementInformed: _management_informed,
    TierEngaged: _tier_engaged,
    Paged: _paged,
    PageAnswered: _page_answered,
    ChainExhausted: _unchanged,
    Acknowledged: _acknowledged,
    StatusChanged: _status_changed,
    TriageProposed: _triage_proposed,
    NoteAdded: _note_added,
    UpdatePosted: _update_posted,
    UpdateMissed: _update_missed,
    ClockMissed: _clock_missed,
    Paused: _paused,
    Resumed: _resumed,
    Resolved: _resolved,
    Closed: _closed,
    Reopened: _reopened,
    **FLOW_CHANGES,
    **INTAKE_CHANGES,
    WorkDone: _work_settled,
    WorkGivenUp: _work_settled,
}
