"""The record: what templates may rely on, for an incident of which little is known and for one told whole."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.incident.times import Anchor, Times
from bot.record import context
from bot.record.context import record
from tests.record.cases import PLAYBOOKS, past, poor, rich

#: The names that the module's docstring promises for the incident.
_LISTED = str(context.__doc__).split("incident    ")[1].split("    f  ")[0]
PROMISED = re.findall(r"\w+", _LISTED.replace("(title, url)", ""))
SECTIONS = (
    "f", "steps", "phases", "posted", "timeline", "updates", "notes", "roles", "responders", "clocks", "escalation",
    "path", "metrics", "sla", "budget", "meeting", "actions", "regression", "gates", "criteria", "report",
    "organisation", "now", "missing",
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
