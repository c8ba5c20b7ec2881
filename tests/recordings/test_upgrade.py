"""Muster is upgraded in the middle of incidents: what c52d81b left in Redis and in Slack goes on to its end.

What is pressed and handed in first are buttons and forms as they were shown then, with the ids and values of then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.console.consoles import Guest, running_console
from tests.recordings import files, keeping
from tests.recordings.living import SECRET, Living, with_tracker
from tests.recordings.product import Json
from tests.servers import RedisServer
from tests.tracker.office import made, open_office
from tests.workspace.people import until

#: RQ's queue of then.
QUEUE = "muster"


@contextmanager
def gone_on(name: str, redis: RedisServer, folder: Path, config: Path | None = None) -> Iterator[Living]:
    """The incident as it was left, and a Muster of today that takes it up."""
    left = files.read(files.STORES, name)
    folder.mkdir()
    keeping.workspace_from_json(folder, left["workspace"])
    keeping.redis_from_json(redis.url, left["redis"])
    play = Living(redis, folder, left["at"], config)
    play.notes = left["notes"]
    try:
        yield play
    finally:
        play.leave()


def posted(play: Living) -> dict[str, list[str]]:
    """Where each card of the incident stands: its key, and the timestamps of messages with that key."""
    places: dict[str, list[str]] = {}
    for card in play.harness.cards():
        if card.key:
            places.setdefault(card.key, []).append(str(card.message["ts"]))
    return places


def titles(play: Living) -> list[str]:
    """The files that were uploaded and shown."""
    return sorted(
        one["title"] for card in play.harness.channels() for message in card.messages.values()
        for one in message.get("files") or ()
    )  # fmt: skip


def itil(play: Living) -> None:
    """The go-ahead that waited is given, tier 2's page is answered."""
    assert "INC-101: the documents (aiwg)" in titles(play)
    play.approves("gate:mitigation")
    play.press("chidi", "page:U03OWNER:1", "page_engage")


def itil_picture(play: Living) -> None:
    """The picture is there."""
    assert any("INC-101" in one for one in titles(play))


def rapid(play: Living) -> None:
    """The form that was open is handed in, the path calls, the offer was made."""
    assert "offer" in posted(play)
    play.submit("kim", words="v41 is too old")
    assert "v41 is too old" in str([card.message["blocks"] for card in play.harness.cards()])
    play.wait(600)
    assert any(key.startswith("page:U10MANAGER") for key in posted(play))


def gated(play: Living) -> None:
    """It is resumed; the go-ahead that waited is given, and the timeline came once."""
    assert titles(play) == ["INC-101: timeline"]
    play.command("ana", "resume")
    play.approves("gate:go_ahead")


def sre(play: Living) -> None:
    """The first checkpoint, that nobody decided, reminds; then it is approved."""
    play.press("ana", "page:U01ONCALL:2", "page_engage")
    play.wait(330)
    assert any(key.startswith("reminder:triage") for key in posted(play))
    play.approves("gate:triage")


def declared_now(play: Living) -> None:
    """The channel opens, the evidence comes along, and who is on call answers."""
    assert any(key.startswith("evidence:") for key in posted(play)), posted(play)
    play.press("ana", "page:U01ONCALL:1", "page_engage")


def private(play: Living) -> None:
    """The second who was called works on it, the gate that nobody decided reminds; then it is decided."""
    play.press("bo", "page:U02BACKUP:1", "page_engage")
    play.wait(330)
    assert any(key.startswith("reminder:triage") for key in posted(play))
    play.approves("gate:triage")
    play.command("bo", "resolve the log is deleted")
    play.command("bo", "close all have been told")


GOES_ON: dict[str, Callable[[Living], None]] = {
    one.__name__: one for one in (itil, itil_picture, rapid, gated, sre, declared_now, private)
}  # fmt: skip


def test_every_store_that_was_left_is_taken_up() -> None:
    assert sorted([*GOES_ON, "console", "ticket"]) == files.names(files.STORES)


