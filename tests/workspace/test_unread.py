"""Each person knows what they have not seen yet, and what of it is meant for them."""

from pathlib import Path

from slack_bolt import App

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.workspace.people import Json, Person, button, get, slack
from tests.workspace.test_live_page import page_of


def news(workspace: LocalWorkspace, user: str, channel: str = "C00GENERAL") -> tuple[int, int]:
    """Unread messages and mentions of a channel, as that person's page starts with them."""
    channels = get(workspace, f"/local/glance?as={user}")["channels"]
    unread = next(one["unread"] for one in channels if one["id"] == channel)
    return unread["count"], unread["mentions"]


def waiting(workspace: LocalWorkspace, user: str) -> Json:
    """What waits for somebody of the cast."""
    people = get(workspace, "/local/people")["users"]
    found: Json = next(one["waiting"] for one in people if one["name"] == user)
    return found


def test_who_is_mentioned_counts_it(workspace: LocalWorkspace, bo: Person) -> None:
    """A message is unread for everybody but its author, and a mention for whom it names, in text or on a card."""
    bo.does("message", channel="general", text="@ana please look")
    words = {"type": "mrkdwn", "text": "Decides: <@U01ONCALL>"}
    slack(workspace).chat_postMessage(channel="C00GENERAL", text="card", blocks=[{"type": "section", "text": words}])
    assert news(workspace, "ana") == (2, 2)
    assert news(workspace, "bo") == (1, 0)
    assert news(workspace, "kim") == (2, 0)


def test_here_and_channel_are_for_everybody_in_it(workspace: LocalWorkspace, app: App) -> None:
    """`<!here>` counts as a mention for each member, not for who is elsewhere; an escaped one counts for nobody."""
    Person(workspace, "kim").does("message", channel="general", text="@here typed, not@here, <!here> only text")
    for text in ("<!here> all hands", "<!channel> it is over", "&lt;!here&gt; is how it is written"):
        app.client.chat_postMessage(channel="C00GENERAL", text=text)
    room = app.client.conversations_create(name="room")["channel"]["id"]
    app.client.conversations_invite(channel=room, users="U02BACKUP")
    app.client.chat_postMessage(channel=room, text="<!here> again")
    assert news(workspace, "bo") == (4, 3)
    assert news(workspace, "bo", room) == (1, 1)
    assert news(workspace, "ana", room) == (0, 0)


def test_a_page_waits_until_it_is_acknowledged(workspace: LocalWorkspace) -> None:
    """Everybody can see who is being paged: also once they looked, as long as the page asks to be acknowledged."""
    client = slack(workspace)
    page = client.chat_postMessage(channel="U01ONCALL", text="You are paged", blocks=[button("page_ack")])
    client.chat_postMessage(channel="U01ONCALL", text="For your information", blocks=[button("role_take")])
    assert waiting(workspace, "ana") == {"pages": 1, "mentions": 2}
    assert waiting(workspace, "bo") == {"pages": 0, "mentions": 0}
    with page_of(workspace, "bo") as other:
        Person(workspace, "ana").does("read", channel=page["channel"], ts=page["ts"])
        assert other.next("waiting")["waiting"] == {"pages": 1, "mentions": 1}
        client.chat_update(channel=page["channel"], ts=page["ts"], text="Acknowledged", blocks=[])
        assert other.next("waiting")["waiting"] == {"pages": 0, "mentions": 1}


def test_a_page_that_is_taken_back_waits_for_nobody(workspace: LocalWorkspace) -> None:
    """A deleted page is answered, so to say."""
    client = slack(workspace)
    page = client.chat_postMessage(channel="U01ONCALL", text="You are paged", blocks=[button("page_ack")])
    assert waiting(workspace, "ana")["pages"] == 1
    client.chat_delete(channel=page["channel"], ts=page["ts"])
    assert waiting(workspace, "ana") == {"pages": 0, "mentions": 0}


def test_a_thread_counts_for_whom_it_mentions(workspace: LocalWorkspace, ana: Person, bo: Person) -> None:
    """A reply makes no channel bold, unless it names the reader."""
    parent = ana.does("message", channel="general", text="what now?")["ts"]
    bo.does("message", channel="general", thread_ts=parent, text="no idea")
    bo.does("message", channel="general", thread_ts=parent, text="ask @kim")
    assert news(workspace, "ana") == (0, 0)
    assert news(workspace, "kim") == (2, 1)


def test_what_was_read_stays_read(tmp_path: Path) -> None:
    """Reading clears the count for that person alone, on all their pages, and a restart forgets nothing."""
    with running_workspace(data=tmp_path) as workspace:
        bo, kim = Person(workspace, "bo"), Person(workspace, "kim")
        ts = bo.does("message", channel="general", text="@ana look")["ts"]
        assert news(workspace, "ana") == (1, 1)
        with page_of(workspace, "ana") as page, page_of(workspace, "kim") as other:
            assert Person(workspace, "ana").does("read", channel="general", ts=ts) == {"ok": True, "error": None}
            assert page.next("unread")["unread"] == {"read": ts, "count": 0, "mentions": 0, "latest": "0"}
            told = other.next("waiting")
            assert (told["user"], told["waiting"]["mentions"]) == ("U01ONCALL", 0)
        assert kim.does("read", channel="general", ts="yesterday")["error"] == "invalid_ts"
    with running_workspace(data=tmp_path) as workspace:
        assert news(workspace, "ana") == (0, 0)
        assert news(workspace, "kim") == (1, 0)


def test_pages_hear_of_what_is_new(workspace: LocalWorkspace, bo: Person) -> None:
    """The count comes with the message, goes with it when it is deleted, and an edit changes nothing."""
    client = slack(workspace)
    with page_of(workspace, "ana") as page:
        ts = client.chat_postMessage(channel="C00GENERAL", text="<@U01ONCALL> look")["ts"]
        assert page.next("unread")["unread"] == {"read": "0", "count": 1, "mentions": 1, "latest": ts}
        client.chat_update(channel="C00GENERAL", ts=ts, text="<!here> look")
        assert news(workspace, "bo") == (1, 0)
        last = bo.does("message", channel="general", text="seen")["ts"]
        assert page.next("unread")["unread"]["count"] == 2
        client.chat_delete(channel="C00GENERAL", ts=ts)
        assert page.next("unread")["unread"] == {"read": "0", "count": 1, "mentions": 0, "latest": last}


def test_who_joins_and_leaves(workspace: LocalWorkspace, app: App) -> None:
    """A channel has news for its members only, from the moment they are in it."""
    room = app.client.conversations_create(name="room")["channel"]["id"]
    app.client.chat_postMessage(channel=room, text="<!here> first")
    assert news(workspace, "ana", room) == (0, 0)
    app.client.conversations_invite(channel=room, users="U01ONCALL")
    assert news(workspace, "ana", room) == (1, 1)
    app.client.conversations_kick(channel=room, user="U01ONCALL")
    app.client.chat_postMessage(channel=room, text="second")
    assert news(workspace, "ana", room) == (0, 0)
    app.client.conversations_invite(channel=room, users="U01ONCALL")
    assert news(workspace, "ana", room) == (2, 1)
