"""The timeline as people read it: by phase, with filters, pages, and whole as a file."""

import urllib.request
from datetime import timedelta, timezone

import pytest

from tests.handlers.harness import Harness, Person


@pytest.fixture
def told(harness: Harness, vera: Person, ana: Person, chidi: Person) -> str:
    """An incident with a few things of each kind; the name of its channel."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    room = vera.room()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    vera.types("note customers call us", room)
    chidi.types("note looking at <@U01ONCALL|ana>'s dashboards", room)
    harness.person("elif").types("update we look at the tax service", room)
    return room


def test_who_did_what_is_grouped_by_the_phase_of_the_incident(vera: Person, told: str) -> None:
    lines = vera.types("timeline", told).words.splitlines()
    assert lines[0].startswith("Timeline of INC-101: checkout is down · 1 to ")
    assert lines[1] == "*DETECTED*"
    assert lines.index("*DETECTED*") < lines.index("*INVESTIGATING*")
    later = lines[lines.index("*INVESTIGATING*") :]
    assert any(line.endswith("Vera Novak noted: customers call us") for line in later)


@pytest.mark.parametrize(
    ("options", "there", "not_there"),
    [
        ("--what note", "Vera Novak noted: customers call us", "was paged"),
        ("--what updates", "sent update 1: we look at the tax service", "noted"),
        ("--what pages,roles", "was paged", "noted"),
        ("--what severity", "P1 High", "noted"),
        ("--who @vera", "Vera Novak noted", "Chidi Okafor noted"),
        ("--who <@U03OWNER|chidi>", "Chidi Okafor noted: looking at @Ana Ortiz's dashboards", "Vera Novak noted"),
        ("--who chidi --what notes", "Chidi Okafor noted", "named technical lead"),
        ("--since 10min", "Vera Novak noted", "nothing"),
        ("--since 2020-01-01", "Vera Novak noted", "nothing"),
        ('--since "yesterday 14:05"', "Vera Novak noted", "nothing"),
    ],
)
def test_a_person_can_ask_for_less(vera: Person, told: str, options: str, there: str, not_there: str) -> None:
    said = vera.types(f"timeline {options}", told).words
    assert there in said
    assert not_there not in said
    assert f"with {options.split(' <@')[0]}" in said.replace("&lt;", "<")


def test_a_time_with_its_zone_is_taken_at_its_word(harness: Harness, vera: Person, told: str) -> None:
    """Five hours to the east the clocks show more, and it is the same moment."""
    keeper = harness.bot.muster.timekeeper
    now = keeper.times.shown(keeper.now()).astimezone(timezone(timedelta(hours=5)))
    for at, there in ((now - timedelta(minutes=50), True), (now + timedelta(minutes=50), False)):
        assert ("Vera Novak noted" in vera.types(f"timeline --since {at:%Y-%m-%dT%H:%M%z}", told).words) is there


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ("--what colours", "`--what` takes gates, pages, roles, notes, updates, steps, severity."),
        ("--who nobody", "Write `--who @somebody`."),
        ("--since tomorrow", "Write `--since 02:50`"),
        ("--since 0001-01-01T00:00+23:00", "Write `--since 02:50`"),
        ("--wath notes", "Did you mean `--what`?"),
        ("--who", "`--who` needs a value behind it."),
    ],
)
def test_a_mistaken_option_says_what_would_do(vera: Person, told: str, options: str, remedy: str) -> None:
    said = vera.types(f"timeline {options}", told).words
    assert remedy in said
    assert f"/incident timeline {options}" in said


def test_nothing_of_that_kind_is_said(vera: Person, told: str) -> None:
    assert vera.types("timeline --what gates", told).words == "Nothing on the timeline of INC-101 is of that kind."


def test_a_long_timeline_has_pages(vera: Person, told: str) -> None:
    """The newest first seen; a button goes back, and stays right while more happens."""
    for number in range(45):
        vera.types(f"note number {number}.", told)
    newest = vera.types("timeline --what notes", told)
    assert "number 44." in newest.words
    assert "number 14." not in newest.words
    assert newest.buttons == ["Older (17)", "All as a file"]
    vera.types("note one more.", told)
    older = vera.presses("Older (17)", newest)
    assert older.words.startswith("Timeline of INC-101: checkout is down · 1 to 17 of 48")
    assert "number 14." in older.words
    assert "number 15." not in older.words
    assert older.buttons == ["All as a file"]


def test_all_of_it_comes_as_a_file_to_the_one_who_asked(harness: Harness, vera: Person, told: str) -> None:
    said = vera.types("timeline --all --what notes", told)
    assert said.words == "The timeline of INC-101 comes to you as a file, in a direct message from Muster."
    harness.settle()
    (name,) = [name for name, one in vera.channels().items() if one.get("is_im")] or [""]
    message = vera.channels()[name]["messages"][-1]
    assert message["text"] == "The timeline of INC-101 that you asked for"
    assert [one["name"] for one in message["files"]] == ["INC-101-timeline.md"]
    with urllib.request.urlopen(message["files"][0]["url_private"]) as answer:
        text = answer.read().decode()
    assert "Only: notes." in text
    assert "| Vera Novak | customers call us |" in text
    assert "was paged" not in text
