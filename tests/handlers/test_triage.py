"""Impact and urgency are assessed, and one person decides the gate by a button (T1-T4, T7)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.handlers.harness import Harness, Person, Shown


@pytest.fixture(autouse=True)
def ana_works_on_it(harness: Harness, vera: Person, ana: Person) -> None:
    """Checkout is down, nobody knows how badly, Ana leads."""
    vera.types("declare checkout is down")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()


def proposes(harness: Harness, who: Person, impact: str, urgency: str, **more: object) -> Shown:
    """Somebody fills in the triage form; returns the gate card as they see it."""
    form = who.types("triage", who.room())
    done = who.fills(form, impact=impact, urgency=urgency, **more)
    assert (done.error, done.errors) == (None, {})
    harness.settle()
    return who.sees("gate:triage")


def test_the_form_holds_what_was_typed_until_it_is_right(chidi: Person) -> None:
    """What is missing or cannot be read is said under its field, and nothing is lost (T1)."""
    form = chidi.presses("Assess impact and urgency", chidi.sees("step:triage"))
    missing = chidi.fills(form, summary="refunds fail")
    assert set(missing.errors) == {"impact", "urgency"}
    wrong = chidi.fills(form, impact="MEDIUM", urgency="HIGH", users_percent="12.5 %")
    assert wrong.errors == {"users_percent": '"12.5 %" is no share: write a whole number from 0 to 100.'}
    too_much = chidi.fills(form, users_percent="120")
    assert too_much.errors == {"users_percent": '"120" is no share: write a whole number from 0 to 100.'}
    assert chidi.fills(form, users_percent=" 12 %").errors == {}


def test_the_gate_shows_the_whole_assessment(harness: Harness, chidi: Person) -> None:
    """What it is, on what it rests, who decides, and what happens if nobody does (T7, rule 2)."""
    gate = proposes(
        harness, chidi, "MEDIUM", "HIGH", users_percent="12", summary="refunds <fail>", actions="roll back"
    )
    assert gate.text == "Approve the triage of INC-101 as P1 High?"
    assert "<@U01ONCALL> <@U03OWNER> please decide; asked" in gate.words
    assert "*P1 High* (SEV-2): impact MEDIUM x urgency HIGH. 12 % of users, no data lost" in gate.words
    assert "*What we see*  refunds <fail>" in gate.words
    assert "*First actions*  roll back" in gate.words
    assert "Decides: commander or technical lead (Ana Ortiz, Chidi Okafor)" in gate.words
    assert "otherwise the flow waits; pages and clocks go on without it; reminder" in gate.words
    assert gate.buttons == ["Approve as P1", "Revise…", "Make it P0", "Pause"]
    assert "The triage waits for Ana Ortiz or Chidi Okafor" in chidi.sees("status").words
    assert "assessed as P1 High by Chidi Okafor; the gate decides" in chidi.sees("step:triage").words


def test_approving_decides_and_keeps_who(harness: Harness, ana: Person, chidi: Person) -> None:
    """The card loses its buttons and says who; severity, clocks and every card follow (rule 7)."""
    gate = proposes(harness, chidi, "MEDIUM", "MEDIUM")
    assert ana.presses("Approve as P2", gate).words == ""
    harness.settle()
    card = ana.sees("gate:triage")
    assert card.words.startswith("*Triage of INC-101 approved as P2 Medium* by Ana Ortiz, ")
    assert card.buttons == []
    assert ana.sees("status").words.startswith("P2 Medium · checkout is down")
    assert "Triaged" in ana.sees("status").words
    assert "done · *Triage*: P2 Medium (impact MEDIUM x urgency MEDIUM)" in ana.sees("step:triage").words
    assert "P2 Medium" in ana.sees("alert").words
    assert ana.channels()[ana.room()]["topic"].startswith("P2 Medium · INVESTIGATING")


def test_a_definition_makes_it_p0(harness: Harness, chidi: Person) -> None:
    """Data loss is P0 whatever the matrix says, and the card says which rule set it (T3)."""
    gate = proposes(harness, chidi, "LOW", "LOW", definition=["data_loss"])
    assert "*P0 Critical* (SEV-1): data loss: P0 by definition." in gate.words
    assert gate.buttons == ["Approve as P0", "Revise…", "Pause"]


def test_p3_needs_no_gate(harness: Harness, chidi: Person) -> None:
    """It is settled at once, as backlog (T7)."""
    form = chidi.types("triage", chidi.room())
    chidi.fills(form, impact="LOW", urgency="LOW")
    harness.settle()
    assert chidi.finds("gate:triage") is None
    assert chidi.sees("status").words.startswith("P3 Low · checkout is down")


def test_sending_it_back_asks_for_words(harness: Harness, ana: Person, chidi: Person) -> None:
    """The words stand on the card, and the form opens again with what was assessed."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH", users_percent="12", summary="refunds fail")
    form = ana.presses("Revise…", gate)
    assert ana.fills(form, words="   ").errors == {"words": "Write what has to change here."}
    assert ana.fills(form, words="which users?").errors == {}
    harness.settle()
    card = chidi.sees("gate:triage")
    assert "*Triage of INC-101 sent back* by Ana Ortiz" in card.words
    assert "“which users?”" in card.words
    again = chidi.presses("Revise the assessment", card)
    assert again.view
    values = again.view["values"]
    assert values["impact"]["impact"]["selected_option"]["value"] == "MEDIUM"
    assert values["users_percent"]["users_percent"]["value"] == "12"
    assert values["summary"]["summary"]["value"] == "refunds fail"
    chidi.fills(again, users_percent="60", impact="HIGH")
    harness.settle()
    assert chidi.sees("gate:triage").buttons[0] == "Approve as P0"


