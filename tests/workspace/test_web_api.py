"""The Web API answers the real SDK as Slack does, errors included."""

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.app_manifest import AppManifest
from bot.workspace.embedded import LocalWorkspace, running_workspace
from bot.workspace.methods import METHODS
from bot.workspace.tiers import CALLS_A_MINUTE
from tests.workspace.people import Json, Person, get, slack

GENERAL = "C00GENERAL"


@pytest.fixture
def client(workspace: LocalWorkspace) -> WebClient:
    """The bot's client."""
    return slack(workspace)


def refused(client: WebClient, method: str, **arguments: Any) -> str:
    """The error word of a call that must fail."""
    with pytest.raises(SlackApiError) as error:
        client.api_call(method, json=arguments)
    return str(error.value.response["error"])


def test_the_token_is_checked(workspace: LocalWorkspace) -> None:
    """No token, a wrong one, the app's for a bot's method and the other way round are told apart."""
    words = []
    for token, method in (
        (None, "auth.test"),
        ("xoxb-other", "auth.test"),
        ("xapp-local", "auth.test"),
        ("xoxb-local", "apps.connections.open"),
        ("xoxb-local", "chat.shout"),
    ):
        words.append(refused(WebClient(token, base_url=workspace.api_url), method))
    assert words == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
        "not_allowed_token_type",
        "unknown_method",
    ]


def test_forms_json_and_tokens_in_the_body_are_one(workspace: LocalWorkspace) -> None:
    """The same call in each encoding has the same answer; broken JSON is told."""
    blocks = [{"type": "divider", "block_id": "d"}]
    form = urllib.parse.urlencode(
        {
            "token": "xoxb-local",
            "channel": GENERAL,
            "text": "a",
            "blocks": json.dumps(blocks),
        }
    ).encode()
    body = json.dumps({"channel": GENERAL, "text": "a", "blocks": blocks}).encode()
    headers = {"Authorization": "Bearer xoxb-local"}
    answers = [
        call(workspace, form, {"Content-Type": "application/x-www-form-urlencoded"}),
        call(workspace, body, headers | {"Content-Type": "application/json; charset=utf-8"}),
        call(workspace, b"{", headers | {"Content-Type": "application/json"}),
        call(workspace, b"[]", headers | {"Content-Type": "application/json"}),
    ]
    assert answers[0]["message"]["blocks"] == answers[1]["message"]["blocks"] == blocks
    assert [answer["error"] for answer in answers[2:]] == ["invalid_json", "json_not_object"]


def call(workspace: LocalWorkspace, body: bytes, headers: dict[str, str]) -> Json:
    """A raw chat.postMessage."""
    request = urllib.request.Request(f"{workspace.api_url}chat.postMessage", body, headers)
    with urllib.request.urlopen(request) as answer:
        found: Json = json.load(answer)
    return found


def test_every_method_has_a_rate(workspace: LocalWorkspace) -> None:
    """A method without a tier could be called without end."""
    assert set(METHODS) == set(CALLS_A_MINUTE)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "invalid_name_required"),
        ("Incident", "invalid_name_specials"),
        ("incident 1", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
    ],
)
def test_channel_names(client: WebClient, name: str, word: str) -> None:
    """Slack's rules for names, each with its own word."""
    assert refused(client, "conversations.create", name=name) == word


def test_the_name_of_an_archived_channel_stays_taken(client: WebClient) -> None:
    """An archived channel takes no message, no pin, no second archiving, and keeps its name."""
    channel = client.conversations_create(name="incident-1")["channel"]["id"]
    ts = client.chat_postMessage(channel=channel, text="x")["ts"]
    client.conversations_archive(channel=channel)
    assert refused(client, "conversations.create", name="incident-1") == "name_taken"
    assert refused(client, "conversations.archive", channel=channel) == "already_archived"
    assert refused(client, "chat.postMessage", channel=channel, text="x") == "is_archived"
    assert refused(client, "pins.add", channel=channel, timestamp=ts) == "is_archived"
    assert refused(client, "chat.update", channel=channel, ts=ts, text="y") == "is_inactive"
    client.conversations_unarchive(channel=channel)
    assert client.chat_postMessage(channel=channel, text="x")["ok"]


