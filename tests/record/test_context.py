"""The record: what templates may rely on, for an incident of which little is known and for one told whole."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.incident.command import Command
from bot.incident.questions import Answers
from bot.incident.times import Anchor, Times
from bot.incident.topics.guidance import AnswerQuestions, GiveGuidance
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.record import context
from bot.record.context import record
from bot.record.record_inputs import RecordInputs
from tests.incident.rehearsal import VERA, declared
from tests.record.cases import PLAYBOOKS, past, poor, rich

#: The names that the module's docstring promises for the incident.
_LISTED = str(context.__doc__).split("incident    ")[1].split("    f  ")[0]
PROMISED = re.findall(r"\w+", _LISTED.replace("(title, url)", ""))
SECTIONS = (
    "f", "steps", "phases", "posted", "timeline", "updates", "notes", "roles", "responders", "clocks", "escalation",
    "path", "decisions", "metrics", "sla", "budget", "meeting", "actions", "regression", "gates", "criteria",
    "report", "organisation", "now", "missing",
)  # fmt: skip


@pytest.mark.parametrize("playbook", PLAYBOOKS)
@pytest.mark.parametrize("told", [poor, rich, past])
def test_everything_that_is_promised_is_there(playbook: str, told: Any) -> None:
    made = record(told(playbook))
    assert set(PROMISED) <= set(made["incident"])
    assert set(SECTIONS) <= set(made)


def test_what_nobody_knows_yet_is_to_be_done_and_after_the_end_was_not_recorded() -> None:
    assert record(poor())["missing"] == "TBD"
    assert record(past())["missing"] == "Not recorded"
    assert record(poor())["f"]["root_cause"] is None


def test_a_told_incident_says_who_did_what_and_why() -> None:
    made = record(rich())
    assert made["incident"]["commander"] == "Ana Ortiz"
    assert made["f"]["root_cause"].startswith("The tax lookup")
    assert made["steps"]["five_whys"]["by"] == "Ana Ortiz"
    assert made["steps"]["five_whys"]["fields"]["why_5"] == "test data is older than v42"
    assert made["steps"]["of another playbook"]["recorded"] is False
    assert next(one["title"] for one in made["posted"] if one["to"] == "Status page") == "Investigating"
    assert made["actions"]["immediate"][0]["owner"] == "Chidi Okafor"
    assert made["regression"]["id"] == "REG-2026-11-21-101"
    assert made["timeline"][0]["event"] == "Incident detected"


def test_people_are_named_wherever_somebody_mentioned_them() -> None:
    made = record(rich())
    assert made["notes"][0]["text"] == "customers call us, see @Grace Mensah"
    assert made["f"]["facilitator"] == "Ana Ortiz"


def test_dates_are_real_ones_also_where_the_clocks_run_fast() -> None:
    material = poor()
    start = material.incident.detected_at.timestamp()
    fast = Times(anchors=(Anchor(real=start - 3600, product=start - 60, speed=60.0),))
    made = record(replace(material, times=fast))
    assert made["incident"]["detected"] == material.incident.detected_at - timedelta(seconds=3599)


def test_guidance_and_answers_are_on_the_record() -> None:
    """What was said to change the course, and the share of users before anybody triaged it (D10, D11)."""
    told = record(guided_one())["incident"]
    assert told["concerns"] == ["revenue", "tight SLA"]
    assert told["rollback_first"] and not told["comprehensive"]
    assert (told["users"], told["observed"], told["changes"]) == ("40 %", "payments fail", "v42 by @Chidi Okafor")


def test_a_ticket_is_its_key_and_link_or_why_there_is_none() -> None:
    assert record(guided_one(RecordTicket(key="OPS-1", url="https://t.example/1")))["incident"]["ticket"] == (
        "OPS-1 https://t.example/1"
    )
    assert record(guided_one(RefuseTicket(reason="HTTP 403")))["incident"]["ticket"] == "none: HTTP 403"
    assert record(guided_one())["incident"]["ticket"] is None


def guided_one(*orders: Command) -> RecordInputs:
    """An incident of which guidance, answers and these orders are known."""
    room = declared(None)
    room.does(GiveGuidance(by=VERA, text="revenue, tight SLA"))
    answers = Answers(impact="payments fail", users_percent=40, changes="v42 by <@U03OWNER>")
    room.does(AnswerQuestions(by=VERA, answers=answers))
    for order in orders:
        room.does(order)
    return replace(poor(), incident=room.state)
