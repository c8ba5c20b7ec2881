"""The shortcut on a message: it declares, and the message goes along as first evidence (D3)."""

from typing import Any

from tests.handlers.harness import Harness, Person, Shown
from tests.handlers.test_hostile_text import NASTY, shown_texts
from tests.workspace.people import Json, get


def says(person: Person, text: str, channel: str = "general", **more: Any) -> str:
    """Somebody writes a message; its ts."""
    return str(person.writes(text, channel, **more)["ts"])


def opens(person: Person, ts: str, channel: str = "general") -> Shown:
    """Somebody chooses "Declare an incident from this" on a message."""
    return person.does("shortcut", callback_id="declare_from_message", channel=channel, ts=ts)


def in_thread(harness: Harness, ts: str, channel: str = "general") -> list[Json]:
    """What stands under a message."""
    found = get(harness.workspace, f"/local/state?channel={channel}")["channels"][0]["messages"]
    return [one for one in found if one.get("thread_ts") == ts and one["ts"] != ts]


def test_a_message_becomes_an_incident_and_its_first_evidence(harness: Harness, vera: Person, bo: Person) -> None:
    """Text, author, link and thread are in the channel; a link back stands under the message, once."""
    ts = says(bo, "customers cannot pay & complain")
    says(vera, "me neither, error 500", thread_ts=ts)
    says(bo, "since 14:05", thread_ts=ts)
    form = opens(vera, ts)
    assert form.view
    assert form.view["values"]["title"]["title"]["value"] == "customers cannot pay & complain"
    assert "go along as first evidence" in str(form.view["blocks"][0])
    assert vera.fills(form, title="Payments fail", severity="P1").errors == {}
    harness.settle()
    card = vera.sees("evidence:1")
    assert "*First evidence*: a message by Bo Lindqvist in <#C00GENERAL>" in card.words
    assert "/archives/C00GENERAL/p" in card.words
    assert "customers cannot pay & complain" in card.words
    assert "2 replies of its thread below" in card.words
    thread = vera.sees("evidence:1:thread")
    assert thread.thread == card.ts
    assert "Vera Novak" in thread.words and "me neither, error 500" in thread.words and "since 14:05" in thread.words
    back = [one for one in in_thread(harness, ts) if "was declared from this message" in one["text"]]
    assert len(back) == 1
    assert "INC-101 was declared from this message by Vera Novak: Payments fail" in back[0]["text"]
    timeline = vera.types("timeline", vera.room()).words
    assert "Evidence 1: message by Bo Lindqvist" in timeline
    before = len(harness.calls())
    harness.settle()
    assert len(harness.calls()) == before


def test_a_reply_brings_its_whole_thread(harness: Harness, vera: Person, bo: Person) -> None:
    """Chosen in the middle of a thread, what was said before and after goes along, and the link stands in it."""
    ts = says(bo, "is checkout slow for you?")
    reply = says(vera, "checkout times out", thread_ts=ts)
    says(bo, "same here", thread_ts=ts)
    assert vera.fills(opens(vera, reply)).errors == {}
    harness.settle()
    assert "a message by Vera Novak" in vera.sees("evidence:1").words
    thread = vera.sees("evidence:1:thread").words
    assert "is checkout slow for you?" in thread and "same here" in thread
    assert "checkout times out" not in thread
    assert any("was declared from this message" in one["text"] for one in in_thread(harness, ts))


def test_as_many_replies_as_fit(harness: Harness, vera: Person, bo: Person) -> None:
    """A long discussion is cut at its end, and says by how much."""
    ts = says(bo, "service down")
    for number in range(24):
        says(bo, f"reply {number} {'x' * 400}", thread_ts=ts)
    assert vera.fills(opens(vera, ts)).errors == {}
    harness.settle()
    card = vera.sees("evidence:1").words
    shown = vera.sees("evidence:1:thread").words
    kept = shown.count("reply ")
    assert 10 <= kept <= 20
    assert f"{kept} replies of its thread below, {24 - kept} more did not fit" in card
    assert "reply 0 " in shown


def test_what_the_bot_may_not_read_comes_from_the_click(harness: Harness, ana: Person, bo: Person) -> None:
    """A message of somebody's direct messages with another app, or of a channel that lets nobody in."""
    harness.breaks({"method": "conversations.replies", "times": 9, "do": "refuse", "error": "channel_not_found"})
    ts = says(bo, "the vendor writes: eu-west is down")
    assert ana.fills(opens(ana, ts), severity="P2").errors == {}
    harness.settle()
    card = ana.sees("evidence:1").words
    assert "the vendor writes: eu-west is down" in card
    assert "Its thread could not be read: Muster is not in that channel." in card


def test_slack_is_slow_and_the_evidence_comes_later(harness: Harness, vera: Person, bo: Person) -> None:
    """The form opens and declares without a look into Slack; the worker tries until Slack answers."""
    ts = says(bo, "service down")
    harness.breaks({"method": "conversations.replies", "times": 2, "do": "500"})
    assert vera.fills(opens(vera, ts)).errors == {}
    harness.settle()
    assert vera.finds("evidence:1") is None
    harness.passes(seconds=6)
    harness.passes(seconds=6)
    assert "service down" in vera.sees("evidence:1").words
    assert [key for key in vera.cards() if key == "evidence:1"] == ["evidence:1"]


def test_a_private_conversation_ticks_private(harness: Harness, ana: Person) -> None:
    """Words said among few are not shown to all by default, and no link back tells of a private incident."""
    ana.types("declare P1 keys leaked --private")
    harness.settle()
    name = ana.room()
    ts = says(ana, "the search keys leaked too", name)
    form = opens(ana, ts, name)
    assert form.view
    assert [one["value"] for one in form.view["values"]["private"]["private"]["selected_options"]] == ["private"]
    assert "The message is from a private conversation" in str(form.view["blocks"][0])
    assert ana.fills(form).errors == {}
    harness.settle()
    assert ana.sees("evidence:1", "INC-102")
    assert ana.finds("origin", "INC-102") is None
    assert in_thread(harness, ts, name) == []
    assert harness.person("vera").cards("INC-102") == []


def test_hostile_text_and_alerts_of_other_apps(harness: Harness, vera: Person) -> None:
    """Nothing of a message becomes markup; what an alert has in its attachments is read."""
    ts = says(vera, NASTY)
    says(vera, NASTY, thread_ts=ts)
    form = opens(vera, ts)
    assert vera.fills(form).errors == {}
    harness.settle()
    assert "<!channel>" in vera.sees("evidence:1").words
    for text in shown_texts(get(harness.workspace, "/local/state")):
        for harm in ("<!channel>", "<b>", "<https://x.example"):
            assert harm not in text or text == NASTY or "&lt;!channel" not in text, text


def test_after_an_error_the_form_keeps_what_it_carries(harness: Harness, vera: Person, bo: Person) -> None:
    """An open incident of the service is asked about first; the evidence still goes along (D14)."""
    vera.types("declare one --service checkout")
    ts = says(bo, "checkout is slow")
    form = opens(vera, ts)
    again = vera.fills(form, service="checkout")
    assert "INC-101 is open for checkout already" in str(again.view)
    assert vera.fills(again).errors == {}
    harness.settle()
    assert "a message by Bo Lindqvist" in vera.sees("evidence:1", "INC-102").words
