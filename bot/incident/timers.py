"""What is owed: every deadline that an incident has armed, derived from its state alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.incident.durations import HOUR_SECONDS, MINUTE_SECONDS
from bot.incident.organisation import Policies, Response
from bot.incident.roles import Role
from bot.incident.severity import PROVISIONAL, Severity
from bot.incident.state import Clock, ClockName, GateState, Incident, PageAnswer, Status

#: Management is called as a tier of its own, whatever the tiers below do (10.4).
MANAGEMENT_TIER = 4


def clock_severity(severity: Severity | None) -> Severity:
    """The level whose clocks run: before triage P1's (T3)."""
    return severity or PROVISIONAL


def response_of(state: Incident, policies: Policies) -> Response:
    """The response table that applies to the incident now."""
    return policies.response[clock_severity(state.severity)]


#: Seconds between updates where guidance or answers ask for more of them: never longer than the level's (K1).
SHORT_CADENCE: dict[Severity, int] = {
    Severity.P0: 15 * MINUTE_SECONDS,
    Severity.P1: 15 * MINUTE_SECONDS,
    Severity.P2: 4 * HOUR_SECONDS,
}

#: The share of a tier's time that is left to a team that is new to this (A:104).
NEW_TEAM_PACE = 0.5


def update_every(state: Incident, policies: Policies, severity: Severity | None) -> int | None:
    """Seconds between two status updates at that level; None where the level has no cadence (10.3, K1)."""
    level = clock_severity(severity)
    every = policies.response[level].update_every
    if every is None or not state.reading.short_cadence:
        return every
    return min(every, SHORT_CADENCE.get(level, every))


def deadlines(severity: Severity | None, detected: datetime, policies: Policies) -> dict[ClockName, datetime]:
    """When each response is due, counted from detection (10.3, T5); levels without clocks have none."""
    response = policies.response[clock_severity(severity)]
    seconds = {
        ClockName.ACKNOWLEDGE: response.acknowledge,
        ClockName.ENGAGE: response.engage,
        ClockName.TRIAGE: response.triage,
        ClockName.CAUSE: response.cause,
        ClockName.RESOLVE: response.resolve,
    }
    return {name: detected + timedelta(seconds=due) for name, due in seconds.items() if due is not None}


def timers(state: Incident, policies: Policies) -> dict[str, datetime]:
    """Name and moment (UTC) of every timer that is armed. Resolution disarms all but the gates' (E1, M9)."""
    if state.over:
        # What is decided after the end, such as the review, is still waited for.
        waits = state.status is Status.RESOLVED and not state.paused
        return dict(_gate_timers(state, policies)) if waits else {}
    return dict(_armed(state, policies))


def _armed(state: Incident, policies: Policies) -> Iterator[tuple[str, datetime]]:
    for page in state.pages.values():
        if page.answer is PageAnswer.OPEN and page.deadline:
            yield page.key, page.deadline
    if state.path:
        yield from _path_timers(state)
    else:
        yield from _tier_timers(state, policies)
        yield from _inform_timers(state, policies)
    for name, clock in state.clocks.items():
        if _running(clock):
            yield f"clock:{name}", clock.due
    if state.next_update:
        yield "update", state.next_update
    if not state.paused:
        yield from _gate_timers(state, policies)


def _running(clock: Clock) -> bool:
    return clock.met is None and not clock.missed


def _tier_timers(state: Incident, policies: Policies) -> Iterator[tuple[str, datetime]]:
    limits = policies.escalation[clock_severity(state.severity)]
    pace = NEW_TEAM_PACE if state.reading.step_by_step else 1
    for number, tier in state.tiers.items():
        if tier.engaged and number <= len(limits) and not _passed_on(state, number):
            yield f"tier:{number}", tier.engaged.at + timedelta(seconds=limits[number - 1] * pace)


def _passed_on(state: Incident, tier: int) -> bool:
    """A higher tier was called already; management's own call does not stand for tiers 2 and 3."""
    return any(tier < other < MANAGEMENT_TIER or other == tier + 1 for other in state.tiers)


def _path_timers(state: Incident) -> Iterator[tuple[str, datetime]]:
    """The playbook's own path, counted from detection, in place of tiers and management (E6)."""
    for number, step in enumerate(state.path):
        wanted = not step.only or clock_severity(state.severity) in step.only
        if wanted and number not in state.path_called:
            yield f"path:{number}", state.detected_at + timedelta(seconds=step.after)


def _inform_timers(state: Incident, policies: Policies) -> Iterator[tuple[str, datetime]]:
    response = response_of(state, policies)
    waits = {Role.ENGINEERING_MANAGER: response.management, Role.EXECUTIVE_SPONSOR: response.sponsor}
    for role, seconds in waits.items():
        if seconds is not None and role not in state.informed:
            yield f"inform:{role}", state.detected_at + timedelta(seconds=seconds)


def _gate_timers(state: Incident, policies: Policies) -> Iterator[tuple[str, datetime]]:
    for name, gate in state.gates.items():
        if gate.state is not GateState.OPEN:
            continue
        if not gate.reminded:
            yield f"gate:{name}:reminder", gate.opened_at + timedelta(seconds=policies.gate_reminder)
        if not gate.backup_asked:
            yield f"gate:{name}:backup", gate.opened_at + timedelta(seconds=policies.gate_backup)
