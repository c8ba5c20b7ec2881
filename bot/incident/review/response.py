"""Response times against their targets (catalogue 10.3, 10.7), and the resolution SLA: met, or missed by how much."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from bot.incident.durations import rounded_duration, spoken_duration
from bot.incident.model import Value
from bot.incident.organisation import Response
from bot.incident.review.inputs import ReviewInputs
from bot.incident.severity import Severity
from bot.incident.state import ClockName
from bot.incident.timers import response_of

#: An incident is logged within five minutes of its detection, a regression judged within ten (10.3, 10.7).
LOGGED_WITHIN_PERIOD = timedelta(minutes=5)
REGRESSION_WITHIN_PERIOD = timedelta(minutes=10)


class Verdict(StrEnum):
    """How a time stands against its target."""

    MET = "MET"
    MISSED = "MISSED"
    RUNNING = "RUNNING"
    NO_TARGET = "NO TARGET"


class Metric(Value):
    """One response time; `took` is None where it did not happen or nobody recorded it."""

    name: str
    took: timedelta | None
    target: str
    verdict: Verdict


class Sla(Value):
    """The resolution SLA. `by` is how far the deadline was missed, or how much of it was left."""

    verdict: Verdict
    due: datetime | None = None
    by: timedelta | None = None

    @property
    def words(self) -> str:
        """`MET`, `MISSED by 34 min`, or where it stands while the incident runs."""
        if self.verdict is Verdict.MISSED and self.by is not None:
            return f"MISSED by {rounded_duration(self.by)}"
        if self.verdict is Verdict.RUNNING and self.by is not None:
            return f"RUNNING, {rounded_duration(self.by)} left"
        return {Verdict.NO_TARGET: "NONE at this severity"}.get(self.verdict, self.verdict.value)


def resolution_sla(case: ReviewInputs) -> Sla:
    """How the incident stands against the time it had to be resolved in; what was no incident had none."""
    clock = case.incident.clocks.get(ClockName.RESOLVE)
    if clock is None or case.incident.not_an_incident:
        return Sla(verdict=Verdict.NO_TARGET)
    at = case.incident.resolved.at if case.incident.resolved else None
    if at is None and case.now <= clock.due:
        return Sla(verdict=Verdict.RUNNING, due=clock.due, by=clock.due - case.now)
    late = (at or case.now) - clock.due
    if late > timedelta(0):
        return Sla(verdict=Verdict.MISSED, due=clock.due, by=late)
    return Sla(verdict=Verdict.MET, due=clock.due, by=-late)


def metrics(case: ReviewInputs) -> tuple[Metric, ...]:
    """Every response time of 10.7 that one incident has, in the order of the sources' report (A:1573)."""
    return tuple(_metrics(case))


def _metrics(case: ReviewInputs) -> Iterator[Metric]:
    if not case.incident.intake.past:
        yield _metric("Detection Time", _detection(case), LOGGED_WITHIN_PERIOD, "<5 min")
        if triage := case.given("regression_verdict"):
            yield _metric(
                "Regression Triage", triage.at - case.incident.detected_at, REGRESSION_WITHIN_PERIOD, "<10 min"
            )
    response = response_of(case.incident, case.policies)
    at_once = case.incident.severity is Severity.P0 and (response.acknowledge or 0) <= 120
    words = "immediate" if at_once else _target(response.acknowledge)
    yield _clock(case, "Acknowledgment", ClockName.ACKNOWLEDGE, words)
    yield _clock(case, "Time to Engage", ClockName.ENGAGE, _target(response.engage))
    yield _clock(case, "Time to Triage", ClockName.TRIAGE, _target(response.triage))
    if response.cause is not None:
        yield _clock(case, "Time to Root Cause", ClockName.CAUSE, _target(response.cause))
    yield _clock(case, "Time to Resolve", ClockName.RESOLVE, resolve_target(case.incident.severity, response))


def _detection(case: ReviewInputs) -> timedelta | None:
    """How long it took to be noticed where it is known when it began, else from being noticed to being logged."""
    if case.incident.intake.began:
        return max(timedelta(0), case.incident.detected_at - case.incident.intake.began)
    return case.declared_at - case.incident.detected_at if case.declared_at else None


def resolve_target(severity: Severity | None, response: Response) -> str:
    """The resolution target as documents print it: 1-2h for P0 (10.3)."""
    if severity is Severity.P0 and response.resolve == 7_200:
        return "1-2h"
    return _target(response.resolve)


def _target(seconds: int | None) -> str:
    return spoken_duration(seconds) if seconds is not None else "none"


def _metric(name: str, took: timedelta | None, limit: timedelta, target: str) -> Metric:
    verdict = Verdict.RUNNING if took is None else Verdict.MET if took <= limit else Verdict.MISSED
    return Metric(name=name, took=took, target=target, verdict=verdict)


def _clock(case: ReviewInputs, name: str, which: ClockName, target: str) -> Metric:
    clock = case.incident.clocks.get(which)
    if clock is None:
        return Metric(name=name, took=None, target=target, verdict=Verdict.NO_TARGET)
    took = clock.met - case.incident.detected_at if clock.met else None
    late = clock.missed or (took is None and case.now > clock.due)
    verdict = Verdict.MISSED if late else Verdict.MET if took is not None else Verdict.RUNNING
    return Metric(name=name, took=took, target=target, verdict=verdict)
