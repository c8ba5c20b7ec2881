"""Who plays which part: roster, on-call, giving roles in many words, and updates that say when the next is due."""

import pytest

from bot.incident.roles import Role, titled
from tests.handlers.harness import Harness, Person, Shown


@pytest.fixture(autouse=True)
def checkout_is_down(harness: Harness, vera: Person) -> None:
    """Vera declared a P1, everything is shown."""
    vera.types("declare P1 checkout is down --service checkout")
    harness.settle()


def section(said: Shown, begins: str) -> dict[str, object]:
    """The block of a roster that begins so."""
    found = [one for one in said.blocks if str((one.get("text") or {}).get("text", "")).startswith(begins)]
    assert len(found) == 1, begins
    return dict(found[0])


def test_the_roster_shows_every_part(harness: Harness, vera: Person) -> None:
    """Who holds it or may, the agents that it stands for, who begins at this level and who hears at once (N2-N4)."""
    said = vera.types("roster", vera.room())
    for role in Role:
        assert section(said, f"*{titled(role)}*  ")
    assert "*Incident commander*  Ana Ortiz (named)\n_agents: hierarchical-coordinator, incident-" in said.words
    assert "*Deployment manager*  nobody yet · may take it: Kim Tanaka" in said.words
    assert "*Database administrator*  nobody in the organisation's file" in said.words
    assert "_agents: component-owner, coder, tester_" in said.words
    assert "*CISO*  nobody yet" in said.words
    assert "At P1 High these begin: incident-responder, observability, coder" in said.words
    assert "Hear at once: on-call by page, incident commander, component owner, product owner" in said.words
    assert said.text.startswith("Roster of INC-101: incident commander Ana Ortiz")
    assert not any("accessory" in one for one in said.blocks), "Vera may take none"


def test_a_part_is_taken_with_one_click(harness: Harness, vera: Person) -> None:
    """Kim sees a button beside what is hers; pressed, it is hers, and she can hand it over or give it back."""
    kim = harness.person("kim")
    said = kim.types("roster INC-101")
    take = section(said, "*Deployment manager*")["accessory"]
    assert isinstance(take, dict) and take["text"]["text"] == "Take"
    done = kim.does("action", channel=said.channel, ts=said.ts, action_id="role_take", value=take["value"])
    assert done.words == "You are deployment manager of INC-101 now."
    mine = kim.types("roster INC-101")
    assert "*Deployment manager*  Kim Tanaka\n" in mine.words
    assert mine.buttons == ["Hand over…", "Give back"]
    form = kim.presses("Hand over…", mine).view
    assert form and (form["title"], form["submit"]) == ("Hand over a role", "Hand over")
    assert "Deployment manager* of INC-101 checkout is down: Kim Tanaka holds it now." in str(form["blocks"][0])
    gone = kim.presses("Give back", mine)
    assert gone.words == "You gave back the role of deployment manager of INC-101; nobody holds it now."


def test_without_an_incident_the_roster_is_the_organisations(vera: Person) -> None:
    """In any channel: who may play which part."""
    said = vera.types("roster")
    assert "*Incident commander*  Ana Ortiz, Bo Lindqvist, Sam Rivera" in said.words
    assert "*Database administrator*  nobody" in said.words
    assert "There is no incident INC-999" in vera.types("roster 999").words


def test_who_is_on_call(vera: Person) -> None:
    """By rotation, with the backup and until when; for one service by its name or title."""
    said = vera.types("oncall")
    assert "*Ana Ortiz*, backup *Bo Lindqvist* until" in said.words
    assert "Checkout, Payments, Search, Website" in said.words
    assert vera.types("oncall Checkout").words.endswith("· Checkout")
    unknown = vera.types("oncall kitchen").words
    assert 'No service is called "kitchen". Known: checkout, payments, search, website.' in unknown


SPELLINGS = [
    "assign commander @bo", "assign commander to @bo", "assign @bo commander", "assign @bo as incident commander",
    "assign the role of incident-commander to @bo", "assign IC: @bo", "assign <@U02BACKUP> is commander",
    "assign INC-101 incident_commander @bo", "assign @U02BACKUP the commander",
]  # fmt: skip


def test_a_role_is_given_in_many_words(harness: Harness, ana: Person, bo: Person) -> None:
    """Whichever way round, with or without small words, by mention or by name."""
    for line in SPELLINGS:
        said = ana.types(line, ana.room()).words
        assert said == "Bo Lindqvist is incident commander of INC-101 now, and is told.", line
        assert bo.types("assign commander @ana", bo.room()).words.startswith("Ana Ortiz is incident commander"), line


def test_one_gives_a_role_to_oneself(ana: Person) -> None:
    """`me` is whoever types it."""
    assert ana.types("assign me comms", ana.room()).words == "You are communications lead of INC-101 now."
    assert ana.types("assign deployment to me", ana.room()).words == "You are deployment manager of INC-101 now."


def test_what_is_left_out_the_form_asks_for(harness: Harness, ana: Person, chidi: Person) -> None:
    """No role, no person, or neither: the form has what is known."""
    room = ana.room()
    form = ana.types("assign", room)
    assert form.view and [one["block_id"] for one in form.view["blocks"]] == ["role", "user"]
    assert ana.fills(form, role="product_owner", user="U09PRODUCT").errors == {}
    only = ana.types("assign commander", room)
    assert only.view and [one["block_id"] for one in only.view["blocks"] if one["type"] == "input"] == ["user"]
    whom = ana.types("assign @kim", room)
    assert whom.view and whom.view["values"]["user"]["user"]["selected_user"] == "U05DEPLOY"
    assert ana.fills(whom, role="deployment_manager").errors == {}
    handing = chidi.types("assign tech lead", room).view
    assert handing and handing["title"] == "Hand over a role", "a holder hands over"
    harness.settle()
    words = ana.types("roster", room).words
    assert "*Product owner*  Hugo Martin" in words and "*Deployment manager*  Kim Tanaka" in words


def test_what_is_no_role_and_who_may_not(harness: Harness, ana: Person, vera: Person) -> None:
    """The nearest role is named; a form that could not be submitted is not opened."""
    said = ana.types("assign comander @bo", ana.room())
    assert 'Not assigned: There is no role "comander". Did you mean incident commander?' in said.words
    assert "Nobody called @zed" in ana.types("assign commander @zed", ana.room()).words
    refused = vera.types("assign commander", vera.room())
    assert refused.view is None
    assert "Not assigned: This needs the incident commander or the technical lead" in refused.words


def test_the_update_form_says_when_the_next_is_due(harness: Harness, elif_: Person) -> None:
    """And how many were missed; the answer to one says when the next is (K1)."""
    form = elif_.types("update", elif_.room())
    assert "The next is due" in str(form.view) and "sets the next for 30 min after it" in str(form.view)
    harness.passes(minutes=31)
    late = elif_.types("update", elif_.room())
    assert "1 missed so far." in str(late.view)
    said = elif_.types("update payments work again for half of the users", elif_.room())
    assert said.words.startswith("Update 1 on INC-101 goes to its channel. The next is due")


def test_shorter_updates_are_said_in_the_form(harness: Harness, vera: Person, elif_: Person) -> None:
    """A tight SLA makes the half hour a quarter."""
    vera.types("guidance tight SLA", vera.room())
    harness.settle()
    assert "sets the next for 15 min after it" in str(elif_.types("update", elif_.room()).view)
