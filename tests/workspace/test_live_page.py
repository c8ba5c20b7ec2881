"""The page of each person hears at once of what that person may see, and of nothing else."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from bot.workspace.embedded import LocalWorkspace
from tests.workspace.people import Json, Person, connected, get, modal, slack, text_input


class Page:
    """An open page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def next(self, kind: str) -> Json:
        """The next event of that type."""
        while True:
            event: Json = json.loads(self._socket.recv(10))
            if event["type"] == kind:
                return event


@contextmanager
def page_of(workspace: LocalWorkspace, user: str) -> Iterator[Page]:
    """The page as that person sees it."""
    with connect(f"{workspace.base_url.replace('http', 'ws')}/local/live?as={user}") as socket:
        yield Page(socket)


def test_messages_appear_change_and_go(workspace: LocalWorkspace) -> None:
    """Posting, editing, pinning and deleting are each one event, in order."""
    client = slack(workspace)
    with page_of(workspace, "ana") as page:
        ts = client.chat_postMessage(channel="C00GENERAL", text="v1")["ts"]
        client.chat_update(channel="C00GENERAL", ts=ts, text="v2")
        client.pins_add(channel="C00GENERAL", timestamp=ts)
        client.chat_delete(channel="C00GENERAL", ts=ts)
        first, second = page.next("message"), page.next("message")
        pinned, deleted = page.next("channel"), page.next("message_deleted")
    assert [event["message"]["text"] for event in (first, second)] == ["v1", "v2"]
    assert first["message"]["reactions"] == []
    assert pinned["channel"]["pins"] == [ts]
    assert (deleted["channel"], deleted["ts"]) == ("C00GENERAL", ts)
    assert first["seq"] < second["seq"] < pinned["seq"] < deleted["seq"]


def test_what_is_private_stays_private(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Bo's page hears nothing of Ana's ephemeral answer, her modal, or a private channel, until he is invited."""

    @app.command("/incident")
    def answer(ack: Ack, command: Json, client: WebClient) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal(text_input("title")))
        ack("for Ana")

    with page_of(workspace, "ana") as anas, page_of(workspace, "bo") as bos:
        with connected(workspace, app):
            ana.command("declare")
        secret = app.client.conversations_create(name="secret", is_private=True)["channel"]["id"]
        app.client.chat_postMessage(channel=secret, text="hidden")
        app.client.conversations_invite(channel=secret, users="U02BACKUP")
        app.client.chat_postMessage(channel=secret, text="for Bo")
        assert anas.next("view")["view"]["callback_id"] == "declare"
        assert anas.next("ephemeral")["ephemeral"]["text"] == "for Ana"
        assert bos.next("channel")["channel"]["members"] == ["U00MUSTER", "U02BACKUP"]
        assert bos.next("message")["message"]["text"] == "for Bo"
        app.client.conversations_kick(channel=secret, user="U02BACKUP")
        app.client.chat_postMessage(channel=secret, text="hidden again")
        app.client.chat_postMessage(channel="C00GENERAL", text="for all")
        assert bos.next("message")["message"]["text"] == "for all"


def test_the_page_is_told_whether_the_bot_is_there(workspace: LocalWorkspace, app: App) -> None:
    """Connected and gone again."""
    with page_of(workspace, "ana") as page:
        with connected(workspace, app):
            assert page.next("about")["connected"] is True
        assert page.next("about")["connected"] is False


def test_the_state_is_cut_to_a_person_and_a_channel(workspace: LocalWorkspace, ana: Person) -> None:
    """Ana sees her own direct messages, not Bo's; one channel can be asked for alone; a wrong one is told."""
    client = slack(workspace)
    for user in ("U01ONCALL", "U02BACKUP"):
        client.chat_postMessage(channel=user, text="You are paged")
    shown = get(workspace, "/local/state?as=ana")["channels"]
    assert [(channel["name"], channel.get("user")) for channel in shown] == [
        ("general", None),
        ("incidents", None),
        ("@ana", "U01ONCALL"),
    ]
    assert [message["text"] for message in ana.sees("@ana")] == ["You are paged"]
    with pytest.raises(urllib.error.HTTPError):
        get(workspace, "/local/state?channel=nowhere")


def test_only_this_machine_is_let_in(workspace: LocalWorkspace) -> None:
    """Another host name, or a page of another site, gets 403, also for the live feed."""
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        request = urllib.request.Request(f"{workspace.base_url}/local/state", headers=headers)
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request)
        assert error.value.code == 403
    address = f"{workspace.base_url.replace('http', 'ws')}/local/live"
    elsewhere = Origin("https://evil.example")
    with pytest.raises((InvalidStatus, ConnectionClosed)), connect(address, origin=elsewhere) as socket:
        socket.recv(5)


def test_the_page_cannot_be_left_by_its_paths(workspace: LocalWorkspace) -> None:
    """Files beside the built page are not handed out."""
    for path in ("/page/../server.py", "/page/%2e%2e/package.json", "/page//etc/passwd"):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(workspace.base_url + path)
        assert error.value.code == 404
