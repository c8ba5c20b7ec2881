"""People speak to the bot: it offers to declare, once, and never to a bot (D2)."""

from collections.abc import Sequence
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.workspace.wire import BOT_USER
from tests.handlers.town import Hands, Person, Shown, Town
from tests.workspace.people import Json, get

MENTION = f"<@{BOT_USER}>"


def answers(town: Town, channel: str) -> list[Json]:
    """What Muster posted in a channel, its answers to plain words."""
    found = get(town.workspace, f"/local/state?channel={channel}")["channels"][0]["messages"]
    payloads = [((one.get("metadata") or {}).get("event_payload") or {}, one) for one in found]
    return [one for payload, one in payloads if payload.get("key") == "offer"]


def says(town: Town, person: Person, text: str, channel: str = "general", **more: Any) -> Json:
    """Somebody writes; afterwards everything that is due is done. Gives the workspace's answer, with the ts."""
    answer = person.writes(text, channel, **more)
    town.settle()
    return answer


def shown(message: Json, channel: str) -> Shown:
    """A message of Muster's as something to press on."""
    return Shown(message["text"], message["blocks"], message["ts"], channel, thread=message.get("thread_ts", ""))


def test_a_mention_is_answered_with_an_offer(town: Town, vera: Person, bo: Person) -> None:
    """In its thread: what would be declared, how bad, and that nothing happens by itself; one click declares."""
    said = says(town, vera, f"{MENTION} P0 incident: checkout is down")
    (answer,) = answers(town, "general")
    assert answer["thread_ts"] == said["ts"]
    offer = shown(answer, "C00GENERAL")
    assert "*Declare this as an incident?* checkout is down" in offer.words
    assert "P0 Critical · service checkout" in offer.words
    assert "Nothing happens until somebody presses." in offer.words
    assert offer.buttons == ["Declare P0 incident", "Change it first…"]
    assert vera.types("list").words.startswith("No incident is open")
    done = bo.presses("Declare P0 incident", offer)
    assert "INC-101 is declared: checkout is down" in done.words
    town.settle()
    (after,) = answers(town, "general")
    assert after["ts"] == answer["ts"]
    assert shown(after, "").buttons == []
    assert f"*done · INC-101 was declared from this*: checkout is down → <#{room(bo)}>" in shown(after, "").words
    assert bo.sees("status").words.startswith("P0 Critical · checkout is down")
    assert [key for key in bo.cards() if key.startswith(("evidence", "origin"))] == [], "the report has it all"


def room(person: Person) -> str:
    return str(person.channels()[person.room()]["id"])


def test_two_who_press_declare_once(town: Town, vera: Person, bo: Person) -> None:
    """The second hears who was quicker; pressing again oneself is pressing once."""
    says(town, vera, f"{MENTION} system outage")
    offer = shown(answers(town, "general")[0], "C00GENERAL")
    assert "INC-101 is declared" in vera.presses("Declare incident", offer).words
    assert "INC-101 is declared" in vera.presses("Declare incident", offer).words
    said = bo.presses("Declare incident", offer)
    assert said.words == "Vera Novak was quicker: INC-101 is declared from this already. `/incident join INC-101`"
    assert vera.types("list").text == "1 open: INC-101"


def test_the_offer_can_be_changed_first(town: Town, vera: Person) -> None:
    """The form has text, severity and service; submitted, the offer is done."""
    says(town, vera, f"{MENTION} sev-2: payments are failing")
    offer = shown(answers(town, "general")[0], "C00GENERAL")
    form = vera.presses("Change it first…", offer)
    assert form.view
    values = form.view["values"]
    assert values["title"]["title"]["value"] == "payments are failing"
    assert values["severity"]["severity"]["selected_option"]["value"] == "P1"
    assert values["service"]["service"]["selected_option"]["value"] == "payments"
    assert vera.fills(form, title="half of the payments fail").errors == {}
    town.settle()
    assert "INC-101 was declared from this" in shown(answers(town, "general")[0], "").words
    assert "half of the payments fail" in vera.sees("status").words


def test_in_a_thread_the_thread_is_the_evidence(town: Town, vera: Person, bo: Person) -> None:
    """Whoever calls the bot into a discussion brings the discussion along."""
    first = says(town, bo, "customers say they cannot pay", "general")
    says(town, vera, "I see 500s since 14:05", thread_ts=first["ts"])
    says(town, vera, f"{MENTION} production issue detected", thread_ts=first["ts"])
    (answer,) = answers(town, "general")
    assert answer["thread_ts"] == first["ts"]
    vera.presses("Declare incident", shown(answer, "C00GENERAL"))
    town.settle()
    card = vera.sees("evidence:1")
    assert "a message by Bo Lindqvist in <#C00GENERAL>" in card.words
    assert "customers say they cannot pay" in card.words
    thread = vera.sees("evidence:1:thread").words
    assert "I see 500s since 14:05" in thread
    assert "Declare this" not in thread


def test_what_is_no_wish_gets_short_help(town: Town, vera: Person) -> None:
    """A way to declare all the same with the words that were said, in any language, and the commands that matter."""
    says(town, vera, f"{MENTION} der Checkout ist ausgefallen")
    (answer,) = answers(town, "general")
    assert "Tell me what is broken" in answer["text"]
    form = vera.presses("Declare an incident…", shown(answer, "C00GENERAL"))
    assert form.view
    assert form.view["values"]["title"]["title"]["value"] == "der Checkout ist ausgefallen"
    assert vera.fills(form, title="checkout is down").errors == {}
    assert "INC-101 is declared" in vera.channels()["@vera"]["messages"][-1]["text"]


