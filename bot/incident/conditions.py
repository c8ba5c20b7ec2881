"""Conditions by name: what a playbook may make a step or a gate depend on, each read off the incident alone."""

from collections.abc import Callable

from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import Category, Incident
from bot.incident.timers import MANAGEMENT_TIER

Condition = Callable[[Incident], bool]

#: Strategies that have a record of their own in the sources (M3); every other one shares the fourth.
RECORDED = ("rollback", "hotfix", "configuration")

#: Verdicts of the regression triage for which a regression is looked into and registered (R4, R8).
REGRESSIONS = ("CONFIRMED", "LIKELY")


def _severity(*levels: Severity | None) -> Condition:
    return lambda incident: incident.severity in levels


def _strategy(*names: str) -> Condition:
    return lambda incident: incident.strategy in names


def _security(incident: Incident) -> bool:
    plan = incident.proposal
    if incident.reading.evidence_first:
        return True
    return bool(plan and (plan.security or plan.data_loss or plan.category is Category.SECURITY))


#: Before triage an incident counts as P1, so conditions on P0 and P1 hold for it (T3).
CONDITIONS: dict[str, Condition] = {
    "always": lambda incident: True,
    "p0": _severity(Severity.P0),
    "p0_p1": _severity(Severity.P0, Severity.P1, None),
    "not_p3": lambda incident: incident.severity is not Severity.P3,
    "tier_2": lambda incident: 2 in incident.tiers,
    "tier_3": lambda incident: 3 in incident.tiers,
    "management": lambda incident: Role.ENGINEERING_MANAGER in incident.informed or MANAGEMENT_TIER in incident.tiers,
    "executive": lambda incident: Role.EXECUTIVE_SPONSOR in incident.informed,
    "strategy_rollback": _strategy("rollback"),
    "strategy_hotfix": _strategy("hotfix"),
    "strategy_configuration": _strategy("configuration"),
    "strategy_other": lambda incident: bool(incident.strategy) and incident.strategy not in RECORDED,
    "users_see_it": _severity(Severity.P0, Severity.P1, None),
    "security": _security,
    "regression_found": lambda incident: incident.regression in REGRESSIONS,
    "review_required": _severity(Severity.P0, Severity.P1, None),
    "review_wanted": lambda incident: incident.severity is not Severity.P3,
    "resolved": lambda incident: incident.resolved is not None,
    "ongoing": lambda incident: not incident.over,
    "service_known": lambda incident: incident.service is not None,
}
