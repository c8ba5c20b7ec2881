"""An incident gets a ticket in the tracker, where one is set up (D12)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.organisation.load import EXAMPLE
from tests.handlers.harness import Harness, Person, open_harness
from tests.servers import RedisServer
from tests.tracker.office import Answer, Office, made, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    """The organisation's tracker."""
    with open_office() as opened:
        opened.says(made())
        yield opened


@pytest.fixture
def harness(
    empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, office: Office
) -> Iterator[Harness]:
    """A harness whose organisation has a tracker."""
    file = tmp_path / "muster.yaml"
    hook = f"integrations:\n  ticket: {{url: {office.url!r}, secret_env: TICKET_SECRET}}\n"
    file.write_text(EXAMPLE.read_text(encoding="utf-8") + hook, encoding="utf-8")
    monkeypatch.setenv("TICKET_SECRET", "s3cret")
    with open_harness(empty_redis, monkeypatch, config=file) as opened:
        yield opened


def test_a_ticket_is_made_and_shown(harness: Harness, vera: Person, office: Office) -> None:
    """One, with everything that a tracker needs; its link is on the status card and above the channel."""
    vera.types("declare P2 search is slow --service search")
    harness.settle()
    (letter,) = office.letters
    assert letter.content == {
        "kind": "incident", "id": "INC-101", "title": "search is slow", "description": "search is slow",
        "severity": "P2", "status": "DETECTED", "service": "search", "channel": f"#{vera.room()}",
        "url": f"https://slack.com/app_redirect?channel={vera.channels()[vera.room()]['id']}",
        "reporter": "Vera Novak", "detected_at": letter.content["detected_at"], "queue": "on-call",
        "assignee": "Ana Ortiz",
    }  # fmt: skip
    assert letter.content["detected_at"].endswith("+00:00")
    assert "Ticket: <https://tracker.example.com/OPS-12|OPS-12>" in vera.sees("status").words
    marks = {one["title"]: one["link"] for one in vera.channels()[vera.room()]["bookmarks"]}
    assert marks["Ticket OPS-12"] == "https://tracker.example.com/OPS-12"
    assert "Ticket OPS-12 in the tracker" in vera.types("timeline", vera.room()).words
    harness.passes(minutes=10)
    assert len(office.letters) == 1


def test_the_backlog_is_nobodys_and_may_be_no_incident(
    harness: Harness, vera: Person, ana: Person, office: Office
) -> None:
    """P3: a ticket for the backlog, no assignee, and a button that closes it as what it is, with a reason."""
    vera.types("declare P3 the footer is misaligned")
    harness.settle()
    assert (office.letters[0].content["queue"], office.letters[0].content["assignee"]) == ("backlog", None)
    card = vera.sees("status")
    assert card.buttons == ["Take a role", "Not an incident…", "What is open?"]
    form = ana.presses("Not an incident…", card)
    assert "it counts as *not an incident*" in str(form.view)
    assert ana.fills(form, reason=" ").errors
    assert ana.fills(form, reason="a wish of design").errors == {}
    harness.settle()
    assert "not an incident" in vera.sees("status").words
    assert "a wish of design" in vera.sees("status").words


def test_a_tracker_that_is_away_is_tried_again(harness: Harness, vera: Person, office: Office) -> None:
    """With more and more time between, the same ticket by its key; in the end there is one."""
    office.says(Answer(503), Answer(429, headers={"Retry-After": "60"}), Answer(500), made())
    vera.types("declare P1 checkout is down")
    harness.settle()
    assert "Ticket:" not in vera.sees("status").words
    for minutes in (1, 2, 5, 15):
        harness.passes(minutes=minutes)
    assert len(office.letters) == 4
    assert len({letter.headers["Idempotency-Key"] for letter in office.letters}) == 1
    assert "OPS-12" in vera.sees("status").words
    assert vera.finds("ticket") is None


def test_a_no_is_said_once(harness: Harness, vera: Person, office: Office) -> None:
    """The channel hears that there is none, and why; it is not tried again, and nothing waits for it."""
    office.says(Answer(403))
    vera.types("declare P1 checkout is down")
    harness.settle()
    harness.passes(hours=1)
    assert len(office.letters) == 1
    said = vera.sees("ticket").words
    assert "No ticket for INC-101 in the tracker" in said
    assert "the tracker refuses it (HTTP 403). It is not tried again; nothing else waits for it." in said
    assert [key for key in vera.cards() if key == "ticket"] == ["ticket"]


def test_without_the_secret_nothing_is_sent(
    harness: Harness, vera: Person, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unsigned ticket would be refused or, worse, taken."""
    monkeypatch.delenv("TICKET_SECRET")
    vera.types("declare P1 checkout is down")
    harness.settle()
    assert office.letters == []
    assert "TICKET_SECRET is not set where Muster runs" in vera.sees("ticket").words


def test_a_private_incident_has_no_ticket(harness: Harness, ana: Person, office: Office) -> None:
    """A tracker is read by more people."""
    ana.types("declare P1 keys leaked --private")
    harness.settle()
    assert office.letters == []
    assert "Ticket" not in ana.sees("status").words


def test_a_past_incident_has_one_too(harness: Harness, vera: Person, office: Office) -> None:
    """With its status; what was over needs to be followed up as well (D13)."""
    vera.types("declare P1 checkout was down --started yesterday 10:00 --resolved yesterday 11:00")
    harness.settle()
    assert office.letters[0].content["status"] == "RESOLVED"
