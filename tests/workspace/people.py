"""A person at the local workspace, and an app that answers: what every story here is told with."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.sync.client import ClientConnection, connect

from bot.workspace.embedded import LocalWorkspace

Json = dict[str, Any]


class Person:
    """Somebody of the cast at their client."""

    def __init__(self, workspace: LocalWorkspace, name: str) -> None:
        self._workspace = workspace
        self.name = name

    def command(self, text: str, channel: str = "general", command: str = "/incident") -> Json:
        """Type a slash command."""
        return self.does("command", channel=channel, command=command, text=text)

    def does(self, deed: str, **facts: Any) -> Json:
        """Anything else a person does: `POST /local/DEED`."""
        return post(self._workspace, f"/local/{deed}", {"user": self.name, **facts})

    def sees(self, channel: str) -> list[Json]:
        """The messages of a channel."""
        found: list[Json] = get(self._workspace, f"/local/state?channel={channel}")["channels"][0]["messages"]
        return found


def get(workspace: LocalWorkspace, path: str) -> Any:
    """The JSON at a path of the workspace."""
    with urllib.request.urlopen(workspace.base_url + path) as answer:
        return json.load(answer)


def post(workspace: LocalWorkspace, path: str, body: Json) -> Json:
    """What the workspace answers to a JSON body, whatever the status."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(workspace.base_url + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            found: Json = json.load(answer)
    except urllib.error.HTTPError as answer:
        found = json.load(answer)
    return found


def slack(workspace: LocalWorkspace) -> WebClient:
    """The real SDK's client as the bot, without retries of its own."""
    return WebClient(workspace.bot_token, base_url=workspace.api_url, retry_handlers=[])


@contextmanager
def connected(workspace: LocalWorkspace, app: App) -> Iterator[SocketModeHandler]:
    """The real slack-bolt app on Socket Mode, from its hello on."""
    handler = SocketModeHandler(app, workspace.app_token, ping_interval=1)
    hello = threading.Event()
    handler.client.message_listeners.append(lambda client, message, raw: hello.set())
    handler.connect()  # type: ignore[no-untyped-call]
    # The SDK holds its lock while it waits for a message, three seconds at a time, also when it wants to close.
    session = handler.client.current_session
    if session is not None and session.sock is not None:
        session.sock.settimeout(0.1)
    assert hello.wait(10)
    try:
        yield handler
    finally:
        handler.client.closed = True
        handler.client.enqueue_message("")
        handler.close()  # type: ignore[no-untyped-call]


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for something that no event tells of."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class RawApp:
    """An app that speaks Socket Mode by hand, to do what a real one does only when it breaks."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.hello = self.receive()

    def receive(self) -> Json:
        """The next envelope."""
        envelope: Json = json.loads(self.socket.recv(10))
        return envelope

    def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        """Answer an envelope."""
        body = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        self.socket.send(json.dumps(body))


@contextmanager
def raw_app(workspace: LocalWorkspace) -> Iterator[RawApp]:
    """A socket of such an app."""
    url = WebClient(base_url=workspace.api_url).apps_connections_open(app_token=workspace.app_token)["url"]
    with connect(str(url)) as socket:
        yield RawApp(socket)


def button(action_id: str, value: str = "v", label: str = "Press") -> Json:
    """An actions block with one button."""
    text = {"type": "plain_text", "text": label}
    return {
        "type": "actions",
        "block_id": f"block_{value}",
        "elements": [{"type": "button", "action_id": action_id, "value": value, "text": text}],
    }


def modal(*blocks: Json, callback_id: str = "declare", **more: Any) -> Json:
    """A modal with these blocks."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "Declare"},
        "submit": {"type": "plain_text", "text": "Declare"},
        "blocks": list(blocks),
        **more,
    }


def text_input(block_id: str, **more: Any) -> Json:
    """An input block for text."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": block_id},
        "element": {"type": "plain_text_input", "action_id": "value"},
        **more,
    }
