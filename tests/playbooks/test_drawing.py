"""`muster playbook`: what an incident will go through, read in a terminal before it happens."""

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.incident.organisation import Policies
from bot.incident.playbook import Playbook
from bot.playbooks.drawing import WIDTH, drawn, listed
from tests.playbooks.night import Write
from tests.playbooks.playing import NAMES, SHIPPED

PERMISSIONS = Policies().permissions


@pytest.fixture(autouse=True)
def _example(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No file of an organisation but the one that a story writes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MUSTER_CONFIG", raising=False)


def shown(name: str, *, fields: bool = False) -> str:
    """The drawing of a playbook that ships."""
    return drawn(SHIPPED[name], PERMISSIONS, fields=fields)


def said(text: str) -> str:
    """The words alone: without margins, rules and line ends."""
    return re.sub(r"[\s│┌└◆]+", " ", text)


@pytest.mark.parametrize("fields", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_fits_a_terminal(name: str, fields: bool) -> None:
    """At most a hundred columns of plain text."""
    lines = shown(name, fields=fields).splitlines()
    assert max(map(len, lines)) <= WIDTH == 100
    assert all(line == line.rstrip() and line.isprintable() for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_names_everything_that_the_file_has(name: str) -> None:
    """Phases, steps, gates, criteria, choices; with --fields each field of each form."""
    playbook, text = SHIPPED[name], said(shown(name, fields=True))
    for phase in playbook.phases:
        assert phase.title in text
    for step in playbook.steps.values():
        assert f" {step.name} {step.title} " in text
        for field in step.fields:
            assert f"{'*' if field.required else '-'} {field.title} (" in text
    for gate in playbook.gates:
        assert f" gate {gate.name} {gate.title} " in text
        for words in (*gate.criteria, *(choice.title for choice in gate.choices)):
            assert words in text


def test_what_runs_side_by_side_is_bound_together() -> None:
    """The eye sees what waits for what."""
    assert (
        "  ┌ diagnose                  2a · Diagnose\n"
        "  └ mitigate                  2b · Mitigate\n"
        "                              only ongoing · its strategy becomes the incident's\n"
        "                              side by side, after gate triage\n"
    ) in shown("rapid")
    assert (
        "  ┌ security                  5 · Security assessment\n"
        "  └ performance               6 · Performance analysis\n"
        "                              side by side, after debugging\n"
    ) in shown("sre")


def test_steps_that_exclude_each_other_are_one_of_them() -> None:
    """A rollback and a hotfix are never carried out together."""
    assert "one of them, after gate mitigation" in shown("itil")


def test_a_gate_stands_where_the_flow_waits_and_says_who_decides() -> None:
    """With its criteria, and what is done again when it is not approved."""
    text = shown("gated")
    assert said(text[text.index("◆ gate mitigation") :]).startswith(
        " gate mitigation Mitigation report decides: incident commander or technical lead "
        "criteria: User impact is reduced or eliminated; Mitigation is verified with metrics; Residual risk is known "
        "It is enough | Insufficient: try another… (again: strategy, mitigation) | Pause"
    )
    rapid = said(shown("rapid"))
    assert "RESOLVED ends the incident · PARTIALLY RESOLVED or NOT RESOLVED (again: fix, deploy)" in rapid
    assert text.index("    mitigation ") < text.index("◆ gate mitigation") < text.index("    resolve ")


def test_who_decides_may_depend_on_the_strategy_and_on_the_organisation() -> None:
    """M2; and a team may let others decide."""
    assert "deployment manager if strategy_rollback or strategy_hotfix" in said(shown("itil"))
    assert "approved with the writing if they wrote it" in said(shown("itil"))
    policies = Policies.model_validate({"permissions": {"gate:review": {"roles": ["ciso"]}}})
    assert "decides: CISO criteria: It is blameless" in said(drawn(SHIPPED["itil"], policies.permissions))


def test_an_escalation_path_of_its_own_is_drawn() -> None:
    """E6."""
    assert (
        "Escalation from detection, in place of tiers and management:\n"
        "    after 15 min  Team lead (engineering manager)\n"
        "    after 30 min  Engineering manager (engineering manager)\n"
        "    after 1 h     Executive (executive sponsor, only P0)\n"
    ) in shown("rapid")


def test_a_form_says_what_it_asks_for_and_with_what_it_begins() -> None:
    """A star for what has to be filled in; options and columns by name."""
    text = said(shown("itil", fields=True))
    assert "* Primary Root Cause (long, from five_whys.root_cause)" in text
    assert "(choice: Rollback (5-15 min, low risk) | Hotfix (30 min-2 h, medium risk) | " in text
    assert "low to medium risk, cost) and 9 more, drafted)" in text
    assert "- Escalate to tier 2? (yes/no)" in text
    assert "(table: Action | Owner | Due date | Status, drafted)" in text


def test_what_a_terminal_would_obey_is_shown_as_nothing() -> None:
    """A playbook from somewhere else colours no screen and clears none."""
    hostile = SHIPPED["rapid"].model_dump(by_alias=True, mode="json")
    hostile["title"] = "Rapid\x1b[2J\u202e"
    text = drawn(Playbook.model_validate(hostile), PERMISSIONS)
    assert text.startswith("Rapid [2J  (rapid): 5 phases, 13 steps, 5 gates, exported as")


def test_the_list_says_which_one_incidents_follow_that_name_none() -> None:
    """And each in a sentence."""
    text = listed([SHIPPED[name] for name in NAMES], "gated")
    assert "gated: Gated, 6 phases, 13 steps, 9 gates  (of incidents that name none)\n    Six phases" in text
    assert text.count("incidents that name none") == 1


def test_muster_playbook_draws_what_ships_and_what_is_ones_own(
    capsys: pytest.CaptureFixture[str], muster: Write, night: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the organisation's file, as the bot would read it."""
    assert main(["playbook", "show", "itil"]) == 0
    assert capsys.readouterr().out.startswith("ITIL (itil): 8 phases, 34 steps, 10 gates, exported as aiwg\n")
    night()
    monkeypatch.setenv("MUSTER_CONFIG", str(muster()))
    assert main(["playbook", "list"]) == 0
    assert "night: Night shift" in capsys.readouterr().out
    assert main(["playbook", "show", "night", "--fields"]) == 0
    assert "* What is it? (long)" in capsys.readouterr().out


def test_a_playbook_that_is_not_there_is_answered_with_the_closest(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 2, and no drawing."""
    assert main(["playbook", "show", "itl"]) == 2
    assert capsys.readouterr().err == 'error: There is no playbook "itl": did you mean itil?\n'