def test_making_it_p0_needs_a_reason(harness: Harness, ana: Person, chidi: Person) -> None:
    """A person overrides the matrix with words that stay on the record (T3)."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    form = ana.presses("Make it P0", gate)
    assert ana.fills(form, words="payments are lost").errors == {}
    harness.settle()
    card = ana.sees("gate:triage")
    assert "approved as P0 Critical* by Ana Ortiz" in card.words
    assert "“payments are lost”" in card.words
    assert ana.sees("status").words.startswith("P0 Critical · checkout is down")
    assert "Ana Ortiz at the gate: payments are lost" in ana.sees("status").words
    raised = ana.sees("severity:1")
    assert raised.text == "warning · INC-101 was raised to P0 Critical"


def test_pausing_at_the_gate_holds_its_reminders(harness: Harness, ana: Person, chidi: Person) -> None:
    """The gate stays open; nobody is reminded until it goes on (S3)."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    said = ana.presses("Pause", gate)
    assert said.words == "INC-101 is paused; the gate stays open. `/incident resume` lets it go on."
    harness.passes(minutes=6)
    assert [key for key in ana.cards() if key.startswith("reminder:")] == []
    assert "· PAUSED" in ana.sees("status").words
    ana.types("resume", ana.room())
    harness.passes(seconds=1)
    assert "still waits for you" in ana.sees("reminder:triage:1").words


def test_deciders_are_reminded_and_then_a_backup_is_asked(
    harness: Harness, ana: Person, bo: Person, chidi: Person
) -> None:
    """After five minutes a reply under the card; after ten, Bo is asked too, and may decide (T7)."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    harness.passes(minutes=5, seconds=1)
    reminder = ana.sees("reminder:triage:1")
    assert reminder.thread == gate.ts
    assert "<@U01ONCALL> <@U03OWNER> the triage of INC-101 still waits for you" in reminder.words
    harness.passes(minutes=5, seconds=1)
    assert "<@U02BACKUP>" in ana.sees("gate:triage").words
    assert bo.presses("Approve as P1", bo.sees("gate:triage")).words == ""
    harness.settle()
    assert "approved as P1 High* by Bo Lindqvist" in bo.sees("gate:triage").words
    done = "done · The triage of INC-101 waits no more for Ana Ortiz and Chidi Okafor."
    assert bo.sees("reminder:triage:1").words == done


def test_two_people_at_one_gate(harness: Harness, ana: Person, chidi: Person) -> None:
    """The first decision holds; the second hears who decided, and how."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    form = chidi.presses("Make it P0", gate)
    ana.presses("Approve as P1", gate)
    late = chidi.fills(form, words="payments are lost")
    assert late.errors == {"words": "Ana Ortiz decided this already: approved as P1 High."}
    assert chidi.presses("Approve as P1", gate).words == (
        "Not approved: Ana Ortiz decided this already: approved as P1 High."
    )
    assert chidi.presses("Revise…", gate).words.startswith("Not sent back: Ana Ortiz decided this already")


