"""A playbook is a file: a new one needs no code, and a broken one is refused with line and remedy."""

import pytest

from bot.incident.state import Status
from bot.organisation.command import run_check
from bot.organisation.load import load_organisation
from bot.playbooks.load import PlaybookInvalid, load_playbooks, shipped
from tests.playbooks.night import Write
from tests.playbooks.playing import NAMES, Played


def test_a_new_playbook_is_a_file_and_no_code(night: Write) -> None:
    """It runs from declare to closed on the engine that runs the four others."""
    own = load_playbooks([night()])["night"]
    played = Played(own, resolution_status="RESOLVED").to_the_end()
    assert played.room.state.status is Status.CLOSED
    assert played.done == [
        "triage", "gate:triage", "look", "plan", "gate:go", "restart", "tell", "close",
    ]  # fmt: skip


def test_an_own_playbook_takes_the_place_of_one_that_ships(night: Write) -> None:
    """A team that wants another `rapid` writes one."""
    shelf = load_playbooks([night(("name: night", "name: rapid"))])
    assert shelf["rapid"].title == "Night shift"
    assert set(NAMES) <= set(shelf)


def test_paths_are_meant_from_where_the_file_lies(muster: Write, night: Write) -> None:
    """The bot may be started from anywhere."""
    assert load_organisation(muster()).playbooks == (str(night()),)