def test_invitations(client: WebClient) -> None:
    """One person twice, the bot, a stranger; several at once are all or nobody unless forced."""
    channel = client.conversations_create(name="incident-1")["channel"]["id"]
    client.conversations_invite(channel=channel, users=["U01ONCALL", "U02BACKUP"])
    assert refused(client, "conversations.invite", channel=channel, users="U01ONCALL") == "already_in_channel"
    assert refused(client, "conversations.invite", channel=channel, users="U00MUSTER") == "cant_invite_self"
    assert refused(client, "conversations.invite", channel=channel, users="U99NOBODY") == "user_not_found"
    mixed = "U03OWNER,U01ONCALL"
    assert refused(client, "conversations.invite", channel=channel, users=mixed) == "already_in_channel"
    assert "U03OWNER" not in client.conversations_members(channel=channel)["members"]
    forced = client.conversations_invite(channel=channel, users=mixed, force=True)
    assert forced["errors"] == [{"user": "U01ONCALL", "ok": False, "error": "already_in_channel"}]
    client.conversations_kick(channel=channel, user="U01ONCALL")
    assert client.conversations_members(channel=channel)["members"] == ["U00MUSTER", "U02BACKUP", "U03OWNER"]


def test_a_channel_the_bot_is_not_in(client: WebClient, ana: Person) -> None:
    """It cannot post, pin or read there until it joins; a private one does not exist for it."""
    channel = client.conversations_create(name="other")["channel"]["id"]
    secret = client.conversations_create(name="secret", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=secret, users="U01ONCALL")
    for left in (channel, secret):
        client.conversations_leave(channel=left)
    ts = ana.does("message", channel="other", text="x")["ts"]
    assert refused(client, "chat.postMessage", channel=channel, text="x") == "not_in_channel"
    assert refused(client, "pins.add", channel=channel, timestamp=ts) == "not_in_channel"
    assert refused(client, "conversations.history", channel=channel) == "not_in_channel"
    assert refused(client, "chat.postMessage", channel=secret, text="x") == "channel_not_found"
    assert client.conversations_join(channel=channel)["ok"]
    assert client.conversations_join(channel=channel)["warning"] == "already_in_channel"
    assert refused(client, "chat.update", channel=channel, ts=ts, text="y") == "cant_update_message"
    assert refused(client, "chat.delete", channel=channel, ts=ts) == "cant_delete_message"


def test_posting(client: WebClient) -> None:
    """A user id means direct messages; empty, too long, unknown places and threads are refused."""
    page = client.chat_postMessage(channel="U01ONCALL", text="You are paged")
    opened = client.conversations_open(users="U01ONCALL")
    assert page["channel"] == opened["channel"]["id"]
    assert opened["already_open"]
    assert refused(client, "chat.postMessage", channel=GENERAL) == "no_text"
    assert refused(client, "chat.postMessage", channel=GENERAL, text="x" * 40_001) == "msg_too_long"
    assert refused(client, "chat.postMessage", channel="C404", text="x") == "channel_not_found"
    assert refused(client, "chat.postMessage", text="x") == "invalid_arguments"
    assert refused(client, "chat.postMessage", channel=GENERAL, text="x", thread_ts="1.000001") == "thread_not_found"
    assert refused(client, "chat.postMessage", channel=GENERAL, text="x", blocks="[") == "invalid_blocks_format"
    assert (
        refused(client, "chat.postMessage", channel=GENERAL, text="x", metadata={"a": 1}) == "invalid_metadata_format"
    )
    assert refused(client, "chat.postEphemeral", channel=GENERAL, user="U99", text="x") == "user_not_in_channel"


def test_an_update_keeps_what_is_not_given(client: WebClient) -> None:
    """Blocks and metadata stay when only text comes, and go when empty ones come; timestamps only grow."""
    metadata = {"event_type": "muster_card", "event_payload": {"incident": "INC-1", "key": "status"}}
    blocks = [{"type": "divider", "block_id": "d"}]
    ts = client.chat_postMessage(channel=GENERAL, text="a", blocks=blocks, metadata=metadata)["ts"]
    kept = client.chat_update(channel=GENERAL, ts=ts, text="b")["message"]
    gone = client.chat_update(channel=GENERAL, ts=ts, text="c", blocks=[], metadata={})["message"]
    assert (kept["text"], kept["blocks"], kept["metadata"]) == ("b", blocks, metadata)
    assert (gone["text"], gone["blocks"], gone["metadata"]) == ("c", [], {})
    assert refused(client, "chat.update", channel=GENERAL, ts="1.000001", text="x") == "message_not_found"
    assert refused(client, "chat.update", channel=GENERAL, ts=ts) == "no_text"


