"""The sources' quality gates and success criteria, each answered from the record with what the answer rests on."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from bot.incident.conditions import REGRESSIONS
from bot.incident.durations import rounded_duration
from bot.incident.model import Value
from bot.incident.results import BONES
from bot.incident.review.actions import actions
from bot.incident.review.inputs import ReviewInputs
from bot.incident.review.meeting import WITHIN
from bot.incident.review.response import LOGGED_WITHIN_PERIOD, REGRESSION_WITHIN_PERIOD, Verdict, resolution_sla
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import ClockName, GateState


class Answer(StrEnum):
    """Whether a criterion is met."""

    MET = "met"
    NOT_MET = "not met"
    NOT_REQUIRED = "not required"
    NOT_RECORDED = "not recorded"


class Criterion(Value):
    """One criterion with its answer and why."""

    words: str
    answer: Answer
    why: str


Judged = tuple[Answer, str]
Rule = Callable[[ReviewInputs], Judged]


def _logged(case: ReviewInputs) -> Judged:
    if case.declared_at is None:
        return Answer.NOT_RECORDED, ""
    took = case.declared_at - case.incident.detected_at
    return _by(took <= LOGGED_WITHIN_PERIOD), f"{rounded_duration(took)} after detection"


def _regression_triage(case: ReviewInputs) -> Judged:
    triage = case.given("regression_verdict")
    if triage is None:
        return Answer.NOT_REQUIRED, "no recent deployment is on record"
    took = triage.at - case.incident.detected_at
    return _by(took <= REGRESSION_WITHIN_PERIOD), f"{rounded_duration(took)} after detection"


def _triage(case: ReviewInputs) -> Judged:
    return _clock(case, ClockName.TRIAGE)


def _commander(case: ReviewInputs) -> Judged:
    if case.incident.severity not in (None, Severity.P0, Severity.P1):
        return Answer.NOT_REQUIRED, "P0 and P1 only"
    held = Role.INCIDENT_COMMANDER in case.incident.roles
    return _by(held), "assigned" if held else "nobody holds the role"


def _functional(case: ReviewInputs) -> Judged:
    incident = case.incident
    if incident.severity is Severity.P3:
        return Answer.NOT_REQUIRED, "P3 has no timers"
    called = incident.tiers or incident.path_called
    tiers = ", ".join(str(number) for number in sorted(incident.tiers))
    return _by(bool(called)), f"tiers called: {tiers or 'none'}"


def _hierarchical(case: ReviewInputs) -> Judged:
    response = case.policies.response[case.incident.severity or Severity.P1]
    due = {Role.ENGINEERING_MANAGER: response.management, Role.EXECUTIVE_SPONSOR: response.sponsor}
    wanted = [
        role for role, after in due.items() if after is not None and case.duration >= timedelta(seconds=after)
    ]  # fmt: skip
    if not wanted:
        return Answer.NOT_REQUIRED, "it was over before anybody had to hear"
    missing = [role.spoken for role in wanted if role not in case.incident.informed and not case.incident.path]
    return _by(not missing), f"not informed: {', '.join(missing)}" if missing else "informed in time"


def _cause(case: ReviewInputs) -> Judged:
    whys = bool(case.fields.get("why_1") or case.fields.get("five_whys"))
    bones = any(case.fields.get(name) for name in BONES)
    known = bool(case.incident.cause or case.fields.get("root_cause"))
    wanted = [("no cause", known)]
    wanted += [("no five whys", whys)] if _asks(case, "why_1") or _asks(case, "five_whys") else []
    wanted += [("no fishbone", bones)] if _asks(case, "people") else []
    missing = [words for words, there in wanted if not there]
    return _by(not missing), ", ".join(missing) or "on record"


def _mitigation(case: ReviewInputs) -> Judged:
    validated = case.fields.get("resolution_status")
    if validated is None and _asks(case, "mitigation_status") and not _asks(case, "resolution_status"):
        # T verifies at the mitigation gate instead.
        status = case.fields.get("mitigation_status")
        return _by(status == "Mitigated"), f"reported as {status}" if status else "no mitigation report is on record"
    if validated is None:
        return Answer.NOT_MET, "no validation is on record"
    return _by(validated == "RESOLVED"), f"validated as {validated}"


def _communication(case: ReviewInputs) -> Judged:
    incident = case.incident
    told = incident.resolved is not None and any(one.at >= incident.resolved.at for one in incident.updates)
    posted = any(
        name in case.results and bool(case.results[name].fields.get("message"))
        for name, step in case.playbook.steps.items() if step.posts
    )  # fmt: skip
    words = [part for part, there in (("words that went out", posted), ("an update after the end", told)) if there]
    return _by(bool(words)), " and ".join(words) or f"{incident.update_count} updates, none after the end"


def _sla(case: ReviewInputs) -> Judged:
    sla = resolution_sla(case)
    answer = {Verdict.MET: Answer.MET, Verdict.MISSED: Answer.NOT_MET, Verdict.NO_TARGET: Answer.NOT_REQUIRED}
    return answer.get(sla.verdict, Answer.NOT_RECORDED), sla.words


def _review(case: ReviewInputs) -> Judged:
    within = WITHIN.get(case.incident.severity or Severity.P1)
    if case.incident.severity in (Severity.P2, Severity.P3) or within is None:
        return Answer.NOT_REQUIRED, "P0 and P1 only"
    return _reviewed_within(case, within)


def _reviewed_within(case: ReviewInputs, within: timedelta) -> Judged:
    review, resolved = case.given("went_well", "could_improve", "lessons_technical"), case.incident.resolved
    if review is None or resolved is None:
        return Answer.NOT_MET, "no review is on record"
    gate = case.incident.gates.get("review")
    if gate and gate.state in (GateState.OPEN, GateState.REVISION):
        return Answer.NOT_MET, "its gate waits" if gate.state is GateState.OPEN else "it was sent back"
    took = review.at - resolved.at
    return _by(took <= within), f"{rounded_duration(took)} after resolution"


def _tracked(case: ReviewInputs) -> Judged:
    found = actions(case)
    loose = sum(not one.complete for one in found)
    if not found:
        return Answer.NOT_MET, "no action is on record"
    words = f"{len(found)} actions, {loose} without owner or date" if loose else f"{len(found)} actions"
    return _by(not loose), words


def _asks(case: ReviewInputs, field: str) -> bool:
    """Whether the playbook has a form with that field: it is not held to what it never asks for."""
    return any(one.name == field for step in case.playbook.steps.values() for one in step.fields)


def _written_down(case: ReviewInputs) -> Judged:
    if not (_asks(case, "symptoms") or _asks(case, "article_title")) and len(case.playbook.steps) > 1:
        return Answer.NOT_REQUIRED, "not part of this playbook"
    parts = {"runbook": case.given("scenario", "symptoms"), "knowledge base": case.given("article_title", "keywords")}
    missing = [name for name, result in parts.items() if result is None]
    return _by(not missing), f"missing: {', '.join(missing)}" if missing else "both are on record"


def _registered(case: ReviewInputs) -> Judged:
    verdict = case.fields.get("regression_verdict")
    if verdict not in REGRESSIONS:
        return Answer.NOT_REQUIRED, f"verdict {verdict}" if verdict else "no regression is on record"
    return Answer.MET, f"verdict {verdict}, registered with the export"


def _monitoring(case: ReviewInputs) -> Judged:
    found, resolved = case.given("new_alerts", "dashboard_updates", "slo_adjustments"), case.incident.resolved
    if found is None or resolved is None:
        return Answer.NOT_RECORDED, "no monitoring improvement is on record"
    took = found.at - resolved.at
    return _by(took <= timedelta(days=7)), f"planned {rounded_duration(took)} after resolution"


def _recurrence(case: ReviewInputs) -> Judged:
    times = case.incident.reopened
    again = "once" if times == 1 else f"{times} times"
    return _by(times == 0), f"reopened {again}" if times else "not reopened so far"


def _clock(case: ReviewInputs, name: ClockName) -> Judged:
    clock = case.incident.clocks.get(name)
    if clock is None:
        return Answer.NOT_REQUIRED, "no clock at this severity"
    if clock.met is None:
        return Answer.NOT_MET, "not done"
    return _by(not clock.missed), f"{rounded_duration(clock.met - case.incident.detected_at)} after detection"


def _by(met: bool) -> Answer:
    return Answer.MET if met else Answer.NOT_MET


#: A's quality gates (A:1434, 1749) in their order.
QUALITY_GATES: tuple[tuple[str, Rule], ...] = (
    ("Incident detected and logged within 5 minutes", _logged),
    ("Regression triage completed within 10 minutes (if recent deployment)", _regression_triage),
    ("Triage and prioritization completed within 15 minutes", _triage),
    ("Incident Commander assigned (P0/P1)", _commander),
    ("Functional escalation executed per timers (Tier 1 → 2 → 3)", _functional),
    ("Hierarchical escalation completed per severity (management/executive)", _hierarchical),
    ("Root cause identified using 5 Whys and fishbone", _cause),
    ("Mitigation deployed and validated", _mitigation),
    ("User communication sent (status page, internal)", _communication),
    ("Incident resolved within SLA (P0 = 1-2h, P1 = 4h, P2 = 24h)", _sla),
    ("Post-incident review completed within 24-48h (P0/P1)", _review),
    ("Preventive actions identified and tracked", _tracked),
    ("Runbooks and knowledge base updated", _written_down),
    ("Regression registered (if applicable)", _registered),
)

#: O's success criteria (O:113) in their order.
SUCCESS_CRITERIA: tuple[tuple[str, Rule], ...] = (
    ("Service restored within SLA targets", _sla),
    ("Postmortem completed within 48 hours", lambda case: _reviewed_within(case, timedelta(hours=48))),
    ("All action items assigned with deadlines", _tracked),
    ("Monitoring improvements deployed within 1 week", _monitoring),
    ("No recurrence of the same root cause", _recurrence),
)


#: What is asked of those who handle an incident while it goes on: a past one had nobody here (D13).
DURING = (_logged, _regression_triage, _triage, _commander, _functional, _hierarchical)


def judged(case: ReviewInputs, rules: tuple[tuple[str, Rule], ...]) -> tuple[Criterion, ...]:
    """The criteria, each with its answer."""
    found = ((words, _judge(case, rule)) for words, rule in rules)
    return tuple(Criterion(words=words, answer=answer, why=why) for words, (answer, why) in found)


def _judge(case: ReviewInputs, rule: Rule) -> Judged:
    if case.incident.intake.past and rule in DURING:
        return Answer.NOT_REQUIRED, "it was over before it was declared"
    return rule(case)
