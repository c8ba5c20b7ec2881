"""The final report in the channel: written when it is closed, true again after a reopen."""

from bot.incident.severity import Severity
from bot.incident.times import Times
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.resolving import Resolve
from bot.slack.card_context import CardContext
from bot.slack.render import render
from bot.slack.view import Message
from tests.incident.rehearsal import ANA, Rehearsal, declared
from tests.record.cases import TYPED, material, played
from tests.slack.shown import ANNOUNCEMENTS, faults, text_of, view, without_dates, words


def card_of(room: Rehearsal) -> Message:
    """The report as the channel has it, with the results of the steps."""
    made = material(room)
    stage = CardContext(room.state, room.organisation, Times(), room.playbook, made.results)
    return render(stage, ANNOUNCEMENTS).messages["report:final"]


def test_a_closed_incident_has_its_report_in_the_channel() -> None:
    """Status, SLA, cause, times with targets, how far it escalated, and what is next (P9)."""
    card = card_of(played("itil"))
    said = without_dates(words(card)).replace("\u200b", "")
    assert said.splitlines()[:2] == [
        "*done · Final report of INC-101: RESOLVED*", "P0 Critical · 43 min · resolution SLA MET"
    ]  # fmt: skip
    assert f"*Root cause*  {TYPED['root_cause']}" in said
    assert "*Mitigation*  rollback" in said
    assert "*User impact*  40 % of users, 43 minutes degradation" in said
    assert "*Regression*  detected YES · verdict CONFIRMED · introducing commit 4f2c batch tax" in said
    assert "Acknowledgment: 40 s (target immediate, in time)" in said
    assert "Time to Resolve: 43 min (target 1-2h, in time)" in said
    assert "Tier 1: On-call engineer (escalated) → Tier 2: Component Owner (resolved)" in said
    assert "• Preventive actions on record: 1 immediate, 1 short term, 1 long term" in said
    assert "`/incident export INC-101`" in said
    assert card.text == "INC-101 final report. RESOLVED, 43 min, SLA MET."
    assert faults(card) == []


def test_there_is_no_report_before_it_is_closed() -> None:
    room = declared(Severity.P1)
    room.does(Resolve(by=ANA, summary="restarted"))
    assert "report:final" not in view(room).messages


def test_a_reopened_incident_says_that_its_report_is_out_of_date_and_closing_brings_it_back() -> None:
    """One message, edited in place."""
    room = declared(Severity.P1)
    room.does(Resolve(by=ANA, summary="restarted"))
    room.does(Close(by=ANA, reason="all is said"))
    first = text_of(room, "report:final")
    room.does(Reopen(by=ANA, reason="errors are back"))
    assert text_of(room, "report:final") == (
        "INC-101 was reopened: its final report is written again when it is closed"
    )  # fmt: skip
    room.passes(minutes=5)
    room.does(Resolve(by=ANA, summary="fixed"))
    room.does(Close(by=ANA, reason="now for good"))
    assert "*Resolution*  fixed" in text_of(room, "report:final")
    assert text_of(room, "report:final") != first


def test_what_was_no_incident_says_so() -> None:
    room = declared(Severity.P1)
    room.does(Close(by=ANA, reason="a test alert"))
    said = text_of(room, "report:final")
    assert "CLOSED, not an incident" in said
    assert "eview" not in said
    assert "“a test alert”" in said


def test_hostile_text_stays_text_in_the_report() -> None:
    wild = "<!channel> *x* `y` " * 60
    card = card_of(played("itil", {**TYPED, "root_cause": wild, "summary": wild}))
    assert "<!channel>" not in words(card)
    assert faults(card) == []
