"""What an outage costs of a service's error budget: arithmetic over its objective and the time without service."""

from datetime import timedelta

from bot.incident.durations import rounded_duration
from bot.incident.model import Value
from bot.incident.review.inputs import ReviewInputs


class BudgetUse(Value):
    """An outage against an objective over its window. `share` of 1.0: all users are counted as affected."""

    target: float
    window_days: int
    outage: timedelta
    share: float
    budget: timedelta
    availability: float
    consumed: float

    @property
    def breach(self) -> bool:
        """Whether this outage alone used up more than the whole budget."""
        return self.consumed > 100

    @property
    def left(self) -> float:
        """Per cent of the budget that this outage alone leaves."""
        return max(0.0, 100.0 - self.consumed)

    @property
    def basis(self) -> str:
        """What the figures rest on, so that nobody takes them for measurements."""
        whom = f"{self.share * 100:.0f} % of users" if self.share < 1 else "all users"
        return f"computed from {rounded_duration(self.outage)} with {whom} affected, over {self.window_days} days"


def budget_use(case: ReviewInputs) -> BudgetUse | None:
    """What the incident cost its service, also before anybody noticed; None for a service that nobody described."""
    incident = case.incident
    service = case.organisation.services.get(incident.service or "")
    if service is None or incident.not_an_incident:
        return None
    plan = incident.proposal
    share = 1.0 if plan is None or plan.outage or plan.users_percent is None else plan.users_percent / 100
    unseen = incident.detected_at - incident.intake.began if incident.intake.began else timedelta(0)
    outage = case.duration + max(unseen, timedelta(0))
    return spent(service.slo.availability, service.slo.window_days, outage, share)


def spent(target: float, window_days: int, outage: timedelta, share: float = 1.0) -> BudgetUse:
    """The arithmetic. `target` is in per cent; an outage of part of the users counts for their share."""
    window = timedelta(days=window_days)
    budget = window * (100 - target) / 100
    down = max(outage, timedelta(0)) * share
    return BudgetUse(
        target=target, window_days=window_days, outage=max(outage, timedelta(0)), share=share, budget=budget,
        availability=max(0.0, 100 - 100 * (down / window)), consumed=100 * (down / budget),
    )  # fmt: skip
