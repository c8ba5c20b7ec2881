"""Everything computed of an incident, for the record: times, budget, meeting, escalation, criteria."""

from typing import Any

from bot.incident.results import as_words
from bot.incident.review.budget import BudgetUse, budget_use
from bot.incident.review.criteria import QUALITY_GATES, SUCCESS_CRITERIA, Answer, Rule, judged
from bot.incident.review.escalations import escalation_log, path_gone
from bot.incident.review.final_report import mitigation, overall_status, user_impact
from bot.incident.review.inputs import ReviewInputs
from bot.incident.review.meeting import Attendee, Meeting, review_meeting
from bot.incident.review.response import metrics, resolution_sla
from bot.record.record_inputs import RecordInputs
from bot.record.speaking import Speaker

Figures = dict[str, Any]


def figures(inputs: RecordInputs, speaker: Speaker) -> Figures:
    """The computed part of the record."""
    case = inputs.case
    sla = resolution_sla(case)
    return {
        "metrics": [
            {"name": one.name, "took": one.took, "target": one.target, "verdict": one.verdict.value}
            for one in metrics(case)
        ],
        "sla": {"verdict": sla.verdict.value, "words": sla.words, "due": speaker.at(sla.due), "by": sla.by},
        "budget": _budget(budget_use(case)),
        "meeting": _meeting(review_meeting(case), speaker),
        "escalation": [
            {"at": speaker.at(one.at), "who": one.who, "why": speaker.words(one.why), "outcome": one.outcome}
            for one in escalation_log(inputs.events, inputs.organisation.name_of)
        ],
        "path": [{"words": one.words, "outcome": one.outcome} for one in path_gone(inputs.incident)],
        "clocks": [
            {"name": name.value, "due": speaker.at(one.due), "met": speaker.at(one.met), "missed": one.missed}
            for name, one in inputs.incident.clocks.items()
        ],
        "gates": _criteria(case, QUALITY_GATES),
        "criteria": _criteria(case, SUCCESS_CRITERIA),
        "report": {
            "overall_status": overall_status(inputs.incident),
            "user_impact": user_impact(case) or None,
            "mitigation": mitigation(case) or None,
            "root_cause": speaker.words(as_words(case.fields.get("root_cause")) or inputs.incident.cause) or None,
        },
    }


def _budget(use: BudgetUse | None) -> Figures | None:
    if use is None:
        return None
    return {
        "target": f"{use.target:g} %",
        "window_days": use.window_days,
        "total": use.budget,
        "outage": use.outage,
        "consumed": f"{use.consumed:.1f} %",
        "left": f"{use.left:.1f} %",
        "availability": f"{use.availability:.3f} %",
        "breach": use.breach,
        "basis": use.basis,
    }


def _meeting(meeting: Meeting | None, speaker: Speaker) -> Figures | None:
    if meeting is None:
        return None
    return {
        "starts": speaker.at(meeting.starts),
        "ends": speaker.at(meeting.ends),
        "due": speaker.at(meeting.due),
        "planned": meeting.planned,
        "required": [_attendee(one, speaker) for one in meeting.required],
        "optional": [_attendee(one, speaker) for one in meeting.optional],
        "agenda": [{"title": title, "minutes": minutes} for title, minutes in meeting.agenda],
        "wanted": meeting.wanted,
    }


def _attendee(one: Attendee, speaker: Speaker) -> Figures:
    return {"role": one.role, "name": speaker.name(one.user), "facilitates": one.facilitates}


def _criteria(case: ReviewInputs, rules: tuple[tuple[str, Rule], ...]) -> list[Figures]:
    return [
        {"words": one.words, "answer": one.answer.value, "why": one.why, "met": one.answer is Answer.MET}
        for one in judged(case, rules)
    ]  # fmt: skip