def test_history_is_found_by_metadata_and_window(client: WebClient) -> None:
    """Metadata comes only when asked for; oldest and latest are outside unless inclusive; replies are not there."""
    metadata = {"event_type": "muster_card", "event_payload": {"key": "status"}}
    stamps = [client.chat_postMessage(channel=GENERAL, text=str(n), metadata=metadata)["ts"] for n in range(5)]
    client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=stamps[0])
    client.chat_postMessage(channel=GENERAL, text="loud", thread_ts=stamps[0], reply_broadcast=True)
    plain = client.conversations_history(channel=GENERAL)["messages"]
    assert [message["text"] for message in plain] == ["loud", "4", "3", "2", "1", "0"]
    assert not any("metadata" in message for message in plain)
    inside = client.conversations_history(
        channel=GENERAL, oldest=stamps[1], latest=stamps[3], include_all_metadata=True
    )["messages"]
    assert [(message["text"], message["metadata"]) for message in inside] == [("2", metadata)]
    ends = client.conversations_history(channel=GENERAL, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in ends["messages"]] == ["3", "2", "1"]
    thread = client.conversations_replies(channel=GENERAL, ts=stamps[0])["messages"]
    assert [message["text"] for message in thread] == ["0", "reply", "loud"]
    assert sorted(stamps) == stamps


def test_long_lists_come_in_pages(client: WebClient) -> None:
    """The cursor leads through all of it; a broken one is refused."""
    for number in range(5):
        client.chat_postMessage(channel=GENERAL, text=str(number))
    texts = []
    for page in client.conversations_history(channel=GENERAL, limit=2):
        texts += [message["text"] for message in page["messages"]]
    assert texts == ["4", "3", "2", "1", "0"]
    assert refused(client, "conversations.history", channel=GENERAL, cursor="x") == "invalid_cursor"
    assert refused(client, "conversations.history", channel=GENERAL, limit=0) == "invalid_limit"


def test_pins_bookmarks_and_reactions(client: WebClient) -> None:
    """Each is there once, is listed, and can be taken away once."""
    ts = client.chat_postMessage(channel=GENERAL, text="x")["ts"]
    for add, remove, again, gone, extra in (
        ("pins.add", "pins.remove", "already_pinned", "no_pin", {}),
        ("reactions.add", "reactions.remove", "already_reacted", "no_reaction", {"name": "eyes"}),
    ):
        place = {"channel": GENERAL, "timestamp": ts, **extra}
        assert client.api_call(add, json=place)["ok"]
        assert refused(client, add, **place) == again
        assert client.api_call(remove, json=place)["ok"]
        assert refused(client, remove, **place) == gone
    assert refused(client, "pins.add", channel=GENERAL, timestamp="1.000001") == "message_not_found"
    added = client.bookmarks_add(channel_id=GENERAL, title="Card", type="link", link="https://example.com")
    assert (
        refused(client, "bookmarks.add", channel_id=GENERAL, title="C", type="link", link="file:///x")
        == "invalid_link"
    )
    client.bookmarks_edit(channel_id=GENERAL, bookmark_id=added["bookmark"]["id"], title="Status")
    assert [mark["title"] for mark in client.bookmarks_list(channel_id=GENERAL)["bookmarks"]] == ["Status"]
    client.bookmarks_remove(channel_id=GENERAL, bookmark_id=added["bookmark"]["id"])
    assert refused(client, "bookmarks.remove", channel_id=GENERAL, bookmark_id="Bk1") == "not_found"


def test_a_deleted_message_takes_its_pin_along(client: WebClient, ana: Person, workspace: LocalWorkspace) -> None:
    """The state shows neither, and the thread of a deleted reply counts one less."""
    parent = client.chat_postMessage(channel=GENERAL, text="x")["ts"]
    reply = client.chat_postMessage(channel=GENERAL, text="y", thread_ts=parent)["ts"]
    client.pins_add(channel=GENERAL, timestamp=reply)
    client.chat_delete(channel=GENERAL, ts=reply)
    channel = get(workspace, "/local/state?channel=general")["channels"][0]
    assert [message["text"] for message in channel["messages"]] == ["x"]
    assert channel["pins"] == []
    assert "reply_count" not in channel["messages"][0]


