"""A private incident does not exist for anybody but its members, on whatever surface they look (DESIGN 12)."""

import pytest

from tests.handlers.harness import Harness, Person


@pytest.fixture(autouse=True)
def keys_leaked(harness: Harness, ana: Person) -> None:
    """Ana declared in private; she is on call herself."""
    ana.types("declare P1 signing keys leaked --private --service checkout")
    harness.settle()


def test_members_have_a_private_channel(harness: Harness, ana: Person, chidi: Person, vera: Person) -> None:
    """Ana and those who were called see channel and card; Vera sees neither, and no announcement."""
    room = ana.channels()[ana.room()]
    assert room["is_private"]
    assert "· private" in ana.sees("status").words
    assert chidi.sees("status").pinned
    assert vera.cards() == []
    assert not [name for name in vera.channels() if name.startswith("incident-")]
    assert ana.finds("alert") is None


def test_no_command_tells_others_of_it(harness: Harness, vera: Person) -> None:
    """Every sub-command answers as it would for an id that was never given."""
    lines = [
        "status {}", "timeline {}", "join {}", "ack {}", "triage {}", "resume {}", "note {} hello",
        "update {} hello", "update {}", "severity {} P0 worse", "severity {}", "assign {} comms @vera",
        "escalate {} help", "escalate {}", "pause {} why", "resolve {} done", "resolve {}", "close {} why",
        "close {}", "reopen {} why", "guidance {} security", "guidance {}", "questions {}",
    ]  # fmt: skip
    for line in lines:
        real, never = vera.types(line.format("INC-101")), vera.types(line.format("INC-999"))
        assert "There is no incident" in real.words, line
        assert real.words.replace("INC-101", "INC-999") == never.words, line
        assert (real.view, real.buttons) == (None, never.buttons), line


def test_no_list_and_no_hint_names_it(vera: Person, ana: Person) -> None:
    """Neither `list`, nor the help outside a channel, nor the check for the same service."""
    assert "No incident is open" in vera.types("list").words
    assert "none is open" in vera.types("status").words
    assert "INC-102 is declared" in vera.types("declare checkout is down --service checkout").words
    assert "signing keys" in ana.types("list").words


def test_no_button_with_a_guessed_id_reaches_it(harness: Harness, vera: Person) -> None:
    """Vera has buttons of her own incident, and puts the other's id into them."""
    vera.types("declare P1 checkout is slow")
    harness.settle()
    alert, status = vera.sees("alert", "INC-102"), vera.sees("status", "INC-102")
    triage = vera.sees("step:triage", "INC-102")
    tries = [
        ("join", "INC-101", alert), ("role_take", "INC-101", status),
        ("role_take", "INC-101 incident_commander", status), ("update_open", "INC-101", status),
        ("status_open", "INC-101", status), ("triage_open", "INC-101", triage),
    ]  # fmt: skip
    for action, value, card in tries:
        said = vera.sends(action, value, card)
        assert "There is no incident INC-101" in said.words, action
        assert said.view is None
        assert "keys" not in said.words
    assert "U13VISITOR" not in str(harness.person("ana").channels()[harness.person("ana").room()]["members"])


def test_the_commander_lets_somebody_in(harness: Harness, ana: Person, vera: Person) -> None:
    """A role makes a member: Vera is told, invited, and sees it."""
    ana.types("assign comms @vera", ana.room())
    harness.settle()
    assert vera.sees("status").words.startswith("P1 High · signing keys leaked")
    assert "U13VISITOR" in ana.channels()[ana.room()]["members"]


def test_a_member_who_may_not_is_told_who_may(harness: Harness, elif_: Person) -> None:
    """Inside, the answers are the usual ones."""
    said = elif_.types("resolve done", elif_.room())
    assert said.words.startswith("Not resolved: This needs the incident commander or the technical lead (Ana Ortiz")
    assert said.buttons == ["Ask Ana", "Ask Chidi"]
