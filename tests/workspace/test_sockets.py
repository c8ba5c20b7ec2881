"""Socket Mode when connections come and go: redelivery, refresh, several sockets, late and strange answers."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.workspace.people import Json, Person, connected, get, post, raw_app, until


def test_hello_says_how_many_sockets_there_are(workspace: LocalWorkspace) -> None:
    """The second socket is counted."""
    with raw_app(workspace) as first, raw_app(workspace) as second:
        assert (first.hello["type"], first.hello["num_connections"]) == ("hello", 1)
        assert second.hello["num_connections"] == 2
        assert second.hello["connection_info"] == {"app_id": "A00MUSTER"}


def test_an_envelope_whose_socket_drops_goes_to_another(workspace: LocalWorkspace, ana: Person) -> None:
    """Ana's command is answered by the second socket after the first one died with it; the payload is the same."""
    with ThreadPoolExecutor(2) as pool, raw_app(workspace) as survivor:
        with raw_app(workspace) as dying:
            asked = [pool.submit(ana.command, str(number)) for number in range(2)]
            taken = survivor.receive()
            survivor.acknowledge(taken, {"text": "by the survivor"})
            lost = dying.receive()
        again = survivor.receive()
        assert again == lost
        survivor.acknowledge(again, {"text": "after all"})
        texts = sorted(future.result()["ephemeral"][0]["text"] for future in asked)
    assert texts == ["after all", "by the survivor"]


def test_a_lone_socket_that_drops_is_waited_for(workspace: LocalWorkspace, ana: Person) -> None:
    """A bot that is restarted within the three seconds still answers the command."""
    with ThreadPoolExecutor(1) as pool:
        with raw_app(workspace) as dying:
            asked = pool.submit(ana.command, "status")
            dying.receive()
        with raw_app(workspace) as newborn:
            newborn.acknowledge(newborn.receive(), {"text": "I am new"})
            assert asked.result()["ephemeral"][0]["text"] == "I am new"


def test_several_sockets_share_the_work(workspace: LocalWorkspace, ana: Person) -> None:
    """Each of two sockets gets half of the commands, and none gets one twice."""
    with raw_app(workspace) as first, raw_app(workspace) as second, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ana.command, str(number)) for number in range(4)]
        seen = []
        for raw in (first, second, first, second):
            envelope = raw.receive()
            seen.append(envelope["payload"]["text"])
            raw.acknowledge(envelope)
        assert all(future.result()["ok"] for future in asked)
    assert sorted(seen) == ["0", "1", "2", "3"]


def test_a_refresh_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket is warned, gets no new envelope when there is another, is told to go, and is closed."""
    monkeypatch.setattr("bot.workspace.socket_mode.WARNING", 0.2)
    with running_workspace(refresh_after=0.2) as workspace, raw_app(workspace) as raw:
        assert [raw.receive()["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
        with pytest.raises(ConnectionClosed):
            raw.receive()


def test_the_sdk_follows_a_refresh() -> None:
    """The real client has a new socket before the old one ends, and answers on it."""
    with running_workspace(refresh_after=1.0) as workspace:
        app = App(client=WebClient(workspace.bot_token, base_url=workspace.api_url))
        hellos = threading.Semaphore(0)

        @app.command("/incident")
        def answer(ack: Ack) -> None:
            ack("Here")

        with connected(workspace, app) as handler:
            handler.client.message_listeners.append(
                lambda client, message, raw: hellos.release() if message.get("type") == "hello" else None
            )
            assert hellos.acquire(timeout=10)
            assert Person(workspace, "ana").command("status")["ephemeral"][0]["text"] == "Here"


def test_dropped_sockets_come_back(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """After a disconnect of all sockets the real SDK reconnects by itself and answers."""

    @app.command("/incident")
    def answer(ack: Ack) -> None:
        ack("Here")

    with connected(workspace, app):
        assert post(workspace, "/local/faults", {"disconnect": True})["ok"]
        until(lambda: bool(get(workspace, "/local/about")["connected"]))
        assert ana.command("status")["ephemeral"][0]["text"] == "Here"


def test_a_ticket_is_good_once(workspace: LocalWorkspace) -> None:
    """The address of apps.connections.open opens one socket; without a ticket there is none."""
    url = WebClient(base_url=workspace.api_url).apps_connections_open(app_token=workspace.app_token)["url"]
    with connect(str(url)):
        for address in (str(url), str(url).partition("?")[0]):
            with pytest.raises((InvalidStatus, ConnectionClosed)), connect(address) as socket:
                socket.recv(5)


def test_strange_words_on_a_socket_do_no_harm(workspace: LocalWorkspace, ana: Person) -> None:
    """Broken JSON and unknown envelopes are passed over."""
    with ThreadPoolExecutor(1) as pool, raw_app(workspace) as raw:
        for text in ("{", "[]", '"x"', '{"envelope_id": "nope"}', '{"envelope_id": []}', "{}"):
            raw.socket.send(text)
        asked = pool.submit(ana.command, "status")
        raw.acknowledge(raw.receive(), {"text": "fine"})
        assert asked.result()["ephemeral"][0]["text"] == "fine"


def test_an_event_nobody_acknowledged_is_told_again(workspace: LocalWorkspace, ana: Person) -> None:
    """It comes again with its number and reason, and with the same event id."""
    ana.does("message", channel="general", text="anybody?")
    with raw_app(workspace) as raw:
        envelope: Json = raw.receive()
    assert (envelope["type"], envelope["retry_attempt"]) == ("events_api", 1)
    assert envelope["retry_reason"] == "connection_failed"
    assert envelope["payload"]["event"]["text"] == "anybody?"
    assert envelope["accepts_response_payload"] is False