def test_two_people_at_one_gate_in_the_same_instant(harness: Harness, ana: Person, chidi: Person) -> None:
    """Exactly one decision holds, and exactly one person hears of the other."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    with ThreadPoolExecutor(max_workers=2) as both:
        said = list(both.map(lambda who: who.presses("Approve as P1", gate).words, (ana, chidi)))
    assert said.count("") == 1
    assert next(words for words in said if words).endswith("decided this already: approved as P1 High.")


def test_a_stale_button_decides_nothing(harness: Harness, ana: Person, chidi: Person) -> None:
    """Ana's card is a moment behind the new assessment: nothing is approved that she did not see (DESIGN 8)."""
    shown = proposes(harness, chidi, "MEDIUM", "HIGH")
    proposes(harness, chidi, "LOW", "HIGH")
    action, value = shown.value("Approve as P1")
    said = ana.sends(action, value, ana.sees("gate:triage"))
    assert said.words == (
        "Not approved: The plan changed since this card was shown. Nothing was decided; look at the new card."
    )
    assert ana.sees("gate:triage").buttons[0] == "Approve as P2"
    revised = ana.sends("gate_revise", value, ana.sees("gate:triage"))
    assert (revised.view, revised.words[:31]) == (None, "Not sent back: The plan changed")


def test_the_visitor_asks_a_decider_with_one_click(
    harness: Harness, vera: Person, ana: Person, chidi: Person
) -> None:
    """Vera hears who may approve, and Ana is asked by message; asking twice is asking once (rule 6)."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    refused = vera.presses("Approve as P1", gate)
    assert refused.words == (
        "Not approved: This needs the incident commander or the technical lead (Ana Ortiz, Chidi Okafor)."
    )
    assert refused.buttons == ["Ask Ana", "Ask Chidi"]
    assert vera.presses("Ask Ana", refused).words == "Ana Ortiz is asked."
    assert vera.presses("Ask Ana", refused).words == "Not asked: Ana Ortiz was asked already."
    harness.settle()
    asked = next(ana.sees(key) for key in ana.cards() if key.startswith("ask:U01ONCALL"))
    assert "*Decide the triage of INC-101*: asked by Vera Novak" in asked.words
    assert asked.text == "Vera Novak asks you to decide the triage of INC-101"
    assert vera.sees("gate:triage").buttons[0] == "Approve as P1"


def test_the_visitor_gets_no_form_that_would_be_refused(harness: Harness, vera: Person, chidi: Person) -> None:
    """Revise, P0 and pause say at the press who may."""
    gate = proposes(harness, chidi, "MEDIUM", "HIGH")
    for label, word in (("Revise…", "sent back"), ("Make it P0", "approved"), ("Pause", "paused")):
        said = vera.presses(label, gate)
        assert said.view is None
        assert said.words.startswith(f"Not {word}: This needs the incident commander"), label


def test_who_does_not_respond_joins_before_they_assess(harness: Harness) -> None:
    """Hugo presses, and is offered to join."""
    hugo = harness.person("hugo")
    said = hugo.presses("Assess impact and urgency", hugo.sees("step:triage"))
    assert said.view is None
    assert said.words.startswith("Not opened: This needs a responder: join the incident first.")
    assert said.buttons == ["Join INC-101"]


def test_triage_that_is_late_is_said(harness: Harness, ana: Person) -> None:
    """After fifteen minutes the clock stands on the card as late (T8)."""
    harness.passes(minutes=15, seconds=1)
    assert "Triage was due" in ana.sees("status").words
    assert "*triage late*" in ana.types("list").words
