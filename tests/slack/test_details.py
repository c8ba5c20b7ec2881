"""What stands on the cards and beside them: clocks, people, links, reports, the log, the furniture of the channel."""

import re

from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.paging import Engage
from bot.incident.topics.people import AskFor
from bot.incident.topics.roles import DeclineRole
from bot.incident.topics.updates import PostUpdate
from bot.slack.mrkdwn import quiet
from bot.slack.view import Message, Urgency
from tests.incident.rehearsal import ANA, BO, CHIDI, ELIF, FARID, KIM, SAM, VERA, Rehearsal, declared
from tests.slack.shown import (
    at_the_gate,
    blocks_only,
    shown,
    text_of,
    texts,
    view,
    without_dates,
    words,
)


def test_calls_go_before_status_when_slack_is_slow() -> None:
    """Gates and pages before the status, the status before logs (DESIGN 4)."""
    room = at_the_gate()
    room.does(Escalate(by=VERA, reason="code"))
    urgency = {key: one.urgency for key, one in view(room).messages.items()}
    assert urgency["page:U03OWNER:1"] == urgency["gate:triage"] == Urgency.CALL
    assert urgency["status"] is Urgency.STATUS
    assert urgency["escalation"] is Urgency.PROGRESS


def test_the_status_card_shows_the_clocks() -> None:
    """In time, late, or by when; after the end only what was done (T5)."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    room.does(Engage(by=BO))
    room.passes(minutes=20)
    clocks = next(line for line in text_of(room, "status").splitlines() if line.startswith("*Clocks*"))
    assert clocks == (
        "*Clocks*  Acknowledged 02:54 (late) · Engaged 02:54 (in time) · Triage was due 03:06, *late*"
        " · Cause by 03:21 · Resolve by 04:51 · Next update 03:21 (1 missed)"
    )


def test_the_status_card_names_the_leads_and_the_gaps() -> None:
    """Who commands, leads, communicates; an empty role is shown as one (D6)."""
    room = declared(Severity.P0)
    room.does(DeclineRole(by=ELIF, role=Role.COMMUNICATIONS_LEAD))
    room.does(DeclineRole(by="U08SUPPORT", role=Role.COMMUNICATIONS_LEAD))
    assert "Commander Ana Ortiz · Technical lead Chidi Okafor · Communications nobody yet" in text_of(room, "status")


def test_the_status_card_links_to_what_one_looks_at() -> None:
    """The service's dashboards, the contact chain, and who reported it (D6)."""
    card = text_of(declared(Severity.P0), "status")
    assert "Look: <https://example.com/dashboards/checkout|Overview>" in card
    assert "Contacts: Ana Ortiz (on-call primary) → Bo Lindqvist (on-call backup) → Sam Rivera" in card
    assert "reported by Vera Novak" in card


def test_the_channel_is_furnished() -> None:
    """Topic with severity, status and title; bookmarks to dashboards and runbooks; responders invited (D5)."""
    room = declared(Severity.P0)
    channel = view(room).channel
    assert channel.topic == "P0 Critical · DETECTED · Checkout is down"
    assert channel.purpose == "INC-101: Checkout is down"
    assert set(channel.bookmarks) == {"Overview", "Payments funnel", "Runbooks"}
    assert set(channel.members) == {VERA, ANA, CHIDI, ELIF}


def test_the_whole_report_is_in_the_channel_to_the_letter() -> None:
    """What did not fit the title is not lost, and nothing in it is markup."""
    room = Rehearsal()
    report = "Checkout is down\n\n<error code='500' & \"more\"> *since* the deploy\n" + "line\n" * 300
    room.does(Declare(by=VERA, text=report, guidance="mind the GDPR"))
    told = [text for kind, text in texts(blocks_only(shown(room, "report"), "rich_text")) if kind == "text"]
    assert re.sub(r"\s", "", "".join(told)) == re.sub(r"\s", "", report + "mind the GDPR")


def test_an_update_is_shown_as_it_was_written() -> None:
    """The longest update is there from its first to its last word."""
    room = declared(Severity.P0)
    update = "It & they. " * 226 + "The end."
    room.does(PostUpdate(by=ELIF, text=update))
    assert "The end." in text_of(room, "update:1")
    assert len(text_of(room, "update:1").replace("&amp;", "&")) >= len(update)


def test_who_is_asked_reads_by_whom_and_for_what() -> None:
    """Sam gets a message with the way to the channel (rule 6)."""
    room = declared(Severity.P0)
    room.does(AskFor(by=KIM, user=SAM, what="decide the triage of INC-101"))
    (asked,) = [one for key, one in view(room).messages.items() if key.startswith("ask:")]
    assert asked.channel == SAM
    assert without_dates(words(asked)) == ("*Decide the triage of INC-101*: asked by Kim Tanaka, 02:51 in <#C0101>.")


def test_the_log_of_the_escalation_tells_who_when_and_why() -> None:
    """One line for each page (E9)."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    assert text_of(room, "escalation").splitlines()[1:] == [
        "02:51  Ana Ortiz (On-call primary): unanswered · declared",
        "02:53  Bo Lindqvist (On-call backup): open · Ana Ortiz did not answer",
    ]


def test_who_was_asked_for_by_name_reads_that_nobody_was_called_instead() -> None:
    """Farid can't: nobody is called in his place, and his card does not say otherwise."""
    room = declared(Severity.P0)
    room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
    room.does(DeclinePage(by=FARID))
    assert "the next person was called" not in text_of(room, "page:U07SECURITY:1")


def test_titles_are_quiet_inside_our_bold() -> None:
    """A title with stars keeps them and ends nothing."""
    room = Rehearsal()
    room.does(Declare(by=VERA, text="*all* of _it_ is down"))
    message: Message = shown(room, "page:U01ONCALL:1")
    assert quiet("*all* of _it_ is down") in words(message)
