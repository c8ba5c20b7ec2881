"""How each fact changes the incident; the table at the end lists all of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.incident.events import (
    Acknowledged,
    Asked,
    CauseFound,
    ChainExhausted,
    ChannelOpened,
    ClockMissed,
    Closed,
    Declared,
    Event,
    Fact,
    GateDecided,
    GateOpened,
    GateReminded,
    GateWithdrawn,
    Joined,
    ManagementInformed,
    NoteAdded,
    PageAnswered,
    Paged,
    PathCalled,
    Paused,
    Reopened,
    Resolved,
    Resumed,
    RoleAssigned,
    RoleDeclined,
    SeveritySet,
    StatusChanged,
    StepDone,
    StepFailed,
    StepSkipped,
    StepsReopened,
    StrategyChosen,
    TierCalled,
    TierEngaged,
    TriageProposed,
    UpdateMissed,
    UpdatePosted,
)
from bot.incident.evolve_intake import INTAKE_CHANGES
from bot.incident.intake import Intake
from bot.incident.organisation import SlackId
from bot.incident.severity import PROVISIONAL
from bot.incident.state import (
    KEPT_ASKS,
    KEPT_PAGES,
    KEPT_RAISES,
    KEPT_REASON,
    KEPT_UNCLOSED,
    KEPT_UPDATES,
    ORDER,
    Ask,
    Assignment,
    Channel,
    Clock,
    ClockName,
    Ended,
    Gate,
    GateState,
    Incident,
    Mark,
    OpenIncident,
    Page,
    PageAnswer,
    Raise,
    Register,
    Status,
    StepMark,
    StepState,
    Tier,
    Update,
)


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


def _with(state: Incident, people: tuple[SlackId, ...], how: str) -> Incident:
    """Whoever is called on belongs to the incident: they are invited, and may see it when it is private."""
    return state.but(responders={**dict.fromkeys(people, how), **state.responders})


def _role_declined(state: Incident, event: RoleDeclined) -> Incident:
    return state.but(
        roles={role: held for role, held in state.roles.items() if role is not event.role},
        declined={**state.declined, event.role: _merge(state.declined.get(event.role, ()), (event.user,))},
    )


def _joined(state: Incident, event: Joined) -> Incident:
    return state.but(responders={**state.responders, event.user: event.how})


def _asked(state: Incident, event: Asked) -> Incident:
    ask = Ask(user=event.user, by=event.by, what=event.what, at=event.at)
    return _with(state.but(asks=(*state.asks, ask)[-KEPT_ASKS:]), (event.user,), "was asked")


def _tier_called(state: Incident, event: TierCalled) -> Incident:
    return state.but(tiers={**state.tiers, event.tier: Tier(called_at=event.at, reason=event.reason)})


def _management_informed(state: Incident, event: ManagementInformed) -> Incident:
    return state.but(informed={**state.informed, event.role: event.at})


def _tier_engaged(state: Incident, event: TierEngaged) -> Incident:
    tier = state.tiers.get(event.tier) or Tier(called_at=event.at, reason="came by themselves")
    engaged = tier.but(engaged=Mark(by=event.user, at=event.at))
    return _meet(state.but(tiers={**state.tiers, event.tier: engaged}), ClockName.ENGAGE, event)


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
    return _with(state.but(pages=kept, page_counts=counts), (event.user,), "was paged")


def _page_answered(state: Incident, event: PageAnswered) -> Incident:
    if event.page not in state.pages:
        return state
    answered = state.pages[event.page].but(answer=event.answer, answered_at=event.at)
    return state.but(pages={**state.pages, event.page: answered})


def _acknowledged(state: Incident, event: Acknowledged) -> Incident:
    if state.acknowledged:
        return state
    return _meet(state.but(acknowledged=Mark(by=event.by, at=event.at)), ClockName.ACKNOWLEDGE, event)


def _status_changed(state: Incident, event: StatusChanged) -> Incident:
    forward = ORDER[event.status] > ORDER[state.status]
    return state.but(status=event.status) if forward else state


def _triage_proposed(state: Incident, event: TriageProposed) -> Incident:
    return state.but(proposal=event.proposal, impact=event.proposal.summary or state.impact)


def _gate_opened(state: Incident, event: GateOpened) -> Incident:
    before = state.gates.get(event.gate)
    gate = Gate(
        state=GateState.OPEN, opened_at=event.at, digest=event.digest, asked=event.asked,
        round=before.round + 1 if before else 1,
    )  # fmt: skip
    return _with(state.but(gates={**state.gates, event.gate: gate}), event.asked, "was asked to decide")


def _gate_reminded(state: Incident, event: GateReminded) -> Incident:
    gate = state.gates[event.gate]
    changed = (
        gate.but(backup_asked=True, backup=event.asked, asked=_merge(gate.asked, event.asked))
        if event.backup
        else gate.but(reminded=True)
    )
    return _with(state.but(gates={**state.gates, event.gate: changed}), event.asked, "was asked to decide")


def _merge(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _gate_decided(state: Incident, event: GateDecided) -> Incident:
    where = GateState.APPROVED if event.choice == "approve" else GateState.REVISION
    decision = Mark(by=event.by, at=event.at, words=event.words)
    gate = state.gates[event.gate].but(state=where, decision=decision, outcome=event.outcome)
    return state.but(gates={**state.gates, event.gate: gate})


def _gate_withdrawn(state: Incident, event: GateWithdrawn) -> Incident:
    gate = state.gates[event.gate].but(
        state=GateState.WITHDRAWN, decision=Mark(by=event.by, at=event.at), outcome=event.reason
    )
    return state.but(gates={**state.gates, event.gate: gate})


def _step_done(state: Incident, event: StepDone) -> Incident:
    return _marked(state, event.step, StepState.DONE, event, event.gist, round=event.round)


def _step_failed(state: Incident, event: StepFailed) -> Incident:
    return _marked(state, event.step, StepState.FAILED, event, event.reason)


def _step_skipped(state: Incident, event: StepSkipped) -> Incident:
    return _marked(state, event.step, StepState.SKIPPED, event, event.reason)


def _steps_reopened(state: Incident, event: StepsReopened) -> Incident:
    for name in event.steps:
        state = _marked(state, name, StepState.TO_DO, event, event.reason)
    return state


def _marked(
    state: Incident, step: str, where: StepState, event: Fact, words: str, round: int | None = None
) -> Incident:
    before = state.steps.get(step)
    number = round if round is not None else before.round if before else 0
    mark = StepMark(state=where, by=event.by, at=event.at, round=number, words=words[:KEPT_REASON])
    return state.but(steps={**state.steps, step: mark})


def _cause_found(state: Incident, event: CauseFound) -> Incident:
    return _meet(state.but(cause=event.cause), ClockName.CAUSE, event)


def _strategy_chosen(state: Incident, event: StrategyChosen) -> Incident:
    return state.but(strategy=event.strategy)


def _path_called(state: Incident, event: PathCalled) -> Incident:
    return state.but(path_called=(*state.path_called, event.number))


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
    return _meet(resolved, ClockName.RESOLVE, event)


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


def _unchanged(state: Incident, event: ChainExhausted) -> Incident:
    return state


def _meet(state: Incident, name: ClockName, event: Event) -> Incident:
    clock = state.clocks.get(name)
    if clock is None or clock.met:
        return state
    return state.but(clocks={**state.clocks, name: clock.but(met=event.at, missed=event.at > clock.due)})


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
    GateOpened: _gate_opened,
    GateReminded: _gate_reminded,
    GateDecided: _gate_decided,
    GateWithdrawn: _gate_withdrawn,
    StepDone: _step_done,
    StepFailed: _step_failed,
    StepSkipped: _step_skipped,
    StepsReopened: _steps_reopened,
    CauseFound: _cause_found,
    StrategyChosen: _strategy_chosen,
    PathCalled: _path_called,
    NoteAdded: _note_added,
    UpdatePosted: _update_posted,
    UpdateMissed: _update_missed,
    ClockMissed: _clock_missed,
    Paused: _paused,
    Resumed: _resumed,
    Resolved: _resolved,
    Closed: _closed,
    Reopened: _reopened,
    **INTAKE_CHANGES,
}

#: Channels asked for in the last minute are remembered, so that a place in the queue can be told.
CHANNEL_WINDOW = 60.0


def evolve_register(register: Register, event: Event, incident: Incident) -> Register:
    """The facts across incidents after one fact of `incident`."""
    match event:
        case Declared():
            entry = OpenIncident(service=event.service, declared_at=event.at, private=event.private)
            recent = [at for at in register.channels_asked if (event.at - at).total_seconds() < CHANNEL_WINDOW]
            return _numbered(register, event).but(
                open={**register.open, event.id: entry}, channels_asked=(*recent, event.at)
            )
        case Resolved() | Closed():
            ended, known = register.ended, register.ended.get(incident.service or "")
            if incident.service and (known is None or known.at <= event.at):
                last = Ended(incident=incident.id, at=event.at, private=incident.private)
                ended = {**ended, incident.service: last}
            left = {id: entry for id, entry in register.open.items() if id != incident.id}
            rest = tuple(id for id in register.unclosed if id != incident.id)
            unclosed = (*rest, incident.id)[-KEPT_UNCLOSED:] if isinstance(event, Resolved) else rest
            return register.but(open=left, ended=ended, unclosed=unclosed)
        case Reopened():
            entry = OpenIncident(service=incident.service, declared_at=incident.detected_at, private=incident.private)
            again = {service: last for service, last in register.ended.items() if last.incident != incident.id}
            rest = tuple(id for id in register.unclosed if id != incident.id)
            return register.but(open={**register.open, incident.id: entry}, ended=again, unclosed=rest)
    return register


def _numbered(register: Register, event: Declared) -> Register:
    number = event.id.removeprefix("INC-")
    if not event.given_id:
        following = int(number) + 1
        return register.but(next_number=following, given=tuple(n for n in register.given if int(n) >= following))
    if number.isdecimal() and int(number) >= register.next_number:
        return register.but(given=(*register.given, number))
    return register
