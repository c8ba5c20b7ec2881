"""People speak to the bot: it offers to declare, once, and never to a bot (D2)."""

from collections.abc import Sequence
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.workspace.wire import BOT_USER
from tests.handlers.harness import Hands, Harness, Person, Shown
from tests.workspace.people import Json, get

MENTION = f"<@{BOT_USER}>"


def answers(harness: Harness, channel: str) -> list[Json]:
    """What Muster posted in a channel, its answers to plain words."""
    found = get(harness.workspace, f"/local/state?channel={channel}")["channels"][0]["messages"]
    payloads = [((one.get("metadata") or {}).get("event_payload") or {}, one) for one in found]
    return [one for payload, one in payloads if payload.get("key") == "offer"]


def says(harness: Harness, person: Person, text: str, channel: str = "general", **more: Any) -> Json:
    """Somebody writes; afterwards everything that is due is done. Gives the workspace's answer, with the ts."""
    answer = person.writes(text, channel, **more)
    harness.settle()
    return answer


def shown(message: Json, channel: str) -> Shown:
    """A message of Muster's as something to press on."""
    return Shown(message["text"], message["blocks"], message["ts"], channel, thread=message.get("thread_ts", ""))


def test_a_mention_is_answered_with_an_offer(harness: Harness, vera: Person, bo: Person) -> None:
    """In its thread: what would be declared, how bad, and that nothing happens by itself; one click declares."""
    said = says(harness, vera, f"{MENTION} P0 incident: checkout is down")
    (answer,) = answers(harness, "general")
    assert answer["thread_ts"] == said["ts"]
    offer = shown(answer, "C00GENERAL")
    assert "*Declare this as an incident?* checkout is down" in offer.words
    assert "P0 Critical · service checkout" in offer.words
    assert "Nothing happens until somebody presses." in offer.words
    assert offer.buttons == ["Declare P0 incident", "Change it first…"]
    assert vera.types("list").words.startswith("No incident is open")
    done = bo.presses("Declare P0 incident", offer)
    assert "INC-101 is declared: checkout is down" in done.words
    harness.settle()
    (after,) = answers(harness, "general")
    assert after["ts"] == answer["ts"]
    assert shown(after, "").buttons == []
    assert f"*done · INC-101 was declared from this*: checkout is down → <#{room(bo)}>" in shown(after, "").words
    assert bo.sees("status").words.startswith("P0 Critical · checkout is down")
    assert [key for key in bo.cards() if key.startswith(("evidence", "origin"))] == [], "the report has it all"


def room(person: Person) -> str:
    return str(person.channels()[person.room()]["id"])


def test_two_who_press_declare_once(harness: Harness, vera: Person, bo: Person) -> None:
    """The second hears who was quicker; pressing again oneself is pressing once."""
    says(harness, vera, f"{MENTION} system outage")
    offer = shown(answers(harness, "general")[0], "C00GENERAL")
    assert "INC-101 is declared" in vera.presses("Declare incident", offer).words
    assert "INC-101 is declared" in vera.presses("Declare incident", offer).words
    said = bo.presses("Declare incident", offer)
    assert said.words == "Vera Novak was quicker: INC-101 is declared from this already. `/incident join INC-101`"
    assert vera.types("list").text == "1 open: INC-101"


def test_the_offer_can_be_changed_first(harness: Harness, vera: Person) -> None:
    """The form has text, severity and service; submitted, the offer is done."""
    says(harness, vera, f"{MENTION} sev-2: payments are failing")
    offer = shown(answers(harness, "general")[0], "C00GENERAL")
    form = vera.presses("Change it first…", offer)
    assert form.view
    values = form.view["values"]
    assert values["title"]["title"]["value"] == "payments are failing"
    assert values["severity"]["severity"]["selected_option"]["value"] == "P1"
    assert values["service"]["service"]["selected_option"]["value"] == "payments"
    assert vera.fills(form, title="half of the payments fail").errors == {}
    harness.settle()
    assert "INC-101 was declared from this" in shown(answers(harness, "general")[0], "").words
    assert "half of the payments fail" in vera.sees("status").words


