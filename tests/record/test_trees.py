"""Every incident of every playbook exports in every format, with the names and headings of the sources."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident.playbook import FieldKind
from bot.incident.state import Status
from bot.record.record_inputs import RecordInputs
from bot.record.tree import Format, documents, tree_of
from tests.incident.orders import played as told
from tests.incident.orders import stories
from tests.record import expected
from tests.record.cases import PLAYBOOKS, TYPED, material, past, poor, rich, typed_in
from tests.record.reading import headings, read

A = ".aiwg/incidents/INC-101/"
SESSION = ".incident-response/"

#: Each format: where its files lie, and the headings of each.
FORMATS: dict[Format, tuple[str, Mapping[str, list[str]]]] = {
    Format.AIWG: (A, expected.AIWG),
    Format.ITIL: ("INC-101/", expected.ITIL),
    Format.INC: ("INC-101/", expected.INC),
    Format.RAPID: ("INC-101/", expected.RAPID),
}


def texts(of: RecordInputs, format: Format) -> dict[str, str]:
    """The export's files by path."""
    return {one.path: one.content.decode() for one in documents(of, format)}


@pytest.mark.parametrize("make", [poor, rich, past])
@pytest.mark.parametrize("playbook", PLAYBOOKS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_tree_has_the_names_and_headings_of_its_source(make: Any, playbook: str, format: Format) -> None:
    found = texts(make(playbook), format)
    folder, wanted = FORMATS[format]
    for name, titles in wanted.items():
        assert folder + name in found
        there = headings(found[folder + name]) if name.endswith(".md") else []
        assert [title for title in there if title in titles] == titles, name
    assert any(path.endswith("final-report.md") for path in found)


@pytest.mark.parametrize("make", [poor, rich, past])
@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_sre_tree_has_its_twelve_files_with_the_output_keys_and_its_state(make: Any, playbook: str) -> None:
    found = texts(make(playbook), Format.SRE)
    wanted = [SESSION + name for name in (*expected.SRE, "state.json")]
    assert sorted(path for path in found if path.startswith(SESSION)) == sorted(wanted)
    for name, keys in expected.SRE.items():
        there = [title.lstrip("# ") for title in headings(found[SESSION + name])]
        assert [title for title in there if title in keys] == keys
    investigation = headings(found[SESSION + "05-investigation.md"])
    assert [one for one in investigation if one.startswith("## ")] == expected.INVESTIGATION
    assert list(json.loads(found[SESSION + "state.json"])) == expected.STATE


def test_the_state_of_an_sre_session_says_where_it_stands() -> None:
    begun = json.loads(texts(poor("sre"), Format.SRE)[SESSION + "state.json"])
    assert (begun["status"], begun["current_step"], begun["completed_steps"]) == ("in_progress", 1, [])
    ended = json.loads(texts(rich("sre"), Format.SRE)[SESSION + "state.json"])
    assert (ended["status"], ended["current_step"]) == ("complete", "complete")
    assert ended["completed_steps"] == list(range(1, 14))
    assert len(ended["files_created"]) == 12


@pytest.mark.parametrize("make", [poor, rich])
def test_the_documents_of_a_and_i_have_their_keys(make: Any) -> None:
    found = texts(make("itil"), Format.AIWG)
    for name, keys in expected.KEYS.items():
        bold = re.findall(r"\*\*([^*]+?)\*\*:", found[A + name])
        assert [key for key in keys if key not in bold] == [], name


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_generic_tree_has_one_file_for_each_step_in_order(playbook: str) -> None:
    found = list(texts(rich(playbook), Format.STEPS))
    steps = [name.replace("_", "-") for name in PLAYBOOKS[playbook].steps]
    assert found[1 : len(steps) + 1] == [f"INC-101/{n:02d}-{step}.md" for n, step in enumerate(steps, 1)]


def test_what_was_not_recorded_says_so() -> None:
    assert "**Root Cause**: TBD" in texts(poor(), Format.AIWG)[A + "root-cause-analysis.md"]
    assert "**Root Cause**: Not recorded" in texts(past(), Format.AIWG)[A + "root-cause-analysis.md"]
    assert "**Affected User Count**: UNKNOWN" in texts(poor(), Format.AIWG)[A + "incident-record.md"]


def test_what_people_wrote_is_where_it_belongs() -> None:
    found = texts(rich(), Format.AIWG)
    assert str(TYPED["root_cause"]) in found[A + "root-cause-analysis.md"]
    assert "| Bound the batch | Chidi Okafor | 2026-11-27 | Open |" in found[A + "preventive-actions.md"]
    assert "| Error rate | 38 % | 0.1 % | <0.5 % |" in found[A + "mitigation-report.md"]
    assert "- Because test data is older than v42" in found[A + "root-cause-analysis.md"]
    assert "Not recorded" not in found[A + "diagnostics/tier2-analysis.md"]


def test_a_regression_is_registered_beside_the_incidents() -> None:
    found = texts(rich(), Format.AIWG)
    entry = yaml.safe_load(found[".aiwg/regression/register/REG-2026-11-21-101.yaml"])
    assert entry["regression_id"] == "REG-2026-11-21-101"
    assert entry["introducing_change"]["commit_sha"] == TYPED["introducing_change"]
    assert entry["status"] == "CLOSED"
    summary = read(found[".aiwg/regression/regression-register-summary.md"])
    assert summary.tables == [["Regression", "Incident", "Date", "Severity", "Commit", "Category", "Status"]]
    assert not [path for path in texts(poor(), Format.AIWG) if "regression/" in path]


def test_a_regression_that_was_looked_into_is_analyzed() -> None:
    """P7, R8: its deep dive stands in the analysis and in the review; before it the register says MITIGATED."""
    entry = ".aiwg/regression/register/REG-2026-11-21-101.yaml"
    open_still = replace(rich(), incident=rich().incident.but(closed=None, status=Status.RESOLVED))
    found = texts(open_still, Format.AIWG)
    assert yaml.safe_load(found[entry])["status"] == "ANALYZED"
    assert 'escaped_testing: "unit' in found[entry]
    for name in ("regression-analysis.md", "post-incident-review.md"):
        assert [one for one in headings(found[A + name]) if one in expected.DEEP_DIVE] == expected.DEEP_DIVE
    assert "- **Commit Message**: batch tax lookups" in found[A + "regression-analysis.md"]
    assert "- [x] Configuration changes" in found[A + "regression-analysis.md"]
    before = {name: one for name, one in rich().results.items() if name != "regression_review"}
    mitigated = texts(replace(open_still, results=before), Format.AIWG)
    assert yaml.safe_load(mitigated[entry])["status"] == "MITIGATED"


REVIEWS = {
    Format.AIWG: A + "post-incident-review.md",
    Format.ITIL: "INC-101/post-incident-review.md",
    Format.INC: "INC-101/[INC-5] Post-Mortem Report.md",
    Format.SRE: SESSION + "10-postmortem.md",
    Format.RAPID: "INC-101/postmortem.md",
}


@pytest.mark.parametrize("format", REVIEWS)
def test_a_review_names_nobody(format: Format) -> None:
    typed = {**TYPED, "went_well": ["Ana, @ana and Ortiz saw it; <@U02BACKUP> and U03OWNER helped Grace Mensah"]}
    review = texts(typed_in("itil", typed), format)[REVIEWS[format]]
    people = rich().organisation.people
    for name in [*(one.name for one in people), *(one.slack for one in people), "Ana", "Ortiz", "@ana"]:
        assert not re.search(rf"{name}\b", review)
    assert "incident commander, incident commander and incident commander saw it" in review
    assert "on-call engineer and technical lead helped support lead" in review


HOSTILE = (
    "# Forged\n## Root Cause\n**Severity**: P3\n| a | b |\n|---|---|\n| c | d |\n```\n<script>x</script>\n"
    "![i](http://x)\n===\n---\n> quote\n<!-- gone\n[x]: http://evil\n\u202e{{ 7 * 7 }}{% raw %}"
)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
@pytest.mark.parametrize("format", Format)
def test_hostile_text_forges_nothing_in_any_document(playbook: str, format: Format) -> None:
    words = [[HOSTILE, HOSTILE, "2026-12-01", HOSTILE]]
    typed = {"*": HOSTILE, "note": HOSTILE, "update": HOSTILE, "summary": HOSTILE, "actions_immediate": words}
    kept = {"strategy": "rollback", "resolution_status": "RESOLVED", "escalate": False}
    quiet = {"*": "words", **kept, "actions_immediate": [["a", "b", "2026-12-01", "d"]]}
    calm = texts(typed_in(playbook, quiet), format)
    wild = texts(typed_in(playbook, {**typed, **kept}), format)
    assert list(wild) == list(calm)
    for path in (path for path in wild if path.endswith(".md")):
        seen, expected_there = read(wild[path]), read(calm[path])
        assert len(seen.headings) == len(expected_there.headings), path
        assert not [title for title in seen.headings if title in ("# Forged", "## Forged")]
        assert seen.tables == expected_there.tables, path
        assert seen.count("html_block") + seen.count("html_inline") == 0, path
        assert seen.count("fence") == expected_there.count("fence"), path
        assert "49" not in wild[path].replace("03:49", "").replace(":49", "") or "7 \\* 7" in wild[path]


@pytest.mark.parametrize("format", Format)
def test_every_file_of_a_tree_has_a_name_that_is_safe_anywhere(format: Format) -> None:
    for playbook in PLAYBOOKS:
        for path in texts(rich(playbook), format):
            assert re.fullmatch(r"(?:[A-Za-z0-9._\[\] -]+/)*[A-Za-z0-9._\[\] -]+", path)
            assert ".." not in path.split("/")
    assert tree_of(format).title


@settings(max_examples=60)
@given(stories, st.sampled_from(Format))
def test_every_tree_renders_whatever_happened_to_the_incident(story: Any, format: Format) -> None:
    found = texts(material(told(story)), format)
    assert all(found.values()), [path for path, text in found.items() if not text]


@pytest.mark.parametrize("playbook", [name for name in PLAYBOOKS if PLAYBOOKS[name].export != "steps"])
def test_whatever_a_playbook_asks_is_in_the_documents_of_its_own_format(playbook: str) -> None:
    """No form is filled in for nothing: each answer that only one field can have given is found again."""
    free = [
        field.name for name in rich(playbook).results for field in PLAYBOOKS[playbook].steps[name].fields
        if field.kind in (FieldKind.TEXT, FieldKind.LONG, FieldKind.LIST)
    ]  # fmt: skip
    typed = {**TYPED, **{name: f"told by {name.replace('_', ' ')}" for name in free}}
    found = texts(typed_in(playbook, typed), Format(PLAYBOOKS[playbook].export))
    all_of_it = "\n".join(text for path, text in found.items() if path.endswith(".md"))
    assert [name for name in free if f"told by {name.replace('_', ' ')}" not in all_of_it] == []
