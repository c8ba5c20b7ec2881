"""`/incident console` in Slack: a personal link by direct message, and its end."""

import re
from collections.abc import Iterator

import pytest

from tests.console.consoles import RunningConsole, running_console
from tests.handlers.harness import Harness, open_harness
from tests.servers import RedisServer
from tests.workspace.people import post


@pytest.fixture
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def console(harness: Harness, empty_redis: RedisServer) -> Iterator[RunningConsole]:
    with running_console(empty_redis, harness.bot.muster.settings) as running:
        yield running


def links(harness: Harness, name: str) -> list[str]:
    """The links in somebody's direct messages."""
    state = harness.person(name).asks(f"/local/state?as={name}")
    texts = [str(message) for channel in state["channels"] if channel["is_im"] for message in channel["messages"]]
    return [match[1] for text in texts if (match := re.search(r"#sign-in=([\w.-]+)\|", text))]


def test_it_comes_by_direct_message_and_opens_the_console_as_its_person(
    harness: Harness, console: RunningConsole
) -> None:
    answer = harness.person("ana").types("console")
    assert answer.words == "Your emergency link is in your direct messages with Muster. It is yours alone."
    found = links(harness, "ana")
    assert len(found) == 1
    assert links(harness, "bo") == []
    browser = console.browser()
    assert browser.sign_in(found[0]) == 200
    assert browser.get("/local/about")[1]["console"]["you"] == "U01ONCALL"


def test_when_no_message_can_be_sent_it_is_the_answer_that_only_they_see(
    harness: Harness, console: RunningConsole
) -> None:
    harness.breaks({"method": "chat.postMessage", "times": 1, "do": "500"})
    answer = harness.person("ana").types("console")
    assert f"{console.url}/#sign-in=" in answer.words
    assert "give it to nobody" in answer.words
    assert "/incident console revoke" in answer.words


def test_revoked_it_opens_nothing(harness: Harness, console: RunningConsole) -> None:
    ana = harness.person("ana")
    ana.types("console")
    assert "Your link to the emergency console ended" in ana.types("console revoke").text
    assert console.browser().sign_in(links(harness, "ana")[0]) == 403
    assert "You have no link" in ana.types("console revoke").text


def test_where_there_is_no_console_it_says_so_and_gives_no_link(harness: Harness) -> None:
    answer = harness.person("ana").types("console")
    assert "No emergency console is set up here" in answer.text
    assert links(harness, "ana") == []


def test_it_works_from_the_console_itself_while_slack_is_down(harness: Harness, console: RunningConsole) -> None:
    post(harness.workspace, "/local/faults", {"down": True})
    ana = console.guest("ana")
    assert "direct messages" in ana.types("console").words
    assert "#sign-in=" in str([one for one in ana.asks("/local/state")["channels"] if one["is_im"]])