def test_in_a_thread_the_thread_is_the_evidence(harness: Harness, vera: Person, bo: Person) -> None:
    """Whoever calls the bot into a discussion brings the discussion along."""
    first = says(harness, bo, "customers say they cannot pay", "general")
    says(harness, vera, "I see 500s since 14:05", thread_ts=first["ts"])
    says(harness, vera, f"{MENTION} production issue detected", thread_ts=first["ts"])
    (answer,) = answers(harness, "general")
    assert answer["thread_ts"] == first["ts"]
    vera.presses("Declare incident", shown(answer, "C00GENERAL"))
    harness.settle()
    card = vera.sees("evidence:1")
    assert "a message by Bo Lindqvist in <#C00GENERAL>" in card.words
    assert "customers say they cannot pay" in card.words
    thread = vera.sees("evidence:1:thread").words
    assert "I see 500s since 14:05" in thread
    assert "Declare this" not in thread


def test_what_is_no_wish_gets_short_help(harness: Harness, vera: Person) -> None:
    """A way to declare all the same with the words that were said, in any language, and the commands that matter."""
    says(harness, vera, f"{MENTION} der Checkout ist ausgefallen")
    (answer,) = answers(harness, "general")
    assert "Tell me what is broken" in answer["text"]
    form = vera.presses("Declare an incident…", shown(answer, "C00GENERAL"))
    assert form.view
    assert form.view["values"]["title"]["title"]["value"] == "der Checkout ist ausgefallen"
    assert vera.fills(form, title="checkout is down").errors == {}
    assert "INC-101 is declared" in vera.channels()["@vera"]["messages"][-1]["text"]


def test_a_direct_message_is_understood_too(harness: Harness, vera: Person) -> None:
    """No mention needed; the answer stands below, not in a thread."""
    says(harness, vera, "checkout is down", "@muster")
    answer = vera.channels()["@vera"]["messages"][-1]
    assert "thread_ts" not in answer
    done = vera.presses("Declare incident", shown(answer, vera.channels()["@vera"]["id"]))
    assert "INC-101 is declared: checkout is down" in done.words
    harness.settle()
    says(harness, vera, "thank you", "@muster")
    assert "Tell me what is broken" in vera.channels()["@vera"]["messages"][-1]["text"]


def test_a_mention_that_slack_tells_twice_is_answered_once(harness: Harness, vera: Person) -> None:
    """A retry, an edit of the same message, and the same event on two ways: one answer."""
    said = says(harness, vera, f"{MENTION} service down")
    event = {
        "type": "app_mention", "user": "U13VISITOR", "text": f"{MENTION} service down", "ts": said["ts"],
        "channel": "C00GENERAL", "event_ts": said["ts"],
    }  # fmt: skip
    for retry in (1, 2):
        assert tell(harness, event, retry) == 200
        harness.settle()
    assert tell(harness, {**event, "edited": {"user": "U13VISITOR", "ts": "1.2"}}) == 200
    harness.settle()
    assert len(answers(harness, "general")) == 1


