"""The final report in the channel: what came of it, against what was promised, and what is left to do (P9)."""

from datetime import datetime, timedelta

from bot.incident.durations import rounded_duration
from bot.incident.review.final_report import FinalReport, final_report
from bot.incident.review.inputs import ReviewInputs
from bot.incident.review.meeting import Meeting
from bot.incident.review.response import Metric, Verdict
from bot.incident.severity import spoken
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.slack.view import Block, Message, Urgency

#: What each verdict is called beside a time.
WORDS = {
    Verdict.MET: "in time",
    Verdict.MISSED: "late",
    Verdict.RUNNING: "not recorded",
    Verdict.NO_TARGET: "no target",
}


def report_card(context: CardContext, channel: str) -> Message:
    """The report of a closed incident; while it is open again, that the report is not true any more."""
    incident = context.incident
    if incident.closed is None:
        text = f"{incident.id} was reopened: its final report is written again when it is closed"
        return Message(channel, text, (parts.section(text),), Urgency.PROGRESS, settled=False)
    report = final_report(_case(context))
    head = f"done · Final report of {incident.id}: {report.overall_status}"
    sla = "" if incident.not_an_incident else f" · resolution SLA {report.sla.words}"
    first = f"*{head}*\n{spoken(incident.severity)} · {report.duration}{sla}"
    blocks: list[Block] = [parts.section(first), parts.section("\n".join(_summary(report)))]
    blocks.append(parts.section("*Response*\n" + "\n".join(_time(one) for one in report.metrics)))
    if report.escalation:
        blocks.append(parts.section("*Escalation*  " + " → ".join(_rungs(report))))
    blocks += [parts.divider(), parts.section("*Next*\n" + "\n".join(_next(context, report)))]
    closed = f"Closed by {context.name(incident.closed.by)}, {context.at(incident.closed.at)}"
    blocks.append(parts.context(f"{closed}{_left(report)}"))
    aloud = "" if incident.not_an_incident else f", SLA {report.sla.words}"
    spoken_text = f"{incident.id} final report. {report.overall_status}, {report.duration}{aloud}."
    return Message(channel, escape(spoken_text), tuple(blocks), Urgency.STATUS, settled=False)


def _case(context: CardContext) -> ReviewInputs:
    incident = context.incident
    now = incident.closed.at if incident.closed else incident.detected_at
    return ReviewInputs(incident, context.organisation, now, context.playbook, context.results)


def _summary(report: FinalReport) -> list[str]:
    lines = [
        f"*Root cause*  {_said(report.root_cause)}",
        f"*Mitigation*  {_said(report.mitigation)}",
        f"*Resolution*  {_said(report.resolution)}",
        f"*User impact*  {_said(report.user_impact)}",
    ]
    if report.regression:
        lines.append("*Regression*  " + " · ".join(_fact(*pair) for pair in report.regression))
    if report.budget:
        lines.append(f"*Error budget*  {quiet(report.budget)}")
    return lines


def _fact(name: str, value: str) -> str:
    return f"{name.removeprefix('Regression ').lower()} {_said(value)}"


def _time(metric: Metric) -> str:
    took = rounded_duration(metric.took) if metric.took is not None else "not recorded"
    verdict = f", {WORDS[metric.verdict]}" if WORDS[metric.verdict] != took else ""
    return f"{metric.name}: {took} (target {quiet(metric.target)}{verdict})"


def _rungs(report: FinalReport) -> list[str]:
    return [f"{quiet(one.words)} ({one.outcome})" for one in report.escalation]


def _next(context: CardContext, report: FinalReport) -> list[str]:
    soon, later, last = report.actions
    if context.incident.not_an_incident:
        return [f"• Documents: `/incident export {context.incident.id}`"]
    return [
        f"• {_meeting(context, report.meeting)}",
        f"• Preventive actions on record: {soon} immediate, {later} short term, {last} long term",
        f"• Documents: `/incident export {context.incident.id}`",
        f"• Stability: look again {context.at(_tomorrow(context))}",
    ]


def _meeting(context: CardContext, meeting: Meeting | None) -> str:
    if meeting is None or meeting.starts is None or meeting.due is None:
        return "No review meeting is required"
    how = "planned" if meeting.planned else "proposed"
    return f"Review meeting ({meeting.wanted}): {context.at(meeting.starts)} {how}, due by {context.at(meeting.due)}"


def _tomorrow(context: CardContext) -> datetime:
    ended = context.incident.resolved or context.incident.closed
    return (ended.at if ended else context.incident.detected_at) + timedelta(days=1)


def _left(report: FinalReport) -> str:
    return f" · “{quiet(shorten(report.left_open, 300))}”" if report.left_open else ""


def _said(words: str) -> str:
    return quiet(shorten(" ".join(words.split()), 300)) if words else "not recorded"
