"""The list with filters, and what was closed."""

import pytest

from tests.handlers.harness import Harness, Person


@pytest.fixture
def three(harness: Harness, vera: Person, bo: Person) -> None:
    """Three incidents of different services, severities and people; the last is closed."""
    vera.types("declare P1 checkout is down --service checkout")
    bo.types("declare P2 search is slow --service search")
    vera.types("declare P1 payments fail --service payments")
    harness.settle()
    vera.types("join INC-103")
    ana = harness.person("ana")
    ana.types("assign INC-103 commander @ana")
    ana.types("close INC-103 a test alert")
    harness.settle()


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("", ["INC-101", "INC-102"]),
        ("--service search", ["INC-102"]),
        ("--severity P1", ["INC-101"]),
        ("--severity sev-3", ["INC-102"]),
        ("--mine", ["INC-101"]),
        ("--closed", ["INC-103"]),
        ("--closed --service checkout", []),
    ],
)
def test_the_list_can_be_narrowed(vera: Person, three: None, options: str, found: list[str]) -> None:
    said = vera.types(f"list {options}").words
    assert [id for id in ("INC-101", "INC-102", "INC-103") if f"*{id}*" in said] == found
    if not found:
        assert said == "No closed incident is like that. `/incident list --closed` shows all."


def test_a_closed_incident_says_how_it_went(vera: Person, three: None) -> None:
    lines = vera.types("list --closed").words.splitlines()
    assert lines[0] == "*INC-103* P1 High · payments fail"
    assert lines[1].startswith("closed 20")
    assert lines[1].endswith("not an incident")


def test_what_is_over_comes_last(harness: Harness, vera: Person, three: None) -> None:
    """However bad or late it was: somebody waits for those that go on."""
    harness.person("chidi").types("resolve INC-101 rolled back")
    said = vera.types("list").words
    assert said.index("*INC-102*") < said.index("*INC-101*")
    assert "late" not in said


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ("--service nothing", "Known: checkout, payments, search, website."),
        ("--severity bad", "Use P0, P1, P2 or P3"),
        ("--close", "Did you mean `--closed`?"),
        ("everything", "`list` takes --service, --severity, --mine and --closed."),
    ],
)
def test_a_mistaken_filter_says_what_would_do(vera: Person, options: str, remedy: str) -> None:
    assert remedy in vera.types(f"list {options}").words


def test_a_private_incident_is_on_nobody_elses_list(harness: Harness, vera: Person) -> None:
    harness.person("hugo").types("declare P3 a leak --private")
    harness.settle()
    assert "INC-101" not in vera.types("list").words
    assert "INC-101" in harness.person("hugo").types("list --mine").words
