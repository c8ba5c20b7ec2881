"""A file that works, but leaves somebody alone at night: check says so, and the bot starts all the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.organisation.load import EXAMPLE, read

AdviceFor = Callable[[str, str], list[str]]


@pytest.fixture
def advice_for(tmp_path: Path) -> AdviceFor:
    """Warnings for the built-in example with one text put in place of another."""

    def warnings(before: str, after: str) -> list[str]:
        file = tmp_path / "muster.yaml"
        text = EXAMPLE.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        return [line.removeprefix(f"{file}:") for line in read(file).warnings]

    return warnings


def test_the_example_has_nothing_to_warn_of() -> None:
    """The organisation of the local workspace shows how it should be."""
    assert read(None).warnings == ()


UNWISE = [
    (
        "tracker whose secret is not set",
        "rotations:\n",
        'integrations:\n  ticket: {url: "https://t.example/x", secret_env: NO_SUCH_SECRET}\nrotations:\n',
        ["NO_SUCH_SECRET is not set here: no ticket can be signed -> set it wherever Muster's workers run"],
    ),
    (
        "rotation over a week",
        "length_days: 7",
        "length_days: 14",
        ["a turn of 14 days wears people out -> make it 7 or less"],
    ),
    (
        "no backup",
        "    backup: [U02BACKUP]\n",
        "",
        ["the rotation has no backup -> name people under backup, others than the primary"],
    ),
    (
        "backup who is the primary at times",
        "primary: [U01ONCALL]",
        "primary: [U01ONCALL, U02BACKUP]",
        ["when U02BACKUP is on call there is no other backup -> add somebody else to the backup"],
    ),
    (
        "service without owner",
        "    owners: [U09PRODUCT]\n",
        "",
        ["the service has no owner -> name one or more under owners"],
    ),
    ("no commander", ", incident_commander", "", ["nobody has the role incident_commander: nobody leads"]),
    (
        "no deployment manager",
        "roles: [deployment_manager]",
        "roles: []",
        [
            "nobody has the role deployment_manager: nobody may decide on a rollback or a hotfix -> give",
            "1 must approve, and nobody of `people` may (deployment_manager)",
        ],
    ),
    (
        "no communications lead",
        "roles: [communications_lead]",
        "roles: []",
        ["nobody has the role communications_lead: the commander must write every update"],
    ),
    (
        "no sponsor",
        "roles: [executive_sponsor]",
        "roles: []",
        ["nobody has the role executive_sponsor: the manager, the architect or the commander hears when"],
    ),
    (
        "second approver who is not there",
        "second: false",
        "second: true",
        ["2 must approve, and 1 of `people` may (deployment_manager)"],
    ),
    (
        "deed that nobody may do",
        "actions:\n",
        "policies: {permissions: {close: {roles: [database_administrator]}}}\nactions:\n",
        ["nobody may do: close (database_administrator) -> give somebody one of the roles"],
    ),
    (
        "deed that is given to no one",
        "actions:\n",
        "policies: {permissions: {close: {}}}\nactions:\n",
        ["nobody may do: close (no roles are named)"],
    ),
    (
        "matrix that makes more urgency milder",
        "actions:\n",
        "policies: {priority: {HIGH: {HIGH: P1, MEDIUM: P0, LOW: P2}, "
        "MEDIUM: {HIGH: P1, MEDIUM: P2, LOW: P3}, LOW: {HIGH: P2, MEDIUM: P3, LOW: P3}}}\nactions:\n",
        ["HIGH x HIGH makes P1, which is milder than HIGH x MEDIUM (P0)"],
    ),
    (
        "no rotation at all",
        "rotations:\n  default:\n    primary: [U01ONCALL]\n    backup: [U02BACKUP]\n"
        "    length_days: 7\n    starts: 2026-01-05 09:00\n",
        "",
        ["there is no rotation, so nobody is paged by turns -> add one: default"],
    ),
]


@pytest.mark.parametrize(("before", "after", "said"), [row[1:] for row in UNWISE], ids=[row[0] for row in UNWISE])
def test_each_weakness_is_named_once_with_what_to_do(
    advice_for: AdviceFor, before: str, after: str, said: list[str]
) -> None:
    """What is unwise is warned of, and the file is used."""
    warnings = advice_for(before, after)
    assert len(warnings) == len(said)
    for warning, words in zip(warnings, said, strict=True):
        assert words in warning


def test_a_warning_stands_at_its_line(advice_for: AdviceFor) -> None:
    """A warning can be found in the file like an error."""
    (warning,) = advice_for("length_days: 7", "length_days: 14")
    line = EXAMPLE.read_text(encoding="utf-8").splitlines().index("    length_days: 7") + 1
    assert warning.startswith(f"{line}: rotations.default.length_days: ")
