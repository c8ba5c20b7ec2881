"""People write, react and open the home tab, and the app hears of what it is subscribed to."""

import threading

from slack_bolt import App, Say
from slack_sdk import WebClient

from bot.workspace.embedded import LocalWorkspace
from tests.workspace.people import Json, Person, connected, get


def test_a_mention_is_heard_and_answered_in_a_thread(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """A typed @muster is a mention; the answer counts as a reply of the message."""

    @app.event("message")
    def ignore() -> None:
        pass

    @app.event("app_mention")
    def answer(event: Json, say: Say) -> None:
        say(text=f"Hello <@{event['user']}>", thread_ts=event["ts"])

    with connected(workspace, app):
        seen = ana.does("message", channel="general", text="@muster what is open? write to ops@muster.example")
    parent, reply = ana.sees("general")
    assert seen["ts"] == parent["ts"]
    assert parent["text"] == "<@U00MUSTER> what is open? write to ops@muster.example"
    assert (reply["text"], reply["thread_ts"]) == ("Hello <@U01ONCALL>", parent["ts"])
    assert (parent["reply_count"], parent["latest_reply"]) == (1, reply["ts"])


def test_the_app_hears_messages_only_where_it_is(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Direct messages and channels with the bot are heard; a channel it left is not."""
    heard: list[tuple[str, str]] = []

    @app.event("message")
    def listen(event: Json) -> None:
        heard.append((event["channel_type"], event["text"]))

    channel = app.client.conversations_create(name="quiet")["channel"]["id"]
    app.client.conversations_invite(channel=channel, users="U01ONCALL")
    app.client.conversations_leave(channel=channel)
    with connected(workspace, app):
        ana.does("message", channel="@muster", text="hi")
        assert ana.does("message", channel="quiet", text="secret")["ack_ms"] is None
        ana.does("message", channel="general", text="all")
    assert heard == [("im", "hi"), ("channel", "all")]


def test_reactions_are_counted_and_told(workspace: LocalWorkspace, app: App, ana: Person, bo: Person) -> None:
    """Two people react with the same emoji, once each; the app hears of both and of who wrote the message."""
    told: list[Json] = []

    @app.event("reaction_added")
    def added(event: Json) -> None:
        told.append(event)

    ts = app.client.chat_postMessage(channel="C00GENERAL", text="x")["ts"]
    with connected(workspace, app):
        for person in (ana, bo):
            assert person.does("react", channel="general", ts=ts, name=":eyes:")["ok"]
        assert ana.does("react", channel="general", ts=ts, name="eyes")["error"] == "already_reacted"
    assert ana.sees("general")[0]["reactions"] == [{"name": "eyes", "users": ["U01ONCALL", "U02BACKUP"], "count": 2}]
    assert [(event["reaction"], event["user"], event["item_user"]) for event in told] == [
        ("eyes", "U01ONCALL", "U00MUSTER"),
        ("eyes", "U02BACKUP", "U00MUSTER"),
    ]


def test_a_joining_person_is_told(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Whoever is invited, or writes into a public channel, becomes a member and the app hears of it."""
    joined = threading.Barrier(2, timeout=10)
    users: list[str] = []

    @app.event("member_joined_channel")
    def on_join(event: Json) -> None:
        users.append(event["user"])
        joined.wait()

    @app.event("message")
    def ignore() -> None:
        pass

    channel = app.client.conversations_create(name="incident-1")["channel"]["id"]
    with connected(workspace, app):
        app.client.conversations_invite(channel=channel, users="U02BACKUP")
        joined.wait()
        ana.does("message", channel="incident-1", text="here")
        joined.wait()
    assert users == ["U02BACKUP", "U01ONCALL"]
    assert app.client.conversations_members(channel=channel)["members"] == ["U00MUSTER", "U02BACKUP", "U01ONCALL"]


def test_the_home_tab_shows_what_is_published(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Opening the tab tells the app, and the answer holds the view it publishes."""

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "divider", "block_id": event["tab"]}]}
        client.views_publish(user_id=event["user"], view=view)

    with connected(workspace, app):
        seen = ana.does("home")
    assert seen["view"]["blocks"] == [{"type": "divider", "block_id": "home"}]
    assert list(get(workspace, "/local/state")["homes"]) == ["U01ONCALL"]


def test_messages_nobody_listens_to_are_kept(ana: Person) -> None:
    """Without a bot a person can write all the same, and empty text or a strange channel is refused."""
    assert ana.does("message", channel="general", text="anybody?")["ok"]
    assert ana.sees("general")[0]["text"] == "anybody?"
    assert ana.does("message", channel="general", text="")["error"] == "no_text"
    assert ana.does("message", channel="nowhere", text="x")["error"] == "channel_not_found"
    assert ana.does("message", channel="general", text="x" * 40_001)["error"] == "msg_too_long"
    assert ana.does("message", channel="general", text="x", thread_ts="1.000001")["error"] == "message_not_found"


def test_a_private_channel_is_there_for_its_members(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Others do not see it in their state, nor can they write or command there."""
    channel = app.client.conversations_create(name="incident-secret", is_private=True)["channel"]["id"]
    app.client.conversations_invite(channel=channel, users="U01ONCALL")
    names = {
        user: {c["name"] for c in get(workspace, f"/local/state?as={user}")["channels"]} for user in ("ana", "bo")
    }
    assert "incident-secret" in names["ana"]
    assert "incident-secret" not in names["bo"]
    assert ana.does("message", channel="incident-secret", text="x")["ok"]
    bo = Person(workspace, "bo")
    assert bo.does("message", channel="incident-secret", text="x")["error"] == "channel_not_found"
    assert bo.command("status", channel=channel)["error"] == "channel_not_found"
