"""Slack is down for an hour in the middle of an incident: the people go on at the console."""

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.slack import messages
from tests.console.consoles import Guest, RunningConsole, running_console
from tests.handlers.harness import Harness, Person, open_harness
from tests.servers import RedisServer
from tests.workspace.people import post, until


@pytest.fixture
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """Slack, the bot, and jobs that are done when the story says so."""
    monkeypatch.setattr(messages, "SECOND_LOOK_SECONDS", 0.0)
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def console(harness: Harness, empty_redis: RedisServer) -> Iterator[RunningConsole]:
    """The emergency console of that harness, on its clock."""
    muster = harness.bot.muster
    with running_console(empty_redis, muster.settings, muster.timekeeper) as running:
        yield running


def shown(guest: Guest, key: str, words: str, incident: str = "INC-101") -> None:
    """Wait until a card at the console says so."""

    def says() -> bool:
        card = guest.finds(key, incident)
        return card is not None and words in card.words

    until(says)


def assess_and_approve(ana: Guest, incident: str) -> None:
    """Triage at the console: the form, then the gate."""
    number = incident.removeprefix("INC-")
    form = ana.types("triage", ana.room(number))
    ana.fills(form, impact="HIGH", urgency="MEDIUM", summary="only card payments")
    until(lambda: bool(ana.finds("gate:triage", incident)))
    answer = ana.presses("Approve as P1", ana.sees("gate:triage", incident))
    assert answer.error is None, answer.error
    shown(ana, "gate:triage", "approved as P1", incident)


def posted(person: Person, incident: str) -> Counter[str]:
    """How many messages of each key there are."""
    return Counter(person.cards(incident))


def test_an_hour_without_slack_is_led_from_the_console(harness: Harness, console: RunningConsole) -> None:
    in_slack, ana = harness.person("ana"), console.guest("ana")
    harness.person("hugo").types("declare checkout is down --severity P1 --service checkout")
    harness.settle()
    shown(ana, "status", "checkout is down")
    before = posted(in_slack, "INC-101")
    room = ana.sees("status").channel
    assert room != in_slack.sees("status").channel
    assert f"<#{room}>" in ana.sees("alert").words, "a card leads to the channel of the place where it is shown"

    post(harness.workspace, "/local/faults", {"down": True})
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    shown(ana, "status", "Ana Ortiz (on-call) works on it")
    hugo = console.guest("hugo")
    answer = hugo.types("declare search gives nothing --service search")
    assert "INC-102 is declared" in answer.words
    assert "queue" not in answer.words, "nothing is paced at the console"
    shown(ana, "status", "search gives nothing", "INC-102")
    harness.settle()
    harness.passes(minutes=2)
    ana.presses("Acknowledge", ana.sees("page:U01ONCALL:1", "INC-102"))
    assess_and_approve(ana, "INC-101")
    assess_and_approve(ana, "INC-102")
    harness.passes(minutes=28)
    assert "resolved after" in ana.types("resolve the index is rebuilt", ana.room("102")).text
    elif_ = console.guest("elif")
    elif_.types("update INC-101 half of the payments work")
    harness.passes(minutes=30)
    assert "resolved after" in ana.types("resolve INC-101 rolled back to v41").text
    shown(ana, "status", "RESOLVED")
    harness.settle()
    assert posted(in_slack, "INC-101") == before, "Slack answered nothing"
    assert not in_slack.cards("INC-102")

    calls = len(harness.calls())
    post(harness.workspace, "/local/faults", {"down": False})
    for _ in range(4):
        harness.passes(seconds=9)
    for incident in ("INC-101", "INC-102"):
        found = posted(in_slack, incident)
        assert max(found.values()) == 1, "at most one message per card"
        assert [key.split(":")[0] for key in found].count("away") == 1, "and one summary"
        assert not [key for key in found if key.startswith(("update", "severity", "resolved", "reminder", "gate"))]
        assert "RESOLVED" in in_slack.sees("status", incident).words
        assert in_slack.sees("status", incident).pinned
    assert not in_slack.finds("page:U01ONCALL:1", "INC-102"), "it was answered meanwhile"
    told = next(in_slack.sees(key).words for key in in_slack.cards() if key.startswith("away"))
    for words in ("Ana Ortiz works on it", "decided the triage gate", "half of the payments work", "back to v41"):
        assert words in told
    edits = Counter(one["channel"] for one in harness.calls()[calls:] if one["method"] == "chat.update")
    assert edits[in_slack.sees("status").channel] <= len(before), "each card is edited once"
    assert f"<#{in_slack.sees('status').channel}>" in in_slack.sees("alert").words


