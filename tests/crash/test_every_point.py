"""Whatever dies, and wherever: the incident ends as if nothing had happened.

Each story is played with one fault at one effect (a Redis write, a Slack call), and its end is compared with the
undisturbed one: state, facts, agenda, channels, pins, every message with its text. A run of these tests plays
every 54th point of each kind and begins with another one each day, so that 54 days play them all;
`--every-point` plays them all at once (about 45 minutes on two cores), as `python -m tests.crash.every_point` does.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.slack.messages import Messages
from bot.slack.posted import Ledger
from tests.crash.effects import Fault, Kind
from tests.crash.ending import differences
from tests.crash.every_point import Point, SharedRedis, share
from tests.crash.story import STORIES
from tests.servers import running_redis

STRIDE = 54
CORES = 2


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    """Processes that share the work; new ones, as this one may have threads."""
    with ProcessPoolExecutor(CORES, get_context("spawn")) as processes:
        yield processes


@pytest.fixture(scope="module")
def stage() -> Iterator[SharedRedis]:
    """Where stories are played in this process."""
    with TemporaryDirectory() as folder, running_redis(Path(folder)) as redis:
        yield SharedRedis(redis.url)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_wherever_it_happens_the_incident_ends_the_same(
    kind: Kind, pool: ProcessPoolExecutor, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    stride = 1 if request.config.getoption("--every-point") else STRIDE
    first = date.today().toordinal() % stride
    starts = [first + stride * core for core in range(CORES)]
    shares = pool.map(share, [[kind]] * CORES, [stride * CORES] * CORES, starts)
    played = [one for found in shares for one in found]
    with capsys.disabled():
        print(f"\n{kind}: {len(played)} points, every {stride}. from {first}", end=" ")
    problems = [problem for _, found in played for problem in found]
    assert played
    assert not problems, "\n".join(problems[:20])


def _points(stage: SharedRedis, story: str, effect: str, fault: Kind, *, hasty: bool = False) -> list[Point]:
    effects = [one for one in stage.undisturbed[story].effects if one.name.startswith(effect)]
    assert effects, f"no {effect} in {story}"
    return [Point(story, Fault(fault, one.number, hasty)) for one in effects]


def test_a_story_goes_the_same_way_each_time(stage: SharedRedis) -> None:
    """Else the k-th effect would be another one each time."""
    for story, whole in stage.undisturbed.items():
        again, _ = stage.play(story)
        assert [one.name for one in again.effects.seen] == [one.name for one in whole.effects]


@pytest.mark.parametrize("story", STORIES)
def test_what_slack_delivers_twice_is_done_once(stage: SharedRedis, story: str) -> None:
    _, end = stage.play(story, twice=True)
    assert not differences(stage.undisturbed[story].ending, end)


def test_a_page_that_would_be_posted_twice_is_noticed(stage: SharedRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness can fail: without the search for what may have been posted, it finds the double."""
    page = _points(stage, "whole life", "Slack: chat.postMessage page:", Kind.CRASH_AFTER)[0]
    assert not stage.problems(page)
    monkeypatch.setattr(Messages, "_find", lambda self, key, message, posted: posted.but(intent=None))
    assert any("/cards/@ana page:U01ONCALL:1: expected 1, found 2" in line for line in stage.problems(page))


def test_an_old_text_over_a_newer_one_is_noticed(stage: SharedRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness can fail: when nobody looks after the edit of a process that was stopped, it shows."""
    late = _points(stage, "whole life", "Slack: chat.update gate:triage", Kind.STOPPED)
    assert not [problem for point in late for problem in stage.problems(point)]
    monkeypatch.setattr(Ledger, "report_late", lambda self, late: None)
    assert any("gate:triage shows what is not so" in problem for point in late for problem in stage.problems(point))


def test_an_edit_that_was_lost_is_made_good_when_the_incident_goes_back_to_what_it_was(stage: SharedRedis) -> None:
    """Paused, the process dies at the card, and resumed before another one comes: the card is not left at paused."""
    edits = _points(stage, "nobody decides", "Slack: chat.update status", Kind.CRASH_AFTER, hasty=True)
    assert not [problem for point in edits for problem in stage.problems(point)]
