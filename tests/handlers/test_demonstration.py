"""`muster up --demo`: a scripted cast leads an incident before the eyes of somebody who only watches, or joins in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demonstration import player
from bot.demonstration.cast import DemoInSlack, DemoWithoutCast, check_cast
from bot.demonstration.page import Page
from bot.demonstration.player import Bookmark, Player
from bot.demonstration.story import MARK, read_story
from bot.organisation.load import load_organisation
from bot.settings import Settings
from tests.handlers.harness import Harness, Person

STORY = read_story()


class Killed(Exception):
    """The process is gone."""


@pytest.fixture
def play(harness: Harness, tmp_path: Path) -> Callable[..., list[str]]:
    """Plays the script, with something that happens between two moves; gives what it told of itself."""

    def played(between: Callable[[list[str]], None] = lambda told: None) -> list[str]:
        told: list[str] = []

        def rest(_: float) -> None:
            harness.settle()
            between(told)

        Player(Page(harness.workspace.base_url), STORY, Bookmark(tmp_path / "bookmark"), told.append, rest).play()
        harness.settle()
        return told

    return played


def by_people(anybody: Person) -> list[str]:
    """What people said, everywhere."""
    names = {person["id"] for person in anybody.everybody() if person["name"] != "muster"}
    return [one["text"] for room in anybody.channels().values() for one in room["messages"] if one["user"] in names]


def test_the_script_leads_an_incident_to_closed_and_says_everywhere_that_it_is_scripted(
    play: Callable[..., list[str]], ana: Person
) -> None:
    """Each move of the script is taken by Muster as it would be from a person."""
    told = play()
    assert "· CLOSED*" in ana.sees("status").words
    assert "scripted" in ana.sees("status").words.splitlines()[0]
    assert len([line for line in told if "sent the form" not in line]) == len(STORY.moves)
    assert not [line for line in told if "refused:" in line]
    assert len(by_people(ana)) == len([move for move in STORY.moves if move.says])
    assert all(MARK in said.lower() for said in by_people(ana))


def test_somebody_who_joins_in_is_given_way(play: Callable[..., list[str]], ana: Person) -> None:
    """Who presses before the script does has pressed; it goes on behind them."""

    def between(told: list[str]) -> None:
        page = ana.finds("page:U01ONCALL:1")
        if page and "I'm on it" in page.buttons:
            ana.presses("I'm on it", page)

    told = play(between)
    assert not [line for line in told if "page_engage" in line]
    assert "· CLOSED*" in ana.sees("status").words


def test_killed_in_the_middle_it_goes_on_where_it_was(play: Callable[..., list[str]], ana: Person) -> None:
    """There is one incident, and nothing is asked for twice."""

    def killed(told: list[str]) -> None:
        if len(told) == 4:
            raise Killed

    with pytest.raises(Killed):
        play(killed)
    told = play()
    assert not [line for line in told if "declare" in line]
    assert "· CLOSED*" in ana.sees("status").words
    assert [name for name in ana.channels() if name.startswith("incident-")] == [ana.room()]


def test_an_incident_that_goes_another_way_ends_the_script_with_a_word(
    play: Callable[..., list[str]], ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed as not an incident: nothing that the script wants to press is left."""
    monkeypatch.setattr(player, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(player, "QUICKER_SECONDS", 1.0)

    def between(told: list[str]) -> None:
        if told and "page_engage" in told[-1]:
            ana.types("close a drill that nobody told us of", ana.room())

    assert play(between)[-1] == "nothing of the script can be done any more"
    assert "Scripted: the demonstration ends here, as INC-101 went another way." in by_people(ana)[-1]


def test_it_is_played_nowhere_else(tmp_path: Path) -> None:
    """Not in a real Slack, and not by people of another organisation; both are told what to do."""
    example = load_organisation(None)
    with pytest.raises(DemoInSlack, match="Leave out --demo"):
        check_cast(Settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1"), example)
    others = example.model_copy(update={"people": example.people[1:]})
    with pytest.raises(DemoWithoutCast, match=r"muster\.yaml has others"):
        check_cast(Settings(config=Path("muster.yaml")), others)
    check_cast(Settings(), example)