def tell(harness: Harness, event: Json, retry: int = 0) -> int:
    """What the bot answers when Slack tells of an event."""
    body = {"type": "event_callback", "event": event, "event_id": "Ev1", "team_id": "T00LOCAL"}
    headers: dict[str, str | Sequence[str]] = {"x-slack-retry-num": [str(retry)]} if retry else {}
    status = harness.bot.app.dispatch(BoltRequest(mode="socket_mode", body=body, headers=headers)).status
    Hands.rest()
    return int(status)


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"}, {"subtype": "bot_message"}, {"subtype": "message_changed"}, {"subtype": "channel_join"},
        {"user": ""}, {"channel_type": "channel"}, {"hidden": True},
    ],
)  # fmt: skip
def test_bots_edits_and_other_channels_get_no_answer(harness: Harness, more: Json) -> None:
    """Two bots would talk for ever; what is said in channels without a mention is not for us."""
    event = {
        "type": "message", "channel_type": "im", "user": "U13VISITOR", "text": "service down", "channel": "DVISITOR",
        "ts": "1763693460.000100",
    }  # fmt: skip
    assert tell(harness, {**event, **more}) == 200
    assert not harness.bot.muster.offers.read("DVISITOR-1763693460.000100")
    assert tell(harness, event) == 200
    assert harness.bot.muster.offers.read("DVISITOR-1763693460.000100")


def test_what_cannot_be_kept_is_not_acknowledged(harness: Harness) -> None:
    """While the storage hangs, Slack is not told that it was heard, and tells again."""
    event = {
        "type": "message", "channel_type": "im", "user": "U13VISITOR", "text": "service down", "channel": "DVISITOR",
        "ts": "1763693460.000100",
    }  # fmt: skip
    with harness.redis.away():
        assert tell(harness, event) == 503
    assert tell(harness, event, retry=1) == 200


def test_from_a_private_channel_it_is_declared_in_private(harness: Harness, ana: Person, bo: Person) -> None:
    """What is said among few is not shown to all by one click."""
    ana.types("declare P1 keys leaked --private")
    harness.settle()
    ana.types("assign comms @bo", ana.room())
    harness.settle()
    name = ana.room()
    says(harness, ana, f"{MENTION} search is down as well", name)
    (answer,) = answers(harness, name)
    offer = shown(answer, room(ana))
    assert "private, as this channel is" in offer.words
    assert "This channel is INC-101's already" in offer.words
    ana.presses("Declare incident, private", offer)
    harness.settle()
    assert "An incident was declared from this, in private." in answers(harness, name)[0]["text"]
    assert harness.person("vera").cards("INC-102") == []
    assert "· private" in ana.sees("status", "INC-102").words


def test_slack_need_not_say_that_a_channel_is_private(harness: Harness, ana: Person) -> None:
    """A mention does not tell it: it is looked up before anything is offered."""
    ana.types("declare P1 keys leaked --private")
    harness.settle()
    ts = ana.writes("the search is down as well", ana.room())["ts"]
    event = {
        "type": "app_mention", "user": "U01ONCALL", "text": f"{MENTION} the search is down as well", "ts": ts,
        "channel": room(ana),
    }  # fmt: skip
    assert tell(harness, event) == 200
    harness.settle()
    (answer,) = answers(harness, ana.room())
    ana.presses("Declare incident, private", shown(answer, room(ana)))
    harness.settle()
    assert "· private" in ana.sees("status", "INC-102").words


def test_hostile_words_stay_words(harness: Harness, vera: Person) -> None:
    """Nothing of what somebody says to the bot becomes markup in its answer."""
    says(harness, vera, f"{MENTION} service down <!channel> *x* & <https://x.example|y> `z`")
    (answer,) = answers(harness, "general")
    for harm in ("<!channel>", "<https://x.example"):
        assert harm not in str(answer["blocks"]) + answer["text"]
    vera.presses("Declare incident", shown(answer, "C00GENERAL"))
    harness.settle()
    title = vera.sees("status").blocks[0]["text"]["text"]
    assert "service down <!channel> *x* & <https://x.example|y> `z`" in title


def test_a_lost_answer_is_not_posted_twice(harness: Harness, vera: Person) -> None:
    """Slack posted it and the answer was lost: it is looked for before it is said again."""
    harness.breaks({"method": "chat.postMessage", "times": 1, "do": "lose_answer"})
    says(harness, vera, f"{MENTION} service down")
    harness.passes(seconds=30)
    assert len(answers(harness, "general")) == 1