def test_a_deleted_message_with_replies_leaves_a_tombstone(client: WebClient, workspace: LocalWorkspace) -> None:
    """The thread can still be read; when the last reply goes, the tombstone goes, too."""
    parent = client.chat_postMessage(channel=GENERAL, text="x")["ts"]
    reply = client.chat_postMessage(channel=GENERAL, text="y", thread_ts=parent)["ts"]
    client.chat_delete(channel=GENERAL, ts=parent)
    stone, kept = get(workspace, "/local/state?channel=general")["channels"][0]["messages"]
    assert (stone["subtype"], stone["text"], stone["reply_count"]) == ("tombstone", "This message was deleted.", 1)
    assert kept["text"] == "y"
    assert refused(client, "chat.update", channel=GENERAL, ts=parent, text="z") == "cant_update_message"
    client.chat_delete(channel=GENERAL, ts=reply)
    assert get(workspace, "/local/state?channel=general")["channels"][0]["messages"] == []


def test_topic_purpose_and_name(client: WebClient, workspace: LocalWorkspace) -> None:
    """They are shown in the state, and 251 characters are too many."""
    channel = client.conversations_create(name="incident-1")["channel"]["id"]
    client.conversations_setTopic(channel=channel, topic="P0 Critical")
    client.conversations_setPurpose(channel=channel, purpose="INC-1")
    client.conversations_rename(channel=channel, name="incident-2")
    assert refused(client, "conversations.setTopic", channel=channel, topic="x" * 251) == "too_long"
    shown = get(workspace, "/local/state?channel=incident-2")["channels"][0]
    assert (shown["topic"], shown["purpose"]) == ("P0 Critical", "INC-1")
    assert refused(client, "conversations.rename", channel=channel, name="general") == "name_taken"


def test_people_are_found(client: WebClient) -> None:
    """By id, by email, in lists of members and channels."""
    assert client.users_info(user="U05DEPLOY")["user"]["profile"]["title"] == "Deployment manager"
    assert client.users_lookupByEmail(email="KIM@example.com")["user"]["id"] == "U05DEPLOY"
    assert refused(client, "users.info", user="U404") == "user_not_found"
    assert refused(client, "users.lookupByEmail", email="x@example.com") == "users_not_found"
    assert len(client.users_list()["members"]) == 14
    joined = client.users_conversations(user="U13VISITOR")["channels"]
    assert [channel["name"] for channel in joined] == ["general", "incidents"]


def test_a_link_leads_to_a_message(client: WebClient) -> None:
    """Permalinks name the channel, the timestamp and the thread."""
    parent = client.chat_postMessage(channel=GENERAL, text="x")["ts"]
    reply = client.chat_postMessage(channel=GENERAL, text="y", thread_ts=parent)["ts"]
    link = client.chat_getPermalink(channel=GENERAL, message_ts=reply)["permalink"]
    assert link.endswith(f"/archives/{GENERAL}/p{reply.replace('.', '')}?thread_ts={parent}&cid={GENERAL}")


def test_a_file_is_uploaded_and_shown(client: WebClient, ana: Person, workspace: LocalWorkspace) -> None:
    """The SDK's own three-step upload ends in one message with the file, and its bytes come back."""
    client.files_upload_v2(channel=GENERAL, content="timeline", filename="timeline.md", initial_comment="The record")
    message = ana.sees("general")[0]
    assert (message["text"], message["files"][0]["name"]) == ("The record", "timeline.md")
    with urllib.request.urlopen(message["files"][0]["url_private"]) as answer:
        assert answer.read() == b"timeline"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_missing_scope_is_told() -> None:
    """An app whose manifest forgot pins:write hears so here, not first in Slack."""
    with running_workspace(manifest=AppManifest(scopes=frozenset({"chat:write"}))) as workspace:
        client = slack(workspace)
        ts = client.chat_postMessage(channel=GENERAL, text="x")["ts"]
        assert refused(client, "pins.add", channel=GENERAL, timestamp=ts) == "missing_scope"
        assert client.auth_test().headers["x-oauth-scopes"] == "chat:write"


def test_home_and_modal_are_not_mixed_up(client: WebClient, app: App) -> None:
    """A modal cannot be published, an unknown person has no home, an old hash is refused."""
    home: Json = {"type": "home", "blocks": []}
    published = client.views_publish(user_id="U01ONCALL", view=home)["view"]
    client.views_publish(user_id="U01ONCALL", view=home, hash=published["hash"])
    assert refused(client, "views.publish", user_id="U01ONCALL", view=home, hash=published["hash"]) == "hash_conflict"
    assert refused(client, "views.publish", user_id="U404", view=home) == "invalid_arguments"
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    assert refused(client, "views.publish", user_id="U01ONCALL", view=modal) == "invalid_arguments"
    assert refused(client, "views.update", view_id="V404", view=modal) == "not_found"
