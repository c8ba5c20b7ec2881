"""What each card says, judged by the rules of SURFACES as somebody woken at three, on a phone."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given

from bot.incident.command import Command
from bot.incident.severity import NAMES, Level, Severity
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.pausing import Pause
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from tests.incident.orders import Step, played, stories
from tests.incident.rehearsal import ANA, ELIF, PEOPLE, VERA, Rehearsal, declared
from tests.slack.shown import (
    TRIAGE,
    at_the_gate,
    buttons,
    elements,
    shown,
    text_of,
    texts,
    view,
    words,
)


def gate_click(choice: str, text: str = "", severity: Severity | None = None) -> DecideGate:
    """What Ana's click sends."""
    return DecideGate.model_validate(
        {"by": ANA, "gate": "triage", "choice": choice, "digest": "", "words": text, "severity": severity}
    )


# Rule 1: the first line says what is broken, how bad, and what is wanted.


def test_the_status_card_begins_with_how_bad_and_what() -> None:
    """ "P0 Critical · Checkout is down", then the id and the status."""
    room = declared(Severity.P0)
    card = shown(room, "status")
    assert card.pinned
    assert card.blocks[0]["text"]["text"] == "P0 Critical · Checkout is down"
    assert card.blocks[1]["text"]["text"].startswith("*INC-101 · DETECTED*")


def test_a_page_begins_with_what_is_wanted() -> None:
    """ "You are paged", how bad, what, and why I am the one."""
    first = text_of(declared(Severity.P0), "page:U01ONCALL:1").splitlines()[0]
    assert first == "*You are paged: P0 Critical, Checkout is down. On-call primary.*"


def test_the_gate_begins_with_its_question() -> None:
    """ "Approve the triage of INC-101 as P1 High?" """
    assert (
        shown(at_the_gate(), "gate:triage").blocks[0]["text"]["text"] == "Approve the triage of INC-101 as P1 High?"
    )


def test_the_alert_says_all_that_others_need() -> None:
    """Status, severity, time, issue, user impact, assigned, next update, and the way there (D7)."""
    lines = text_of(declared(Severity.P1), "alert").splitlines()
    assert lines[:7] == [
        "*INC-101 · P1 High · DETECTED*", "*Issue*  Checkout is down", "*Since*  02:51",
        "*User impact*  not assessed yet", "*Assigned*  Ana Ortiz", "*Next update*  03:21", "*Channel*  <#C0101>",
    ]  # fmt: skip


# Rule 3: times are absolute and in the reader's zone.


@given(stories)
def test_every_time_is_a_token_for_the_readers_zone(story: tuple[Declare, list[Step]]) -> None:
    """No card prints an hour of ours; Slack puts in the reader's."""
    for key, message in view(played(story)).messages.items():
        for kind, text in texts(message):
            if kind == "mrkdwn":
                assert not re.search(r"\d\d:\d\d", re.sub(r"<!date[^>]*>", "", text)), f"{key}: {text}"


# Rule 4: one thing, one message; a new one only when somebody has to notice.


def test_one_card_is_edited_through_the_whole_life() -> None:
    """Status, alert and page keep their keys from declare to close, so they are edited in place."""
    room = declared(Severity.P0)
    keys = set(view(room).messages)
    room.does(Engage(by=ANA))
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.does(Close(by=ANA, reason="done"))
    assert keys <= set(view(room).messages)


@given(stories)
def test_nothing_is_said_twice_in_one_place(story: tuple[Declare, list[Step]]) -> None:
    """No two messages of a channel begin with the same words, but for levels that were raised again."""
    said: dict[tuple[str, str], str] = {}
    for key, message in view(played(story)).messages.items():
        if not key.startswith(("severity:", "page:", "ask:")):
            assert (message.channel, message.text) not in said, f"{key} and {said[message.channel, message.text]}"
            said[message.channel, message.text] = key


def test_a_worse_level_is_a_new_message_and_a_better_one_is_not() -> None:
    """Everybody notices that it got worse, once; afterwards the message still tells what happened then."""
    room = declared(Severity.P2)
    room.does(SetSeverity(by=ANA, severity=Severity.P0, reason="everybody is hit"))
    assert shown(room, "severity:1").text == "warning · INC-101 was raised to P0 Critical"
    room.does(SetSeverity(by=ANA, severity=Severity.P3, reason="a test account"))
    assert shown(room, "severity:1").text == "warning · INC-101 was raised to P0 Critical"
    assert "severity:2" not in view(room).messages


