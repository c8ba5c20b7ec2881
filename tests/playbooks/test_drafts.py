"""Forms come prefilled: each draft that a playbook names is there, and reads well when nothing is known yet."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.incident.playbook import FieldKind, FormField, Step
from bot.incident.results import output_model
from bot.record.rendering import TEMPLATES, Fields, draft
from tests.playbooks.playing import SHIPPED

NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)

#: Each field with a draft, and the step that it stands in.
DRAFTED: list[tuple[Step, FormField]] = [
    (step, field)
    for playbook in SHIPPED.values()
    for step in playbook.steps.values()
    for field in step.fields
    if field.draft
]
IDS = [f"{step.name}.{field.name}" for step, field in DRAFTED]

#: What every incident has from its first second on; everything else may be missing.
BARE = {
    **dict.fromkeys(
        (
            "reporter", "detection_method", "severity", "severity_word", "sev", "gated_word", "gated_status",
            "category", "impact", "urgency", "users", "affected", "service", "guidance", "channel", "commander",
            "commander_assigned", "technical_lead", "communications_lead", "on_call", "duration", "resolved_at",
            "resolution", "next_update",
        )
    ),
    "id": "INC-101", "number": "101", "title": "Checkout is down", "description": "Checkout is down",
    "detected": NOW - timedelta(minutes=21), "status": "DETECTED",
}  # fmt: skip

FULL = {
    **BARE, "severity": "P0", "severity_word": "Critical", "users": "12 %", "affected": "checkout, payments",
    "service": "checkout", "commander": "Ana Ortiz", "on_call": "Ana Ortiz", "duration": timedelta(minutes=72),
    "next_update": NOW + timedelta(minutes=9), "category": "availability", "resolution": "rolled back to v41",
    "status": "RESOLVED", "resolved_at": NOW + timedelta(minutes=51),
}  # fmt: skip

FOUND: dict[str, object] = {
    "root_cause": "a leak\nof connections", "hypothesis": "a leak | of connections", "confidence": "HIGH",
    "evidence": ["pool at 100 % | since 02:51"], "test_plan": ["count open connections"],
    "hypotheses_tried": ["restart: back after 5 min"], "reason": "no runbook", "regression_verdict": "LIKELY",
    "rollback_feasibility": "SAFE", "introducing_change": "4f2c", "affected_services": ["checkout"],
    "panel": [["SRE", "alerts came early", "no runbook", "write a runbook"]],
    "recommended_actions": [["P1", "write a runbook", "Ana"]], "mitigation_status": "Mitigated",
}  # fmt: skip


def record(incident: dict[str, object], fields: dict[str, object]) -> dict[str, object]:
    """What templates are given."""
    known = {"incident": incident, "f": Fields(fields), "steps": Fields({}), "timeline": [], "updates": []}
    return {**known, "escalation": [], "clocks": {}, "checklist": [], "now": NOW}


def test_each_draft_that_is_there_is_used_and_each_that_is_used_is_there() -> None:
    """No file without a field, no field without its file."""
    files = {file.name.removesuffix(".md.j2") for file in (TEMPLATES / "drafts").glob("*.md.j2")}
    assert files == {field.draft for _, field in DRAFTED}


@pytest.mark.parametrize("known", ["nothing", "everything"])
@pytest.mark.parametrize(("step", "field"), DRAFTED, ids=IDS)
def test_a_form_can_be_sent_as_it_was_prefilled(step: Step, field: FormField, known: str) -> None:
    """What is drafted is fit for its field: an option for a choice, rows for a table, at most what a field holds."""
    bare = known == "nothing"
    text = draft(field.draft, record(BARE if bare else FULL, {} if bare else FOUND))
    assert "None" not in text and "{" not in text
    if field.kind is FieldKind.TEXT:
        assert "\n" not in text
    if not text or field.filled:
        return
    alone = step.but(fields=(field,), effect=None, posts=None)
    assert output_model(alone).model_validate({field.name: text})


@pytest.mark.parametrize(
    "name",
    sorted({field.draft for _, field in DRAFTED if field.name == "message"}),
)
def test_words_that_go_out_are_never_empty(name: str) -> None:
    """With nothing known they say so in words, and never in capitals out of a form."""
    text = draft(name, record(BARE, {}))
    assert "Checkout is down" in text or "the service" in text
    assert "TBD" not in text


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({}, ""),
        ({"recommended_action": "ROLLBACK"}, "rollback"),
        ({"recommended_action": "HOTFIX"}, "hotfix"),
        ({"recommended_action": "INVESTIGATE"}, ""),
        ({"regression_verdict": "LIKELY", "rollback_feasibility": "SAFE"}, "rollback"),
        ({"regression_verdict": "LIKELY", "rollback_feasibility": "BLOCKED"}, ""),
        ({"regression_verdict": "POSSIBLE", "rollback_feasibility": "SAFE"}, ""),
        ({"checks": ["latency", "deployment"]}, "rollback"),
        ({"recommended_action": "ROLLBACK", "strategy": "rollback"}, ""),
    ],
)
def test_a_rollback_is_preselected_when_a_recent_deployment_is_suspected(
    fields: dict[str, object], chosen: str
) -> None:
    """M1; what was tried before is not proposed again (M8)."""
    assert draft("strategy", record(BARE, fields)) == chosen


def test_the_hotfix_branch_has_the_name_of_the_source() -> None:
    """M4: hotfix/INC-ID-slug, with nothing in it that git or a shell could take amiss."""
    hostile = {**BARE, "title": "Checkout; $(rm -rf /) `is` down & out, again and again"}
    assert draft("hotfix_branch", record(hostile, {})) == "hotfix/INC-101-checkout-rm-rf-is-down"


def test_public_words_name_the_service_and_when_one_hears_more() -> None:
    """K2: times in the open, no cause, no names."""
    words = draft("status_page_investigating", record(FULL, FOUND))
    assert words.startswith("2026-11-21 03:12 UTC - Investigating")
    assert "checkout" in words and "03:21 UTC" in words
    assert "leak" not in words and "Ana" not in words


def test_the_agenda_of_the_review_fits_its_hour() -> None:
    """P1: the source's six items add up to more than its sixty minutes, ours do not."""
    agenda = draft("review_agenda", record(FULL, FOUND)).splitlines()
    assert len(agenda) == 6
    assert sum(int(item.partition("(")[2].split()[0]) for item in agenda) == 60
