"""Whatever happened, and however much of it is open, Slack takes everybody's Home."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.incident.severity import Severity
from bot.incident.times import Times
from bot.incident.topics.declaring import Declare
from bot.slack.card_context import CardContext
from bot.slack.home import home, home_without_storage
from bot.workspace.blocks import check_view
from tests.blockkit.payload import view_faults
from tests.incident.orders import Step, played, stories
from tests.incident.rehearsal import Rehearsal
from tests.slack.shown import loud

NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)

#: What a view holds at most (Slack: view_too_large).
LARGEST = 250_000


def stage(room: Rehearsal, number: int) -> CardContext:
    """The incident as the Home sees it, among others."""
    return CardContext(room.state.model_copy(update={"id": f"INC-{number}"}), room.organisation, Times())


def judged(person: str, *rooms: Rehearsal) -> None:
    """Neither Slack's published types nor the workspace refuse that person's Home."""
    view = home(person, [stage(room, 101 + place) for place, room in enumerate(rooms)], NOW)
    assert view_faults(view) == []
    assert check_view(view, "home") == view
    assert len(json.dumps(view)) <= LARGEST


@given(st.lists(stories, max_size=2))
def test_slack_takes_the_home_of_everybody(told: list[tuple[Declare, list[Step]]]) -> None:
    """Of those who are paged, asked or hold a role."""
    rooms = [played(story) for story in told]
    people = {page.user for room in rooms for page in room.state.pages.values()}
    for person in sorted(people)[:3] or ["U13VISITOR"]:
        judged(person, *rooms)


def test_the_longest_texts_of_many_incidents_fit() -> None:
    """Sixty incidents with the worst texts that are kept: what is over is counted, nothing is refused."""
    for text in ("&" * 10_000, "<" * 10_000, "*" * 10_000, "a\n" * 5_000, "火" * 10_000):
        judged("U01ONCALL", *[loud(text, Severity.P0)] * 60)


def test_a_home_without_storage_is_taken() -> None:
    """However long the reason is."""
    assert view_faults(home_without_storage("&" * 10_000, NOW)) == []
