"""Somebody is called: how they answer, who is called when they do not, and who leads."""

import pytest

from tests.handlers.harness import Harness, Person


@pytest.fixture(autouse=True)
def checkout_is_down(harness: Harness, vera: Person) -> None:
    """Vera declared, and Ana was paged."""
    vera.types("declare P1 checkout is down")
    harness.settle()


def test_acknowledging_by_button_stops_the_chain(harness: Harness, ana: Person, bo: Person) -> None:
    """Ana has seen it: her card says so and keeps one button, the clock is met, Bo is left in peace (E7)."""
    ana.presses("Acknowledge", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    page = ana.sees("page:U01ONCALL:1")
    assert "You acknowledged it" in page.words
    assert page.buttons == ["I'm on it"]
    assert "Ana Ortiz has seen it; nobody works on it yet" in ana.sees("status").words
    assert "(in time)" in ana.sees("status").words
    harness.passes(minutes=10)
    assert [key for key in bo.cards() if key.startswith("page:")] == []


def test_acknowledging_by_command_works_from_anywhere(harness: Harness, ana: Person) -> None:
    """`/incident ack` in any channel finds the one page that waits for Ana."""
    said = ana.types("ack", "general")
    harness.settle()
    assert said.words.startswith("Acknowledged: INC-101 checkout is down.")
    assert "You acknowledged it" in ana.sees("page:U01ONCALL:1").words
    again = ana.types("ack", ana.room())
    assert again.words == "Not acknowledged: You answered this page already."


def test_acknowledging_by_command_takes_the_page_that_waits(harness: Harness, vera: Person, ana: Person) -> None:
    """Of two incidents the one that Ana has not answered; when both wait, she is asked which."""
    vera.types("declare P1 search is down")
    asked = ana.types("ack", "general")
    assert asked.words.startswith("This channel has no incident. Name it: `/incident ack INC-101`.")
    assert "• INC-102 search is down" in asked.words
    assert ana.types("ack 101", "general").words.startswith("Acknowledged: INC-101")
    assert ana.types("ack", "general").words.startswith("Acknowledged: INC-102 search is down.")


def test_engaging_makes_it_investigating(harness: Harness, ana: Person) -> None:
    """I'm on it: that acknowledges too, and says when the next tier is called (D8, E1)."""
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    assert ana.sees("page:U01ONCALL:1").buttons == ["Assess impact and urgency"]
    words = ana.sees("status").words
    assert "*INC-101 · INVESTIGATING*" in words
    assert "*Now*  Ana Ortiz (on-call) works on it; triage is still to be done" in words
    assert "*If not*  Component owner is called at" in words


def test_declining_calls_the_next_one_now(harness: Harness, ana: Person, bo: Person) -> None:
    """Ana can't: Bo is paged at once, leads instead of her, and the log says why (E7, E9)."""
    ana.presses("I can't: page Bo Lindqvist now", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    assert "You could not take it; the next person was called" in ana.sees("page:U01ONCALL:1").words
    page = bo.sees("page:U02BACKUP:1")
    assert "INC-101" in page.words
    assert "Ana Ortiz declined" in page.words
    assert "You are named incident commander." in page.words
    assert "Ana Ortiz (On-call primary): declined" in bo.sees("escalation").words


def test_silence_calls_the_next_one_until_nobody_is_left(harness: Harness, ana: Person, bo: Person) -> None:
    """After five minutes each: Bo, Sam, Dana, Ines; then everybody who is there is asked (E7)."""
    harness.passes(minutes=5, seconds=1)
    assert "You did not answer in time" in ana.sees("page:U01ONCALL:1").words
    assert ana.sees("page:U01ONCALL:1").buttons == []
    assert "Ana Ortiz did not answer" in bo.sees("page:U02BACKUP:1").words
    for _ in range(4):
        harness.passes(minutes=5, seconds=1)
    assert harness.person("ines").sees("page:U11SPONSOR:1").buttons == []
    call = ana.sees("nobody:1:0")
    assert "<!here> *Nobody of on-call answered for INC-101. Who can take it?*" in call.words
    assert call.buttons == ["Take a role"]


def test_a_late_answer_still_counts(harness: Harness, ana: Person, bo: Person) -> None:
    """Ana wakes up after Bo was called: her acknowledgement takes Bo's page away."""
    harness.passes(minutes=5, seconds=1)
    assert ana.types("ack").words.startswith("Acknowledged: INC-101")
    harness.settle()
    assert "No longer needed: somebody else has it" in bo.sees("page:U02BACKUP:1").words


def test_a_page_is_answered_by_its_person_alone(harness: Harness, ana: Person, bo: Person, vera: Person) -> None:
    """Nobody acknowledges for somebody else, not even with the value of the other page."""
    page = ana.sees("page:U01ONCALL:1")
    harness.passes(minutes=5, seconds=1)
    forged = ana.sends("page_ack", "INC-101 page:U02BACKUP:1", page)
    assert forged.words == "Not acknowledged: No page waits for you here. That page is Bo Lindqvist's."
    assert bo.sees("page:U02BACKUP:1").buttons[0] == "I'm on it"
    assert vera.types("ack", vera.room()).words.startswith("Not acknowledged: No page waits for you here. Paged: Bo")
    assert vera.types("ack").words.startswith("Not acknowledged: No page waits for you here. `/incident list`")


def test_a_second_click_is_told_that_it_is_done(ana: Person) -> None:
    """A double click does nothing twice."""
    page = ana.sees("page:U01ONCALL:1")
    assert ana.presses("I'm on it", page).words == ""
    assert ana.presses("I'm on it", page).words == "Not engaged: You answered this page already."
    assert ana.presses("Acknowledge", page).words == "Not acknowledged: You answered this page already."


def test_nobody_works_on_it_and_the_next_tier_is_called(harness: Harness, ana: Person, chidi: Person) -> None:
    """Thirty minutes after Ana engaged, tier 2 is called, whatever else happened (10.4)."""
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.passes(minutes=30, seconds=1)
    page = chidi.sees("page:U03OWNER:1")
    assert "Component owner" in page.words
    assert "not resolved in time by tier 1 (on-call)" in page.words


def test_joining_gets_the_channel(harness: Harness) -> None:
    """Hugo joins from the announcement, and is invited."""
    hugo = harness.person("hugo")
    assert "You are a responder of INC-101 now." in hugo.presses("Join INC-101", hugo.sees("alert")).words
    harness.settle()
    assert "U09PRODUCT" in hugo.channels()[hugo.room()]["members"]
    assert hugo.types("join 101").words.startswith("Not joined: You are a responder of INC-101 already.")


def test_a_role_is_taken_by_button(harness: Harness, bo: Person) -> None:
    """The form offers Bo the roles that the file names him for, and the card shows him."""
    form = bo.presses("Take a role", bo.sees("status"))
    assert form.view
    offered = [one["value"] for one in form.view["blocks"][0]["element"]["options"]]
    assert "incident_commander" in offered
    assert "software_architect" not in offered
    assert bo.fills(form, role="incident_commander").errors == {}
    harness.settle()
    assert "Commander Bo Lindqvist" in bo.sees("status").words
    assert [key for key in bo.cards() if key.startswith("role:")] == []


def test_nobody_takes_what_the_file_does_not_name_them_for(vera: Person) -> None:
    """Vera hears why, and who could give her one."""
    form = vera.presses("Take a role", vera.sees("status"))
    assert form.view
    assert "no other role that the organisation's file names you for" in str(form.view["blocks"])
    assert form.view["submit"] == ""


def test_the_commander_gives_a_role(harness: Harness, ana: Person, vera: Person) -> None:
    """Ana names Vera, by handle or by mention; Vera is told by message, with the way out (T6)."""
    said = ana.types("assign comms @vera", ana.room())
    assert said.words == "Vera Novak is communications lead of INC-101 now, and is told."
    harness.settle()
    card = vera.sees("role:communications_lead:U13VISITOR")
    assert "You are communications lead of INC-101: checkout is down" in card.words
    assert "Named by Ana Ortiz" in card.words
    assert card.buttons == ["Hand over…", "Decline"]
    by_mention = ana.types("assign tech lead <@U02BACKUP|bo>", ana.room())
    assert by_mention.words.startswith("Bo Lindqvist is technical lead")


def test_somebody_who_was_paged_is_told_of_a_later_role(harness: Harness, ana: Person) -> None:
    """Ana's page said nothing of communications: being named for it comes as news (T6)."""
    ana.types("assign comms @ana", ana.room())
    harness.settle()
    assert "You are communications lead" in ana.sees("role:communications_lead:U01ONCALL").words


def test_giving_a_role_needs_a_role_a_person_and_the_right(ana: Person, vera: Person) -> None:
    """Each mistake is named, with what would do."""
    room = ana.room()
    assert 'There is no role "wizard". Roles: incident commander' in ana.types("assign wizard @bo", room).words
    assert "Nobody called @zed is in the organisation's file" in ana.types("assign comms @zed", room).words
    refused = vera.types("assign comms @vera", room)
    assert "Not assigned: This needs the incident commander or the technical lead (Ana Ortiz" in refused.words
    assert refused.buttons == ["Ask Ana", "Ask Chidi"]


def test_a_role_is_handed_over(harness: Harness, chidi: Person) -> None:
    """Chidi hands the technical lead to Dana: she is told, and his card says goodbye."""
    form = chidi.presses("Hand over…", chidi.sees("role:technical_lead:U03OWNER"))
    assert form.view
    assert chidi.fills(form, user="U04ARCH").errors == {}
    harness.settle()
    assert "Named by Chidi Okafor" in harness.person("dana").sees("role:technical_lead:U04ARCH").words
    goodbye = chidi.sees("role:technical_lead:U03OWNER")
    assert goodbye.words == "You are no longer technical lead of INC-101."
    assert goodbye.buttons == []


def test_a_role_is_declined(harness: Harness, elif_: Person) -> None:
    """Elif can't: the next one of the file is named and told, and the card shows it."""
    card = elif_.sees("role:communications_lead:U06COMMS")
    elif_.presses("Decline", card)
    harness.settle()
    assert "Communications Grace Mensah" in elif_.sees("status").words
    assert "You are communications lead" in harness.person("grace").sees("role:communications_lead:U08SUPPORT").words
    assert elif_.presses("Decline", card).words == "Not declined: You do not hold the role of communications lead."


def test_escalating_calls_the_next_tier(harness: Harness, vera: Person, chidi: Person) -> None:
    """A responder asks for more help, with a reason that the called person reads (E1, E9)."""
    said = vera.types("escalate the database is suspected", vera.room())
    assert said.words == "Escalated INC-101. Paged: Chidi Okafor."
    assert "Write why after the command" in vera.types("escalate 3", vera.room()).words
    said = vera.types("escalate 3 nobody knows the schema", vera.room())
    assert said.words == "Escalated INC-101 to tier 3 (architecture). Paged: Dana Petrova."
    harness.settle()
    assert "INC-101" in chidi.sees("page:U03OWNER:1").words
    assert "the database is suspected" in chidi.sees("page:U03OWNER:1").words
    assert "Chidi Okafor (Component owner): open · the database is suspected" in vera.sees("escalation").words


def test_escalating_to_a_person(harness: Harness, vera: Person) -> None:
    """Farid is asked for by name, whether mentioned or written."""
    said = vera.types("escalate @farid: a token leaked", vera.room())
    assert said.words == "Escalated INC-101. Paged: Farid Haddad."
    harness.settle()
    page = harness.person("farid").sees("page:U07SECURITY:1")
    assert "Asked for by Vera Novak" in page.words
    assert "a token leaked" in page.words
    again = vera.types("escalate <@U07SECURITY> please", vera.room())
    assert "Not escalated: Farid Haddad is being paged already." in again.words


def test_escalating_by_form(harness: Harness, vera: Person) -> None:
    """Without words, or from the card's menu, the form asks why."""
    form = vera.types("escalate", vera.room())
    assert vera.fills(form, reason="  ").errors == {"reason": "Write why here."}
    assert vera.fills(form, reason="the database is suspected").errors == {}
    assert vera.presses("Page the next tier", vera.sees("status")).view
    harness.settle()
    assert "the database is suspected" in harness.person("chidi").sees("page:U03OWNER:1").words


def test_escalating_to_what_is_not_there(vera: Person, ana: Person) -> None:
    """An unknown tier and an unknown person are named; nobody is paged."""
    said = vera.types("escalate to tier 9: help", vera.room())
    assert "There is no tier 9. Tiers: 1 on-call, 2 component owner, 3 architecture, 4 management." in said.words
    assert "Nobody called @zed" in vera.types("escalate @zed help", vera.room()).words
    assert [key for key in ana.cards() if key.startswith("page:")] == ["page:U01ONCALL:1"]


def test_who_does_not_respond_does_not_escalate(harness: Harness) -> None:
    """Hugo is offered to join first, in place."""
    hugo = harness.person("hugo")
    said = hugo.types("escalate this is bad", hugo.room())
    assert "Not escalated: This needs a responder: join the incident first." in said.words
    assert said.buttons == ["Join INC-101"]
