"""The workspace is killed and started again, and everything is where it was."""

import multiprocessing
import os
import signal
import socket
import time
import urllib.error
from pathlib import Path

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.workspace.app_manifest import AppManifest
from bot.workspace.cast import CAST
from bot.workspace.embedded import LocalWorkspace, running_workspace
from bot.workspace.journal import Journal
from bot.workspace.server import Options, Server, listen
from tests.workspace.people import Json, Person, button, connected, get, modal, slack, text_input, until


class SmallOrganisation:
    """An organisation of three people, one with the first name of another."""

    people = (CAST[0], CAST[1], type(CAST[0])("U20ANA", "Ana Kowalski", "Auditor"))


class Remote(LocalWorkspace):
    """A workspace in a process of its own, reached as if it were ours."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}"
        self.api_url = f"{self.base_url}/api/"


def serve_a_typical_app(data: Path, port: int) -> None:
    """The workspace with an app that may do everything, also what Muster's own manifest does not ask for."""
    people = SmallOrganisation().people
    options = Options(data=data / "workspace", people=people, speed=60.0, manifest=AppManifest())
    Server(options, listen(port)).run()


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(data: Path, port: int) -> multiprocessing.process.BaseProcess:
    """A workspace process that answers."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=serve_a_typical_app, args=(data, port), daemon=True)
    process.start()

    def answers() -> bool:
        try:
            return bool(get(Remote(port), "/local/about")["speed"] == 60.0)
        except (urllib.error.URLError, ConnectionError):
            return False

    until(answers)
    return process


def by_id(state: Json) -> Json:
    """The state with its channels in an order of their own; the one they are sent in means nothing."""
    return {**state, "channels": sorted(state["channels"], key=lambda one: str(one["id"]))}


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """Messages, pins, reactions, bookmarks, topic, members, files and direct messages are there after kill -9."""
    port = free_port()
    process = started(tmp_path, port)
    workspace = Remote(port)
    client = slack(workspace)
    channel = client.conversations_create(name="incident-1", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users="U01ONCALL")
    client.conversations_setTopic(channel=channel, topic="P0 Critical")
    metadata = {"event_type": "muster_card", "event_payload": {"key": "status"}}
    card = client.chat_postMessage(channel=channel, text="v1", metadata=metadata, blocks=[button("go")])["ts"]
    client.chat_update(channel=channel, ts=card, text="v2")
    client.pins_add(channel=channel, timestamp=card)
    client.bookmarks_add(channel_id=channel, title="T", type="link", link="https://example.com")
    client.files_upload_v2(channel=channel, content="log", filename="log.txt")
    gone = client.chat_postMessage(channel=channel, text="gone")["ts"]
    client.chat_delete(channel=channel, ts=gone)
    client.chat_postMessage(channel="U02BACKUP", text="You are paged")
    Person(workspace, "ana").does("react", channel=channel, ts=card, name="eyes")
    before = get(workspace, "/local/state")
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()

    process = started(tmp_path, port)
    assert by_id(get(workspace, "/local/state")) == by_id(before)
    assert client.chat_postMessage(channel=channel, text="next")["ts"] > gone
    files = next(one for one in before["channels"] if one["id"] == channel)["messages"][1]["files"]
    assert client.files_info(file=files[0]["id"])["file"]["name"] == "log.txt"
    process.terminate()
    process.join()
    assert process.exitcode in (0, -signal.SIGTERM)


def test_an_open_modal_and_a_response_url_outlive_a_restart(tmp_path: Path) -> None:
    """A person submits after the restart what they had open before; the answer by response_url arrives."""
    urls: list[str] = []

    def wire(app: App) -> None:
        @app.command("/incident")
        def declare(ack: Ack, command: Json, client: WebClient) -> None:
            urls.append(command["response_url"])
            client.views_open(trigger_id=command["trigger_id"], view=modal(text_input("title")))
            ack()

        @app.view("declare")
        def submit(ack: Ack) -> None:
            ack()

    with running_workspace(data=tmp_path) as workspace:
        app = App(client=slack(workspace))
        wire(app)
        with connected(workspace, app):
            view_id = Person(workspace, "ana").command("declare")["view"]["id"]
    port = int(workspace.base_url.rpartition(":")[2])
    with running_workspace(port, data=tmp_path) as workspace:
        app = App(client=slack(workspace))
        wire(app)
        with connected(workspace, app):
            seen = Person(workspace, "ana").does("submit", view_id=view_id, values={"title": "Down"})
        assert (seen["ok"], seen["view"]) == (True, None)
        assert WebhookClient(urls[0]).send(text="The late answer").status_code == 200
        assert [item["text"] for item in get(workspace, "/local/state?as=ana")["ephemeral"]] == ["The late answer"]


def test_the_organisation_gives_the_cast(tmp_path: Path) -> None:
    """People of the file are in the workspace with titles, two Anas have two handles, and a visitor is there."""
    port = free_port()
    process = started(tmp_path, port)
    users: list[Json] = get(Remote(port), "/local/state")["users"]
    process.kill()
    process.join()
    assert [(user["name"], user["title"]) for user in users] == [
        ("muster", "Incident command"),
        ("ana", "On-call engineer"),
        ("bo", "Backup on-call"),
        ("ana2", "Auditor"),
        ("vera", "Visitor"),
    ]


def test_ten_thousand_messages_are_there_at_once(tmp_path: Path) -> None:
    """A long history is loaded before the first answer, newest last."""
    journal = Journal(tmp_path)
    row = {"id": "C00GENERAL", "name": "general", "creator": "U00MUSTER", "created": int(time.time())}
    journal.put("channel", "C00GENERAL", row)
    for number in range(10_000):
        ts = f"17000{number:05d}.000000"
        journal.put("message", f"C00GENERAL/{ts}", {"type": "message", "ts": ts, "user": "U00MUSTER", "text": "x"})
    journal.close()
    with running_workspace(data=tmp_path) as workspace:
        seen = slack(workspace).conversations_history(channel="C00GENERAL", limit=1)
    assert (seen["messages"][0]["ts"], seen["has_more"]) == ("1700009999.000000", True)
