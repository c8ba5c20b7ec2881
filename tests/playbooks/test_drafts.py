"""Forms come prefilled: each draft that a playbook names is there, and reads well when nothing is known yet."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from bot.incident.playbook import FieldKind, FormField, Step
from bot.incident.results import output_model
from bot.incident.severity import Severity
from bot.record.context import drafting
from bot.record.rendering import TEMPLATES, Fields, draft
from tests.playbooks.playing import NAMES, SHIPPED
from tests.record.cases import poor, rich

#: Each field with a draft, and the step that it stands in.
DRAFTED: list[tuple[Step, FormField]] = [
    (step, field)
    for playbook in SHIPPED.values()
    for step in playbook.steps.values()
    for field in step.fields
    if field.draft
]
IDS = [f"{step.name}.{field.name}" for step, field in DRAFTED]

#: Just declared, severe or harmless, and played to its end in each playbook.
SCENES = ("declared", "declared as P3", *NAMES)


@cache
def scene(name: str) -> dict[str, Any]:
    """What a form knows of an incident, made once: nothing that only its timeline says."""
    if name in NAMES:
        return drafting(rich(name))
    return drafting(poor(severity=Severity.P3 if name.endswith("P3") else None))


def with_fields(name: str, fields: Mapping[str, object], **incident: object) -> dict[str, Any]:
    """A context in which people wrote just this."""
    known = scene(name)
    return {**known, "f": Fields(fields), "incident": {**known["incident"], **incident}}


def test_each_draft_that_is_there_is_used_and_each_that_is_used_is_there() -> None:
    """No file without a field, no field without its file."""
    files = {file.name.removesuffix(".md.j2") for file in (TEMPLATES / "drafts").glob("*.md.j2")}
    assert files == {field.draft for _, field in DRAFTED}


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize(("step", "field"), DRAFTED, ids=IDS)
def test_a_form_can_be_sent_as_it_was_prefilled(step: Step, field: FormField, name: str) -> None:
    """What is drafted is fit for its field: an option for a choice, rows for a table, at most what a field holds."""
    text = draft(field.draft, scene(name))
    assert "None" not in text and "{" not in text and "TBD" not in text
    if field.kind is FieldKind.TEXT:
        assert "\n" not in text and len(text) <= 300
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
    text = draft(name, scene("declared"))
    assert "Checkout is down" in text or "the service" in text
    assert "TBD" not in text and "Not recorded" not in text


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
    assert draft("strategy", with_fields("declared", fields)) == chosen


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({}, "rollback"),
        ({"recommended_action": "HOTFIX"}, "hotfix"),
        ({"regression_verdict": "NOT_REGRESSION"}, ""),
        ({"rollback_feasibility": "BLOCKED"}, ""),
        ({"strategy": "rollback"}, ""),
    ],
)
def test_a_tight_sla_prefers_a_rollback(fields: dict[str, object], chosen: str) -> None:
    """D10: where nothing speaks against one, and none was tried."""
    assert draft("strategy", with_fields("declared", fields, rollback_first=True)) == chosen


def test_what_the_questions_said_is_there_when_forms_open() -> None:
    """D11: what users see, what changed, and what to prefer need not be typed again."""
    said = {"observed": "payments time out", "changes": "deploy of v42", "preference": "Database first."}
    known = with_fields("declared", {}, **said)
    assert "payments time out" in draft("symptoms", known)
    assert draft("recent_changes", known) == "deploy of v42"
    assert draft("rationale", known).startswith("Database first.")


def test_the_hotfix_branch_has_the_name_of_the_source() -> None:
    """M4: hotfix/INC-ID-slug, with nothing in it that git or a shell could take amiss."""
    hostile = with_fields("declared", {}, title="Checkout; $(rm -rf /) `is` down & out, again and again")
    assert draft("hotfix_branch", hostile) == "hotfix/INC-101-checkout-rm-rf-is-down"


def test_public_words_name_the_service_and_when_one_hears_more() -> None:
    """K2: times in the open, no cause, no names."""
    words = draft("status_page_investigating", with_fields("declared", {}, service_title="Checkout"))
    assert words.startswith("2026-11-21 02:51 UTC - Investigating")
    assert "Checkout" in words and "03:21 UTC" in words
    known = draft("status_page_identified", scene("itil"))
    assert "connection" not in known and "Ana" not in known


def test_the_agenda_of_the_review_fits_its_hour() -> None:
    """P1: the source's six items add up to more than its sixty minutes, ours do not."""
    agenda = draft("review_agenda", scene("itil")).splitlines()
    assert len(agenda) == 6
    assert sum(int(item.partition("(")[2].split()[0]) for item in agenda) == 60


def test_a_long_story_fits_a_short_field() -> None:
    """Slack refuses a whole form for one text that is too long."""
    long = {"hypothesis": "a leak\n" * 500}
    assert len(draft("hypothesis", with_fields("declared", long))) <= 300


def test_what_missed_its_deadline_is_proposed_for_what_could_improve() -> None:
    """The record knows it; nobody has to remember."""
    late = {**scene("declared"), "clocks": [{"name": "engage", "missed": True}, {"name": "cause", "missed": False}]}
    assert draft("could_improve", late) == "The engage deadline was missed"


def test_the_panel_fills_the_post_mortem() -> None:
    """What the personas said is there when the report is begun, and its actions when they become tasks."""
    said = {
        "panel": [["SRE", "alerts came early", "no runbook | at all", "write a runbook"], ["Debugger", "", "", ""]]
    }
    known = with_fields("declared", said)
    assert draft("went_well", known) == "alerts came early"
    assert draft("could_improve", known) == "no runbook | at all"
    assert draft("recommended_actions", known) == "P2 | write a runbook |"
    known = with_fields("declared", {"recommended_actions": [["P1", "write a runbook", "Ana"]]})
    assert draft("actions_from_recommended", known) == "write a runbook | Ana | | Open | P1"
