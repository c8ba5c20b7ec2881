"""The final report as data: what came of the incident, against what was promised, and what is left to do (P9)."""

from collections.abc import Iterator

from bot.incident.durations import rounded_duration
from bot.incident.model import Value
from bot.incident.results import as_words
from bot.incident.review.actions import Term, actions
from bot.incident.review.budget import budget_use
from bot.incident.review.escalations import Rung, path_gone
from bot.incident.review.inputs import ReviewInputs
from bot.incident.review.meeting import Meeting, review_meeting
from bot.incident.review.response import Metric, Sla, metrics, resolution_sla
from bot.incident.state import Incident


class FinalReport(Value):
    """The report. Texts are as people wrote them; who shows them makes them harmless."""

    overall_status: str
    sla: Sla
    duration: str
    root_cause: str
    mitigation: str
    resolution: str
    user_impact: str
    regression: tuple[tuple[str, str], ...]
    metrics: tuple[Metric, ...]
    budget: str
    escalation: tuple[Rung, ...]
    meeting: Meeting | None
    actions: tuple[int, int, int]
    left_open: str


def final_report(case: ReviewInputs) -> FinalReport:
    """The report of an incident as it stands, whether or not it is over."""
    incident = case.incident
    listed = actions(case)
    count = [sum(one.term is term for one in listed) for term in Term]
    return FinalReport(
        overall_status=overall_status(incident),
        sla=resolution_sla(case),
        duration=rounded_duration(case.duration),
        root_cause=as_words(case.fields.get("root_cause")) or incident.cause,
        mitigation=mitigation(case),
        resolution=incident.resolved.words if incident.resolved else "",
        user_impact=user_impact(case),
        regression=tuple(_regression(case)),
        metrics=metrics(case),
        budget=_budget(case),
        escalation=path_gone(incident),
        meeting=review_meeting(case),
        actions=(count[0], count[1], count[2]),
        left_open=incident.closed.words if incident.closed else "",
    )


def overall_status(incident: Incident) -> str:
    """The status in the sources' word, and what became of it."""
    if incident.not_an_incident:
        return "CLOSED, not an incident"
    if incident.resolved:
        return "RESOLVED"
    return incident.status.value


def mitigation(case: ReviewInputs) -> str:
    """The strategy that was applied, in words."""
    chosen = case.incident.strategy or as_words(case.fields.get("strategy"))
    return chosen.replace("_", " ")


def user_impact(case: ReviewInputs) -> str:
    """How many users, how long, and what they saw."""
    plan = case.incident.proposal
    if plan is None:
        return ""
    users = f"{plan.users_percent} % of users" if plan.users_percent is not None else "users: UNKNOWN"
    kind = "outage" if plan.outage else "degradation"
    minutes = int(case.duration.total_seconds() // 60)
    length = "1 minute" if minutes == 1 else f"{minutes} minutes" if minutes else "less than a minute"
    return f"{users}, {length} {kind}"


def _regression(case: ReviewInputs) -> Iterator[tuple[str, str]]:
    """The regression's lines; none where nothing was found out about one."""
    verdict = as_words(case.fields.get("regression_verdict"))
    if not verdict:
        return
    yield "Regression Detected", "YES" if verdict in ("CONFIRMED", "LIKELY") else "NO"
    yield "Verdict", verdict
    if change := as_words(case.fields.get("introducing_change")):
        yield "Introducing Commit", change
    yield "Rollback Executed", "YES" if case.incident.strategy == "rollback" else "NO"


def _budget(case: ReviewInputs) -> str:
    use = budget_use(case)
    if use is None:
        return ""
    return f"{use.consumed:.0f} % of the error budget of {use.target:g} %, {use.basis}"