@pytest.mark.parametrize("name", GOES_ON)
def test_an_incident_goes_on_after_the_upgrade(name: str, redis_server: RedisServer, tmp_path: Path) -> None:
    """What was owed is done, cards are edited where they stand, nothing comes twice, and it comes to its end."""
    with gone_on(name, redis_server, tmp_path / "workspace") as play:
        before = posted(play)
        play.settle()
        assert {key: posted(play)[key] for key in before} == before
        GOES_ON[name](play)
        play.to_the_end()
        assert [key for key, places in posted(play).items() if len(places) > 1] == []
        assert {key: posted(play)[key] for key in before} == before
        assert play._agenda() == []


@pytest.mark.parametrize("name", ["itil", "itil_picture", "rapid", "declared_now"])
def test_jobs_that_waited_in_the_queue_of_then_are_forgotten_and_their_work_is_done(
    name: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    """They name a function that is gone, and no worker listens to their queue: the agenda is the truth (DESIGN 3)."""
    with gone_on(name, redis_server, tmp_path / "workspace") as play:
        play.time.advance(1)
        owed = _owed(play)
        assert owed
        with Redis.from_url(redis_server.url) as redis:
            assert [key for key in redis.scan_iter("rq:*") if key in (b"rq:queue:muster",) or b"rq:job:" in key] == []
        play.settle()
        assert not owed & _owed(play)


@pytest.mark.parametrize("name", ["itil", "itil_picture", "rapid", "sre", "declared_now"])
def test_what_slack_delivers_again_after_the_upgrade_is_done_once(
    name: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    """The old Muster committed it and was stopped before it answered: the new one knows that it is done."""
    with gone_on(name, redis_server, tmp_path / "workspace") as play:
        play.delivered_again()
        play.settle()
        once = _told(play)
    with gone_on(name, redis_server, tmp_path / "again") as play:
        play.settle()
        assert _told(play) == once


def _told(play: Living) -> list[str]:
    """Every message of Muster's, by its words."""
    return sorted(str(card.message["text"]) for card in play.harness.cards())


def test_a_ticket_that_is_owed_is_made(
    redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tracker takes it now: once, and the incident's channel leads to it."""
    monkeypatch.setenv(SECRET, "s3cret")
    with (
        open_office() as office,
        gone_on("ticket", redis_server, tmp_path / "workspace", with_tracker(office.url, tmp_path)) as play,
    ):
        office.says(made())
        play.settle()
        assert len(office.letters) == 1
        room = next(one for one in play.harness.channels() if one.name == play.room())
        assert "Ticket OPS-12" in [one["title"] for one in room.bookmarks.values()]
        assert not _owed(play)


def test_a_link_to_the_console_still_opens_it(redis_server: RedisServer, tmp_path: Path) -> None:
    """The console ended with its process; a new one shows the incident, and people go on there by links of then."""
    with (
        gone_on("console", redis_server, tmp_path / "workspace") as play,
        running_console(redis_server, timekeeper=play.process.muster.timekeeper) as console,
    ):
        browser = console.browser()
        assert browser.sign_in(play.notes["link"]) == 200
        ana = Guest(browser, "ana")
        until(lambda: bool(ana.finds("page:U01ONCALL:1")))
        before = posted(play)
        answer = ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
        assert answer.error is None
        until(lambda: "Ana Ortiz (on-call) works on it" in _status_in_slack(play))
        assert {key: posted(play)[key] for key in before} == before


def _status_in_slack(play: Living) -> str:
    """What the status card says once all that is due was done; the console does its own part beside."""
    play._work_once()
    return str(play.harness.card("status").message["blocks"])


def _owed(play: Living) -> set[str]:
    return {name for name, score in play._agenda() if not name.startswith("timer:") and score <= play.time.seconds}


def test_a_store_is_put_back_as_it_was(redis_server: RedisServer) -> None:
    """Else the tests above would begin with something that nobody ever stored."""
    for name in files.names(files.STORES):
        kept = files.read(files.STORES, name)["redis"]
        keeping.redis_from_json(redis_server.url, kept)
        assert _lasting(keeping.redis_as_json(redis_server.url)) == _lasting(kept)


def _lasting(kept: list[Json]) -> list[Json]:
    """Without how long keys live, which passes."""
    return [{**one, "lives": bool(one["lives"])} for one in kept]