def test_what_is_done_in_slack_is_seen_at_the_console_and_the_other_way_round(
    harness: Harness, console: RunningConsole
) -> None:
    in_slack, ana = harness.person("ana"), console.guest("ana")
    harness.person("hugo").types("declare checkout is down --severity P1 --service checkout")
    harness.settle()
    in_slack.presses("I'm on it", in_slack.sees("page:U01ONCALL:1"))
    shown(ana, "status", "Ana Ortiz (on-call) works on it")
    ana.types("update half of the payments work", ana.room())
    harness.settle()
    assert "half of the payments work" in in_slack.sees("update:1").words


def test_the_home_says_what_waits_for_whom_at_the_console(harness: Harness, console: RunningConsole) -> None:
    hugo, ana = console.guest("hugo"), console.guest("ana")
    post(harness.workspace, "/local/faults", {"down": True})
    hugo.types("declare checkout is down --severity P1 --service checkout")
    shown(ana, "status", "checkout is down")
    assert "You are paged: P1 High" in ana.opens_home().words
    ana.presses_at_home("I'm on it")
    shown(ana, "status", "Ana Ortiz (on-call) works on it")


def test_roles_hold_at_the_console_as_everywhere(harness: Harness, console: RunningConsole) -> None:
    hugo, vera = console.guest("hugo"), console.guest("vera")
    hugo.types("declare checkout is down --severity P1 --service checkout")
    shown(vera, "status", "checkout is down")
    refused = vera.types("resolve it is fine", vera.room())
    assert "Not resolved: This needs the incident commander" in refused.words
    assert "resolve it is fine" in refused.words


def test_with_redis_alone_the_console_leads_an_incident_and_its_timers_fire(
    console: RunningConsole, harness: Harness
) -> None:
    hugo, bo = console.guest("hugo"), console.guest("bo")
    hugo.types("declare checkout is down --severity P0 --service checkout")
    shown(hugo, "status", "checkout is down")
    # Nothing of the harness settles what is due: no clock, no worker, no bot does anything here.
    keeper = harness.bot.muster.timekeeper
    keeper.times = keeper.times.with_speed(keeper.real(), 600)
    until(lambda: bool(bo.finds("page:U02BACKUP:1")))


def test_plain_words_to_muster_are_answered_where_they_were_said(harness: Harness, console: RunningConsole) -> None:
    hugo = console.guest("hugo")
    post(harness.workspace, "/local/faults", {"down": True})
    hugo.does("message", channel="general", text="@muster checkout is down")
    until(lambda: bool(hugo.finds("offer", offered(hugo))))
    hugo.presses("Declare incident", hugo.sees("offer", offered(hugo)))
    shown(hugo, "offer", "INC-101 was declared from this", offered(hugo))
    shown(hugo, "status", "checkout is down")


def test_documents_come_as_files_at_the_console_and_only_to_those_who_see_their_message(
    harness: Harness, console: RunningConsole
) -> None:
    hugo, vera = console.guest("hugo"), console.guest("vera")
    post(harness.workspace, "/local/faults", {"down": True})
    hugo.types("declare card numbers are in a log --private")
    shown(hugo, "status", "card numbers are in a log")
    hugo.types("export", hugo.room())

    def files() -> list[str]:
        room = hugo.room()
        messages = hugo.channels()[room]["messages"]
        return [file["url_private"] for message in messages for file in message["files"]]

    until(lambda: bool(files()))
    assert all(path.startswith("/files/") for path in files()), "from wherever the page was opened"
    assert [hugo.browser.get(path)[0] for path in files()] == [200] * len(files())
    assert [vera.browser.get(path)[0] for path in files()] == [404] * len(files())


def offered(guest: Guest) -> str:
    """What the answers to plain words are filed under."""
    marks = [
        (message.get("metadata") or {}).get("event_payload", {}).get("incident", "")
        for message in guest.asks("/local/state?channel=general")["channels"][0]["messages"]
    ]
    return next((mark for mark in marks if mark.startswith("offer-")), "")