def test_what_leaves_the_backlog_is_said_too() -> None:
    """A P3 that becomes a P1 got worse."""
    room = declared(Severity.P3)
    room.does(SetSeverity(by=ANA, severity=Severity.P1, reason="it grew"))
    assert "raised to P1 High" in shown(room, "severity:1").text


def test_reminders_are_made_to_notice() -> None:
    """The reminder of a gate is a reply of its own that mentions the deciders; settled, it says so."""
    room = at_the_gate()
    assert "reminder:triage:1" not in view(room).messages
    room.passes(minutes=5)
    reminder = shown(room, "reminder:triage:1")
    assert reminder.thread == "gate:triage"
    assert "<@U01ONCALL> <@U03OWNER>" in words(reminder)
    room.does(gate_click("approve"))
    assert "<@" not in words(shown(room, "reminder:triage:1"))


def test_the_backup_of_a_gate_gets_a_message_of_his_own() -> None:
    """Slack tells nobody of a mention that an edit brings in."""
    room = at_the_gate()
    room.passes(minutes=5)
    before = set(view(room).messages)
    room.passes(minutes=5)
    new = [view(room).messages[key] for key in set(view(room).messages) - before]
    assert [one for one in new if "<@U02BACKUP>" in words(one)]


# Rule 5: buttons are a verb with its object, at most four, the likeliest first; red only for what cannot be undone.


@given(stories)
def test_cards_have_few_buttons_and_none_is_red(story: tuple[Declare, list[Step]]) -> None:
    """At most four to choose from, one of them marked at most, no words twice, none red that does not ask again."""
    for key, message in view(played(story)).messages.items():
        found = elements(message)
        assert len(found) <= 4, key
        assert len([one for one in found if one.get("style") == "primary"]) <= 1, key
        assert len(set(buttons(message))) == len(buttons(message)), key
        assert all("confirm" in one for one in found if one.get("style") == "danger"), key
        assert all(re.match(r"[A-Z]", words) for words in buttons(message)), key


def test_the_likeliest_button_comes_first() -> None:
    """ "I'm on it" before "Acknowledge"; "Approve as P1" before the ways out of it."""
    assert buttons(shown(declared(Severity.P0), "page:U01ONCALL:1")) == [
        "I'm on it", "Acknowledge", "I can't: page Bo Lindqvist now"
    ]  # fmt: skip
    assert buttons(shown(at_the_gate(), "gate:triage")) == ["Approve as P1", "Revise…", "Make it P0", "Pause"]


@given(stories)
def test_buttons_know_to_which_incident_they_belong(story: tuple[Declare, list[Step]]) -> None:
    """A click hours later, in a direct message, still says what it is about."""
    room = played(story)
    for message in view(room).messages.values():
        for one in elements(message):
            values = [one["value"]] if one["type"] == "button" else [option["value"] for option in one["options"]]
            assert all(room.state.id in value.split(" ") for value in values)


# Rule 6: who may press stands on the card.


def test_the_gate_names_who_decides() -> None:
    """By role and by name."""
    assert "Decides: commander or technical lead (Ana Ortiz, Chidi Okafor)" in text_of(at_the_gate(), "gate:triage")


# Rule 7: a decided card loses its buttons and keeps who, when, and their words.


@pytest.mark.parametrize(
    ("click", "said"),
    [
        (gate_click("approve", "agree, watching refunds"), "approved as P1 High* by Ana Ortiz, 02:54"),
        (
            gate_click("approve", "agree, watching refunds", Severity.P0),
            "approved as P0 Critical* by Ana Ortiz, 02:54",
        ),
        (gate_click("revise", "agree, watching refunds"), "sent back* by Ana Ortiz, 02:54"),
    ],
)
def test_a_decided_gate_keeps_who_when_and_why(click: DecideGate, said: str) -> None:
    """And none of its buttons."""
    room = at_the_gate()
    room.passes(minutes=3)
    room.does(click)
    card = text_of(room, "gate:triage")
    assert said in card
    assert "“agree, watching refunds”" in card
    assert not [one for one in elements(shown(room, "gate:triage")) if one["action_id"].startswith("gate_")]


