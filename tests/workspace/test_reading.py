"""A page reads a large workspace bit by bit, and finds things in all of it that its person may see."""

import re
import urllib.error
from pathlib import Path

import pytest
import yaml
from slack_bolt import App

from bot.organisation.load import load_organisation
from bot.workspace.app_manifest import MANIFEST, read_manifest
from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.workspace.people import Json, Person, get, slack

GENERAL = "channel=C00GENERAL"


def stretch(workspace: LocalWorkspace, asked: str) -> tuple[list[str], bool, bool]:
    """The texts of a stretch of #general, and whether there is more before and after it."""
    found = get(workspace, f"/local/history?as=ana&{GENERAL}&{asked}")
    return [message["text"] for message in found["messages"]], found["older"], found["newer"]


def hits(workspace: LocalWorkspace, user: str, words: str) -> list[str]:
    """What a search finds, each hit by its excerpt."""
    found = get(workspace, f"/local/search?as={user}&q={words.replace(' ', '%20').replace('#', '%23')}")["found"]
    return [hit["excerpt"] for hit in found]


def test_a_page_starts_without_the_messages(workspace: LocalWorkspace, bo: Person) -> None:
    """At a glance: people, channels with what is unread, nobody else's direct messages, and no message at all."""
    bo.does("message", channel="general", text="hello")
    slack(workspace).chat_postMessage(channel="U02BACKUP", text="You are paged")
    shown = get(workspace, "/local/glance?as=ana")
    assert [channel["name"] for channel in shown["channels"]] == ["general", "incidents"]
    assert not any("messages" in channel for channel in shown["channels"])
    assert {"ephemeral", "views", "homes"} < shown.keys()
    assert next(user for user in shown["users"] if user["name"] == "bo")["waiting"] == {"pages": 0, "mentions": 1}


def test_the_cast_is_shown_with_its_roles() -> None:
    """What each may take on in an incident, in words, as the organisation's file has it."""
    with running_workspace(people=load_organisation(None).people) as workspace:
        people = get(workspace, "/local/people")["users"]
    assert {user["name"]: user["roles"] for user in people}["farid"] == ["security lead", "CISO"]


