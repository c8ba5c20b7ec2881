"""`muster init` writes a file that works, `muster check` says what it understood."""

import json
import re
from pathlib import Path

import pytest

from bot.incident.organisation import Organisation, Policies
from bot.organisation.command import STARTER, run_check, run_init
from bot.organisation.document import parse
from bot.organisation.errors import FileInTheWay, FileUnreadable, FileUnwritable
from bot.organisation.load import load_organisation, read


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """muster.yaml in an empty folder, not yet written."""
    monkeypatch.chdir(tmp_path)
    return Path("muster.yaml")


def test_a_new_file_passes_check_at_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """init, then check: no error, and each placeholder is named with its line."""
    assert run_init(file) == 0
    assert "muster check" in capsys.readouterr().out
    assert run_check(file) == 0
    warnings = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 3
    lines = file.read_text().splitlines()
    for warning in warnings:
        number = int(warning.split(":")[2])
        assert "U0REPLACE" in lines[number - 1]


def test_a_file_that_is_there_is_not_overwritten(file: Path) -> None:
    """init twice loses nothing, and says how to start anew."""
    file.write_text("mine")
    with pytest.raises(FileInTheWay, match="--force"):
        run_init(file)
    assert file.read_text() == "mine"


def test_force_starts_anew(file: Path) -> None:
    """With --force the file is new."""
    file.write_text("mine")
    assert run_init(file, force=True) == 0
    assert file.read_text(encoding="utf-8") == STARTER.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """init does not make folders, it says which one is missing."""
    with pytest.raises(FileUnwritable, match="No such file or directory"):
        run_init(tmp_path / "etc" / "muster.yaml")


def test_everything_that_the_new_file_keeps_as_a_comment_is_sound_too() -> None:
    """Taking away the # of every example and default gives a file that is read, with the same policies."""
    lines, section = [], False
    for line in STARTER.read_text(encoding="utf-8").splitlines():
        section = line.startswith("#") and (section or bool(re.fullmatch(r"# [a-z]+:", line)))
        if section:
            lines.append(line.removeprefix("#").removeprefix(" "))
        else:
            lines.append(re.sub(r"^( +)# ", r"\1", line))
    document = parse("\n".join(lines))
    assert document.problems == []
    whole = Organisation.model_validate(document.data)
    assert whole.model_fields_set == set(Organisation.model_fields)
    assert whole.policies.model_fields_set == set(Policies.model_fields)
    assert whole.policies == Policies()
    assert set(whole.actions) == {"rollback"}
    assert whole.services["website"].slo.latency_ms == 500


def test_check_says_every_figure_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who writes `15 min` or `900` sees what was understood."""
    file.write_text(
        "policies:\n  gate_backup: 1800\n  response: {P0: {acknowledge: 90 s}}\n  escalation: {P3: [2 days]}\n"
    )
    assert run_check(file) == 0
    out = capsys.readouterr().out
    assert "P0 Critical: acknowledge 1 min 30 s, engage 15 min, resolve 2 h, update every 15 min" in out
    assert "P3 Low: tiers 2 days" in out
    assert "Gates: reminder after 5 min, backup asked after 30 min" in out


def test_check_ends_with_one_line_of_what_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line tells at a glance whether the right file was read."""
    assert run_check(None) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Read the built-in example: Example organisation (UTC), 13 people, 1 rotation, 4 services, "
        "4 actions, 0 warnings."
    )


def test_check_prints_every_error_and_fails(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build that runs `muster check` stops at a broken file."""
    file.write_text("organisation:\n  timezon: UTC\npeople: none\n")
    assert run_check(file) == 1
    assert capsys.readouterr().out.splitlines() == [
        "muster.yaml:2: organisation.timezon: there is no such key -> did you mean timezone?",
        ("muster.yaml:3: people: 'none' is no list -> write [one, two], or each on a line of its own after a hyphen"),
        "2 errors: Muster does not use the file until they are corrected.",
    ]


def test_check_of_a_missing_file_says_how_to_get_one(file: Path) -> None:
    """Before `muster init` there is nothing to check."""
    with pytest.raises(FileUnreadable, match="muster init"):
        run_check(file)


def test_the_schema_has_all_keys_with_what_they_are_for(capsys: pytest.CaptureFixture[str]) -> None:
    """An editor that is given the schema completes keys and explains them."""
    assert run_check(None, schema=True) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["title"] == "muster.yaml"
    assert list(schema["properties"]) == [
        "organisation",
        "people",
        "rotations",
        "services",
        "actions",
        "policies",
        "playbooks",
        "models",
        "integrations",
    ]
    action = schema["$defs"]["ActionSpec"]
    assert list(action["properties"]) == [
        "argv",
        "parameters",
        "approve",
        "second",
        "dry_run",
        "limit",
        "verify",
        "undo",
    ]
    assert action["additionalProperties"] is False
    assert all(one.get("description") for one in action["properties"].values())
    assert {"type": "string"}.items() <= action["properties"]["limit"]["anyOf"][1].items()


CAST = {
    "U01ONCALL": ("Ana Ortiz", "On-call engineer", "on_call_engineer technical_lead incident_commander"),
    "U02BACKUP": ("Bo Lindqvist", "Backup on-call", "on_call_engineer technical_lead incident_commander"),
    "U03OWNER": ("Chidi Okafor", "Component owner", "component_owner technical_lead"),
    "U04ARCH": ("Dana Petrova", "Software architect", "software_architect"),
    "U05DEPLOY": ("Kim Tanaka", "Deployment manager", "deployment_manager"),
    "U06COMMS": ("Elif Yilmaz", "Communications lead", "communications_lead"),
    "U07SECURITY": ("Farid Haddad", "Security lead", "security_lead ciso"),
    "U08SUPPORT": ("Grace Mensah", "Support lead", "support_lead"),
    "U09PRODUCT": ("Hugo Martin", "Product owner", "product_owner"),
    "U10MANAGER": ("Sam Rivera", "Engineering manager", "engineering_manager incident_commander"),
    "U11SPONSOR": ("Ines Costa", "Executive sponsor", "executive_sponsor"),
    "U12COUNSEL": ("Jun Park", "General counsel", "general_counsel"),
    "U13VISITOR": ("Vera Novak", "Visitor", ""),
}


def test_the_local_workspace_has_its_cast() -> None:
    """A newcomer meets a person for every role of an incident, and one who may only look on."""
    example = load_organisation(None)
    assert {one.slack: (one.name, one.title, " ".join(one.roles)) for one in example.people} == CAST
    assert example.rotations["default"].primary == ("U01ONCALL",)
    assert example.rotations["default"].backup == ("U02BACKUP",)
    assert set(example.services) == {"checkout", "payments", "search", "website"}
    assert all(service.dashboards and service.runbooks for service in example.services.values())
    assert {"rollback", "restart", "scale", "flag"} <= set(example.actions)
    assert example.policies == Policies()
    assert read(None).warnings == ()