def test_a_direct_message_is_understood_too(town: Town, vera: Person) -> None:
    """No mention needed; the answer stands below, not in a thread."""
    says(town, vera, "checkout is down", "@muster")
    answer = vera.channels()["@vera"]["messages"][-1]
    assert "thread_ts" not in answer
    done = vera.presses("Declare incident", shown(answer, vera.channels()["@vera"]["id"]))
    assert "INC-101 is declared: checkout is down" in done.words
    town.settle()
    says(town, vera, "thank you", "@muster")
    assert "Tell me what is broken" in vera.channels()["@vera"]["messages"][-1]["text"]


def test_a_mention_that_slack_tells_twice_is_answered_once(town: Town, vera: Person) -> None:
    """A retry, an edit of the same message, and the same event on two ways: one answer."""
    said = says(town, vera, f"{MENTION} service down")
    event = {
        "type": "app_mention", "user": "U13VISITOR", "text": f"{MENTION} service down", "ts": said["ts"],
        "channel": "C00GENERAL", "event_ts": said["ts"],
    }  # fmt: skip
    for retry in (1, 2):
        assert tell(town, event, retry) == 200
        town.settle()
    assert tell(town, {**event, "edited": {"user": "U13VISITOR", "ts": "1.2"}}) == 200
    town.settle()
    assert len(answers(town, "general")) == 1


def tell(town: Town, event: Json, retry: int = 0) -> int:
    """What the bot answers when Slack tells of an event."""
    body = {"type": "event_callback", "event": event, "event_id": "Ev1", "team_id": "T00LOCAL"}
    headers: dict[str, str | Sequence[str]] = {"x-slack-retry-num": [str(retry)]} if retry else {}
    status = town.bot.app.dispatch(BoltRequest(mode="socket_mode", body=body, headers=headers)).status
    Hands.rest()
    return int(status)


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"}, {"subtype": "bot_message"}, {"subtype": "message_changed"}, {"subtype": "channel_join"},
        {"user": ""}, {"channel_type": "channel"}, {"hidden": True},
    ],
)  # fmt: skip
def test_bots_edits_and_other_channels_get_no_answer(town: Town, more: Json) -> None:
    """Two bots would talk for ever; what is said in channels without a mention is not for us."""
    event = {
        "type": "message", "channel_type": "im", "user": "U13VISITOR", "text": "service down", "channel": "DVISITOR",
        "ts": "1763693460.000100",
    }  # fmt: skip
    assert tell(town, {**event, **more}) == 200
    assert not town.bot.muster.offers.read("DVISITOR-1763693460.000100")
    assert tell(town, event) == 200
    assert town.bot.muster.offers.read("DVISITOR-1763693460.000100")


def test_what_cannot_be_kept_is_not_acknowledged(town: Town) -> None:
    """While the storage hangs, Slack is not told that it was heard, and tells again."""
    event = {
        "type": "message", "channel_type": "im", "user": "U13VISITOR", "text": "service down", "channel": "DVISITOR",
        "ts": "1763693460.000100",
    }  # fmt: skip
    with town.redis.away():
        assert tell(town, event) == 503
    assert tell(town, event, retry=1) == 200


def test_from_a_private_channel_it_is_declared_in_private(town: Town, ana: Person, bo: Person) -> None:
    """What is said among few is not shown to all by one click."""
    ana.types("declare P1 keys leaked --private")
    town.settle()
    ana.types("assign comms @bo", ana.room())
    town.settle()
    name = ana.room()
    says(town, ana, f"{MENTION} search is down as well", name)
    (answer,) = answers(town, name)
    offer = shown(answer, room(ana))
    assert "private, as this channel is" in offer.words
    assert "This channel is INC-101's already" in offer.words
    ana.presses("Declare incident, private", offer)
    town.settle()
    assert "An incident was declared from this, in private." in answers(town, name)[0]["text"]
    assert town.person("vera").cards("INC-102") == []
    assert "· private" in ana.sees("status", "INC-102").words


def test_slack_need_not_say_that_a_channel_is_private(town: Town, ana: Person) -> None:
    """A mention does not tell it: it is looked up before anything is offered."""
    ana.types("declare P1 keys leaked --private")
    town.settle()
    ts = ana.writes("the search is down as well", ana.room())["ts"]
    event = {
        "type": "app_mention", "user": "U01ONCALL", "text": f"{MENTION} the search is down as well", "ts": ts,
        "channel": room(ana),
    }  # fmt: skip
    assert tell(town, event) == 200
    town.settle()
    (answer,) = answers(town, ana.room())
    ana.presses("Declare incident, private", shown(answer, room(ana)))
    town.settle()
    assert "· private" in ana.sees("status", "INC-102").words


def test_hostile_words_stay_words(town: Town, vera: Person) -> None:
    """Nothing of what somebody says to the bot becomes markup in its answer."""
    says(town, vera, f"{MENTION} service down <!channel> *x* & <https://x.example|y> `z`")
    (answer,) = answers(town, "general")
    for harm in ("<!channel>", "<https://x.example"):
        assert harm not in str(answer["blocks"]) + answer["text"]
    vera.presses("Declare incident", shown(answer, "C00GENERAL"))
    town.settle()
    title = vera.sees("status").blocks[0]["text"]["text"]
    assert "service down <!channel> *x* & <https://x.example|y> `z`" in title


def test_a_lost_answer_is_not_posted_twice(town: Town, vera: Person) -> None:
    """Slack posted it and the answer was lost: it is looked for before it is said again."""
    town.breaks({"method": "chat.postMessage", "times": 1, "do": "lose_answer"})
    says(town, vera, f"{MENTION} service down")
    town.passes(seconds=30)
    assert len(answers(town, "general")) == 1