def test_the_menu_of_a_message_has_the_shortcuts_of_the_app(tmp_path: Path) -> None:
    """What the manifest offers in menus is told to the page; an app without any has none."""
    manifest = yaml.safe_load(MANIFEST.read_text("utf-8"))
    offered = {"name": "Declare from this", "type": "message", "callback_id": "declare_it", "description": "x"}
    manifest["features"]["shortcuts"] = [offered]
    (tmp_path / "manifest.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    with running_workspace(manifest=read_manifest(tmp_path / "manifest.yaml")) as workspace:
        shortcuts = get(workspace, "/local/about")["shortcuts"]
    assert shortcuts == [{"callback_id": "declare_it", "name": "Declare from this", "type": "message"}]
    with running_workspace() as workspace:
        assert get(workspace, "/local/about")["shortcuts"] == []


def test_history_comes_in_stretches(workspace: LocalWorkspace, ana: Person) -> None:
    """The newest first, then what is before or after it, or around a message; replies are read with their thread."""
    ts = [ana.does("message", channel="general", text=f"m{n}")["ts"] for n in range(6)]
    ana.does("message", channel="general", thread_ts=ts[0], text="reply")
    assert stretch(workspace, "limit=2") == (["m4", "m5"], True, False)
    assert stretch(workspace, f"limit=2&before={ts[4]}") == (["m2", "m3"], True, True)
    assert stretch(workspace, f"limit=9&before={ts[1]}") == (["m0"], False, True)
    assert stretch(workspace, f"limit=2&after={ts[1]}") == (["m2", "m3"], True, True)
    assert stretch(workspace, f"limit=4&around={ts[3]}") == (["m1", "m2", "m3", "m4"], True, True)
    assert stretch(workspace, "limit=99") == ([f"m{n}" for n in range(6)], False, False)


def test_a_thread_and_single_messages(workspace: LocalWorkspace, ana: Person) -> None:
    """A thread is found by its parent or any reply; pinned messages are read by themselves."""
    first, second = (ana.does("message", channel="general", text=text)["ts"] for text in ("one", "two"))
    reply = ana.does("message", channel="general", thread_ts=first, text="reply")["ts"]
    for ts in (first, reply):
        found = get(workspace, f"/local/thread?as=bo&{GENERAL}&ts={ts}")
        assert (found["parent"], [message["text"] for message in found["messages"]]) == (first, ["one", "reply"])
    found = get(workspace, f"/local/messages?as=bo&{GENERAL}&ts={second},1700000000.000000,{first}")
    assert [message["text"] for message in found["messages"]] == ["two", "one"]


def test_words_are_found_in_texts_cards_and_names(workspace: LocalWorkspace, ana: Person, bo: Person) -> None:
    """Every word has to be there, in any case and order, the newest hit first; a mention is found by its name."""
    bo.does("message", channel="general", text="the Pool of payments is full & slow")
    ana.does("message", channel="general", text="payments again, @bo")
    text = "Approve the *rollback* of <https://git.example/v41|checkout v41>, `kubectl a_b`"
    words: Json = {"type": "mrkdwn", "text": text}
    slack(workspace).chat_postMessage(
        channel="C00GENERAL", text="a card", blocks=[{"type": "section", "block_id": "secret_id", "text": words}]
    )
    pool, again = "the Pool of payments is full & slow", "payments again, Bo Lindqvist"
    assert hits(workspace, "kim", "PAYMENTS") == [again, pool]
    assert hits(workspace, "kim", "full pool") == hits(workspace, "kim", "full %26 slow") == [pool]
    assert hits(workspace, "kim", "lindqvist") == [again]
    assert hits(workspace, "kim", "kubectl a_b") == ["a card Approve the rollback of checkout v41, kubectl a_b"]
    assert hits(workspace, "kim", "secret_id") == hits(workspace, "kim", "git.example") == []
    assert hits(workspace, "kim", "") == []


def test_a_hit_shows_the_words_with_what_stands_around_them(workspace: LocalWorkspace, ana: Person) -> None:
    """Of a long message the part with the first word, in one line."""
    ts = ana.does("message", channel="general", text="word " * 60 + "\nthe needle\n" + "more " * 60)["ts"]
    (hit,) = get(workspace, "/local/search?as=bo&q=needle")["found"]
    assert (hit["channel"], hit["ts"], hit["user"]) == ("C00GENERAL", ts, "U01ONCALL")
    assert re.fullmatch(r"… (word )+the needle (more )+.* …", hit["excerpt"])
    assert len(hit["excerpt"]) < 190


def test_a_search_is_narrowed(workspace: LocalWorkspace, ana: Person, bo: Person) -> None:
    """`in:` a channel, `from:` a person; a word that names neither is looked for as it is."""
    ana.does("message", channel="general", text="down")
    bo.does("message", channel="incidents", text="down too")
    assert hits(workspace, "kim", "down in:#general") == ["down"]
    assert hits(workspace, "kim", "down from:@bo") == ["down too"]
    assert hits(workspace, "kim", "from:bo") == ["down too"]
    assert hits(workspace, "kim", "down from:nobody") == []


def test_what_changed_is_found_as_it_is_now(workspace: LocalWorkspace) -> None:
    """An edited message is found by its new words only, a deleted one not at all."""
    client = slack(workspace)
    ts = client.chat_postMessage(channel="C00GENERAL", text="before")["ts"]
    assert hits(workspace, "ana", "before") == ["before"]
    client.chat_update(channel="C00GENERAL", ts=ts, text="after")
    assert (hits(workspace, "ana", "before"), hits(workspace, "ana", "after")) == ([], ["after"])
    client.chat_delete(channel="C00GENERAL", ts=ts)
    assert hits(workspace, "ana", "after") == []


def test_nobody_finds_what_they_cannot_see(workspace: LocalWorkspace, app: App) -> None:
    """A private channel and another's direct messages: not found, and not readable by asking for them."""
    secret = app.client.conversations_create(name="secret", is_private=True)["channel"]["id"]
    app.client.conversations_invite(channel=secret, users="U02BACKUP")
    ts = app.client.chat_postMessage(channel=secret, text="breach of data")["ts"]
    app.client.chat_postMessage(channel="U02BACKUP", text="breach: you are paged")
    assert hits(workspace, "bo", "breach") == ["breach: you are paged", "breach of data"]
    assert hits(workspace, "ana", "breach") == hits(workspace, "ana", "in:#secret breach") == []
    for door in ("history?", "thread?", "messages?"):
        with pytest.raises(urllib.error.HTTPError) as error:
            get(workspace, f"/local/{door}as=ana&channel={secret}&ts={ts}")
        assert error.value.code == 404
    with pytest.raises(urllib.error.HTTPError):
        get(workspace, "/local/search?as=nobody&q=breach")
