"""What each card wants, from whom, by when, and what happens if nobody does anything (SURFACES, rule 2)."""

import pytest
from hypothesis import given

from bot.incident.organisation import Organisation
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.pausing import Pause
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.triage import ProposeTriage
from tests.incident.orders import Step, played, stories
from tests.incident.rehearsal import ANA, ORGANISATION, Rehearsal, declared, without
from tests.playbooks.playing import SHIPPED
from tests.slack.shown import (
    at_the_gate,
    buttons,
    shown,
    text_of,
    words,
)


@given(stories)
def test_the_status_card_always_says_what_if_not(story: tuple[Declare, list[Step]]) -> None:
    """In every situation one line for what is waited for, and one for what happens if nobody acts."""
    lines = text_of(played(story), "status").splitlines()
    for mark in ("*Now*  ", "*If not*  ", "*Who*  "):
        found = [line for line in lines if line.startswith(mark)]
        assert len(found) == 1
        assert len(found[0]) > len(mark) + 5


def now_and_if_not(room: Rehearsal) -> tuple[str, str]:
    """The two lines that a situation turns on."""
    lines = text_of(room, "status").splitlines()
    now = next(line for line in lines if line.startswith("*Now*"))
    return now.removeprefix("*Now*  "), next(line for line in lines if line.startswith("*If not*"))[
        len("*If not*  ") :
    ]


def test_while_somebody_is_paged_the_next_one_is_named() -> None:
    """Who is paged since when, and who is paged when otherwise."""
    now, otherwise = now_and_if_not(declared(Severity.P0))
    assert now == "Ana Ortiz (On-call primary) is paged since 02:51"
    assert otherwise == "Bo Lindqvist (on-call backup) is paged at 02:53"


@pytest.mark.parametrize(("held", "otherwise"), [
    (ORGANISATION, "Team lead (Sam Rivera) is called at 03:06"),
    (without(Role.ENGINEERING_MANAGER), "Team lead is to be called at 03:06, and nobody holds the role: "
     "Dana Petrova (architect, for cover) is called instead"),
])  # fmt: skip
def test_the_next_of_a_playbooks_own_path_is_named(held: Organisation, otherwise: str) -> None:
    """E6, and E7 where nobody holds the role that is to be called."""
    room = declared(Severity.P0, playbook=SHIPPED["rapid"], organisation=held)
    room.does(Engage(by=ANA))
    assert now_and_if_not(room)[1] == otherwise


def test_while_somebody_works_on_it_the_next_tier_is_named() -> None:
    """Who works on it, what is still to be done, and when the owner is called."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    assert now_and_if_not(room) == (
        "Ana Ortiz (on-call) works on it; triage is still to be done", "Component owner is called at 03:06"
    )  # fmt: skip


def test_what_is_left_is_what_can_be_done_now() -> None:
    """An assessment that waits for its checkpoint is not to be done again; sent back it is; resolving comes last."""
    room = declared(Severity.P0, playbook=SHIPPED["sre"])
    room.does(Engage(by=ANA))
    room.does(ProposeTriage(by=ANA, impact=Level.HIGH, urgency=Level.HIGH))
    assert "; to do: 1 · Risk, command and service levels" in now_and_if_not(room)[0]
    room = at_the_gate()
    room.does(DecideGate(by=ANA, gate="triage", choice="revise", digest="", words="look at refunds"))
    assert now_and_if_not(room)[0] == "Ana Ortiz (on-call) works on it; triage was sent back and is to be revised"


def test_in_the_backlog_no_card_says_that_clocks_go_on() -> None:
    """Nobody is paged and no clock runs for a P3; a P2 goes on."""
    for severity, said in ((Severity.P2, True), (Severity.P3, False)):
        room = declared(severity, playbook=SHIPPED["itil"])
        assert ("pages and clocks go on" in text_of(room, "step:triage")) is said
        room.does(Pause(by=ANA))
        assert ("pages and clocks go on" in text_of(room, "status")) is said


def test_while_a_gate_waits_its_reminder_is_named() -> None:
    """For whom it waits, and that a reminder and then a backup follow."""
    assert now_and_if_not(at_the_gate()) == (
        "The triage waits for Ana Ortiz or Chidi Okafor, asked 02:51",
        "Reminder at 02:56, then a backup is asked at 03:01",
    )


def test_when_nobody_answered_it_says_so() -> None:
    """The end of the chain is not hidden, and says what anybody can do."""
    room = declared(Severity.P0)
    room.passes(minutes=11)
    now, otherwise = now_and_if_not(room)
    assert now == "Nobody of on-call answered the page"
    assert "/incident escalate" in otherwise
    assert "Who can take it?" in text_of(room, "nobody:1:0")
    assert "<!here>" in words(shown(room, "nobody:1:0"))


def test_at_the_end_it_says_what_is_left() -> None:
    """Resolved: closing is left. Closed: nothing, and how to take it up again."""
    room = declared(Severity.P0)
    room.does(Resolve(by=ANA, summary="rolled back to v41"))
    assert "Closing it is left" in text_of(room, "status")
    assert "rolled back to v41" in text_of(room, "status")
    room.does(Close(by=ANA, reason="done"))
    assert "/incident reopen" in text_of(room, "status")


def test_a_page_says_by_when_and_who_is_next() -> None:
    """Ana has until 02:53, or Bo is paged."""
    assert "Acknowledge by 02:53, or Bo Lindqvist (on-call backup) is paged." in text_of(
        declared(Severity.P0), "page:U01ONCALL:1"
    )


def test_the_last_one_reads_that_nobody_is_next() -> None:
    """Ines, at the end of the chain, knows that it is she."""
    room = declared(Severity.P0)
    room.passes(minutes=8)
    assert "or the incident counts you as silent" in text_of(room, "page:U11SPONSOR:1")


def test_the_gate_says_what_happens_otherwise() -> None:
    """The flow waits; a reminder and a backup come, with their times."""
    gate = text_of(at_the_gate(), "gate:triage")
    assert "otherwise the flow waits; pages and clocks go on without it; reminder 02:56, backup asked 03:01" in gate


def test_who_is_named_for_a_role_reads_that_it_stays() -> None:
    """If Chidi does nothing, he is technical lead; he can hand it over or decline."""
    room = declared(Severity.P0)
    assert "If you do nothing, it stays yours." in text_of(room, "role:technical_lead:U03OWNER")
    assert buttons(shown(room, "role:technical_lead:U03OWNER")) == ["Hand over…", "Decline"]


@pytest.mark.parametrize("severity", [None, Severity.P0])
def test_the_call_for_triage_says_what_happens_without_it(severity: Severity | None) -> None:
    """By when, from whom, and what holds until then, whether a severity was given or not."""
    card = text_of(declared(severity), "step:triage")
    assert "Anybody who responds can fill it in, by 03:06" in card
    assert "until it is decided" in card