@pytest.mark.parametrize("answer", [DeclinePage(by=ANA), None])
def test_an_answered_page_loses_its_buttons(answer: Command | None) -> None:
    """It says what the person did, or that they were silent, and when."""
    room = declared(Severity.P0)
    room.passes(minutes=1)
    if answer:
        room.does(answer)
    room.passes(minutes=1)
    assert buttons(shown(room, "page:U01ONCALL:1")) == []
    assert re.search(r"\(02:5[23]\)\.$", text_of(room, "page:U01ONCALL:1"))


def test_whoever_is_on_it_reads_what_comes_first() -> None:
    """The triage, as long as nobody has begun with it; woken at three, nobody looks for it in the channel."""
    room = declared()
    room.does(Engage(by=ANA))
    page = shown(room, "page:U01ONCALL:1")
    assert "Next: assess impact and urgency by <!date" in str(page.blocks)
    assert buttons(page) == ["Assess impact and urgency"]
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH))
    assert buttons(shown(room, "page:U01ONCALL:1")) == []


def test_an_acknowledged_page_still_offers_to_work_on_it() -> None:
    """Seen is not yet working on it."""
    room = declared(Severity.P0)
    room.does(Acknowledge(by=ANA))
    assert buttons(shown(room, "page:U01ONCALL:1")) == ["I'm on it"]


@given(stories)
def test_what_is_over_has_no_buttons_that_would_be_refused(story: tuple[Declare, list[Step]]) -> None:
    """After the end only closing it and the last update are offered; closed, nothing is."""
    room = played(story)
    if not room.state.over:
        room.does(Resolve(by="muster", summary="rolled back"))
    closed = room.state.status == "CLOSED"
    for key, message in view(room).messages.items():
        offered = {one["action_id"] for one in elements(message)}
        assert offered <= (set() if closed else {"close_open", "update_open"}), key


# Rule 8: severity is number and word.


@pytest.mark.parametrize("severity", list(Severity))
def test_severity_is_number_and_word(severity: Severity) -> None:
    """On every card that leads with it, and in every text that is read aloud."""
    room = declared(severity)
    spoken = f"{severity} {NAMES[severity].word}"
    for key, message in view(room).messages.items():
        if key in ("status", "alert") or key.startswith("page:"):
            assert spoken in words(message), key
            assert spoken in message.text, key
    assert view(room).channel.topic.startswith(spoken)


def test_before_triage_the_severity_is_to_be_decided() -> None:
    """ "Severity TBD", never a guess."""
    room = declared(None)
    assert shown(room, "status").blocks[0]["text"]["text"].startswith("Severity TBD")
    assert "Severity TBD" in shown(room, "status").text


# Rule 11: mentions only to make somebody notice.

NOTICED: list[tuple[str, Callable[[Rehearsal], object]]] = [
    ("gate", lambda room: room.does(TRIAGE)),
    ("update", lambda room: room.passes(minutes=31)),
    ("escalation", lambda room: room.does(Escalate(by=VERA, reason="code"))),
    ("pause", lambda room: room.does(Pause(by=ANA, words="vendor"))),
]


@pytest.mark.parametrize("deed", [deed for _, deed in NOTICED], ids=[name for name, _ in NOTICED])
def test_lists_of_people_are_plain_names(deed: Callable[[Rehearsal], object]) -> None:
    """Only the gate, its reminder and the call for an update mention anybody."""
    room = declared(None)
    room.does(Engage(by=ANA))
    deed(room)
    for key, message in view(room).messages.items():
        if not key.startswith(("gate:", "reminder:", "update_due:")):
            assert not [one for one in PEOPLE if f"<@{one}>" in words(message)], key


def test_an_overdue_update_calls_who_writes_it() -> None:
    """Elif, by mention, with the button; missed ones are counted in the same message."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.passes(minutes=15)
    assert "<@U06COMMS> *an update is due* on INC-101. The next is due 03:21." in text_of(room, "update_due:0")
    room.passes(minutes=31)
    assert "*3 updates were missed*" in text_of(room, "update_due:0")
    room.does(PostUpdate(by=ELIF, text="Half of it works."))
    assert "update_due:0" not in view(room).messages