def test_check_reads_own_playbooks_and_names_all_that_are_there(
    muster: Write, night: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """`muster check` looks at what an incident would follow."""
    night()
    assert run_check(muster(more="playbooks: [night.yaml]\npolicies: {playbook: night}\n")) == 0
    said = capsys.readouterr().out
    assert "Playbooks: gated, itil, night, rapid, sre; incidents that name none follow night" in said
    assert "0 warnings" in said


#: Changes of the playbook and of muster.yaml, and what check says of them.
HERE = [
    (
        "a draft that is not there",
        [("draft: evidence", "draft: evidenc")],
        [],
        "field look.evidence is drafted by evidenc, which is not there -> did you mean evidence?",
    ),
    (
        "a gate that nobody may approve",
        [("approve: \"gate:mitigation\"", "approve: \"gate:deploy\"")],
        [("roles: [deployment_manager]", "roles: []")],
        "gates[1].approve: nobody may approve the gate go (gate:deploy: deployment manager)",
    ),
    (
        "more boxes than Slack ticks",
        [("kind: list, draft: evidence", "kind: choices, options: [a, b, c, d, e, f, g, h, i, j, k]")],
        [],
        "field look.evidence has 11 options, Slack shows 10 -> leave some out",
    ),
    (
        "an option twice",
        [("options: [restart, rollback]", "options: [restart, restart]")],
        [],
        "field plan.strategy has an option twice -> give each option a value of its own",
    ),
    (
        "an effect with nothing to work with",
        [("{name: root_cause, title: What", "{name: likely, title: What"), (", from: look.root_cause", "")],
        [],
        "step look has effect: cause and no field root_cause or hypothesis: the incident never gets a cause -> add",
    ),
    (
        "a validation that never resolves",
        [("options: [RESOLVED, NOT RESOLVED]", "options: [fine, worse]")],
        [],
        "field restart.resolution_status has no option RESOLVED: the incident is never resolved by it -> make it",
    ),
    (
        "a format that is not there",
        [("title: Night shift", "title: Night shift\nexport: pdf")],
        [],
        "export: there is no format 'pdf' to export as -> use one of the formats: aiwg, itil, inc, sre, rapid, steps",
    ),
    (
        "a choice that every gate has",
        [("{name: other, title: Something", "{name: approve, title: Something")],
        [],
        "gates[1].choices[0].name: gate go has a choice called approve, which is there already -> give it another",
    ),
    (
        "somebody who decides no gate",
        [("shows: [plan.strategy]", "approve_when: {strategy_rollback: close}")],
        [],
        "gates[1].approve_when.strategy_rollback: 'close' decides no gate -> use a deed that begins with gate:",
    ),
    (
        "a question with a hole",
        [("shows: [plan.strategy]", 'asks: "Restart {service} now?"')],
        [],
        "gates[1].asks: gate go asks with {service}, which nothing is put in for -> use {id}, {title}, {severity}",
    ),
    (
        "a table with a column that divides rows",
        [("kind: list, draft: evidence", 'kind: table, columns: [Seen, "A|B"]')],
        [],
        "phases[1].steps[0].fields[1].columns[1]: table look.evidence has a column 'A|B' -> write a heading",
    ),
    (
        "a table with a column twice",
        [("kind: list, draft: evidence", "kind: table, columns: [Seen, Seen]")],
        [],
        "table look.evidence has the column 'Seen' twice -> give each a heading of its own",
    ),
    (
        "a title of two lines",
        [("title: Go-ahead", 'title: "Go\\nahead"')],
        [],
        "gates[1].title: a line break or a character that is not seen is in it -> write it in one plain line",
    ),
    (
        "a name that is Muster's own",
        [("name: night", "name: plain")],
        [],
        "name: plain is Muster's own and is always there, so this one would never be followed -> give it another",
    ),
    (
        "criteria that no card holds",
        [("shows: [plan.strategy]", f"criteria: [{', '.join(['so' * 50] * 20)}]")],
        [],
        "the criteria of go are too long -> shorten them",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "others", "said"), [row[1:] for row in HERE], ids=[row[0] for row in HERE])
def test_check_finds_what_would_not_work_here(
    muster: Write, night: Write, capsys: pytest.CaptureFixture[str],
    changes: list[tuple[str, str]], others: list[tuple[str, str]], said: str,
) -> None:  # fmt: skip
    """Sound in itself, and stuck or refused at three in the morning."""
    file = night(*changes)
    assert run_check(muster(*others)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith(f"{file}:") and said in line]
    assert lines[-1].endswith("incidents would not get through their playbooks until they are corrected.")


def test_two_own_playbooks_of_one_name_are_told_apart(
    muster: Write, night: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only one of them could be followed; one that takes the place of a shipped one is meant so."""
    file = night()
    (file.parent / "late.yaml").write_text(file.read_text())
    assert run_check(muster(more="playbooks: [night.yaml, late.yaml]\n")) == 1
    said = capsys.readouterr().out
    assert f"{file.parent}/late.yaml:1: name: another playbook of yours is called night too" in said
    night(("name: night", "name: rapid"))
    assert run_check(muster()) == 0


def test_a_broken_own_playbook_fails_the_check(
    muster: Write, night: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same lines that the bot would refuse to start with."""
    file = night(("needs: [tell]", "needs: [told]"))
    assert run_check(muster()) == 1
    assert capsys.readouterr().out.startswith(f"{file}:")
    with pytest.raises(PlaybookInvalid, match="step close needs told"):
        load_playbooks(load_organisation(muster()).playbooks)


def test_a_default_playbook_that_is_not_there_is_named_with_its_line(
    muster: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """policies.playbook is what incidents follow that name none."""
    assert run_check(muster(more="policies: {playbook: rappid}\n")) == 1
    assert "policies.playbook: there is no playbook 'rappid' -> did you mean rapid?" in capsys.readouterr().out
    assert run_check(muster(more="policies: {playbook: plain}\n")) == 0


def test_a_shipped_gate_that_nobody_may_approve_is_a_warning(
    muster: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commander can give the role to somebody when it happens; a file that says nothing of it is used."""
    assert run_check(muster(("roles: [deployment_manager]", "roles: []"), more="")) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "nobody may approve the gate mitigation" in one]
    assert line.startswith("warning: ") and "itil.yaml:" in line


def test_an_escalation_path_to_a_role_that_nobody_holds_is_warned_of(
    muster: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file and line, once for each role, and who is called until somebody holds it (E6, E7)."""
    assert run_check(muster(("engineering_manager, ", ""), more="")) == 0
    said = [one for one in capsys.readouterr().out.splitlines() if "nobody has the role engineering_manager" in one]
    path, people = sorted(said, key=lambda one: "rapid.yaml" not in one)
    assert "rapid.yaml:9: escalation[0].role: " in path and "who is to be called after 15 min" in path
    assert "the next of the contact chain is called (manager, architect, sponsor, commander)" in path
    assert path.startswith("warning: ") and "muster.yaml:" in people and ": people: " in people


def test_what_ships_has_nothing_to_complain_of(capsys: pytest.CaptureFixture[str]) -> None:
    """The four, with the example organisation."""
    assert [file.stem for file in shipped()] == list(NAMES)
    assert run_check(None) == 0
    assert "warning" not in capsys.readouterr().out.replace("0 warnings", "")
