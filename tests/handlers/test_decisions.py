"""Words to executives and management that ask for a decision: who may answers with a button, once (K3)."""

import pytest

from bot.record.record_inputs import gather
from bot.record.tree import Format, documents
from tests.handlers.harness import Harness, Person, Shown

QUESTION = "Do we close the shop until it is mended?"


@pytest.fixture
def ines(harness: Harness) -> Person:
    """The executive sponsor."""
    return harness.person("ines")


@pytest.fixture
def form(harness: Harness, vera: Person, elif_: Person) -> Shown:
    """The form of the executive notification: the sponsor has heard of a P0 that goes on."""
    vera.types("declare P0 checkout is down --service checkout")
    harness.settle()
    harness.passes(minutes=31)
    return elif_.presses("Write: Executive notification", elif_.sees("step:hierarchical_escalation"))


def asks(harness: Harness, elif_: Person, form: Shown, **more: str) -> Shown:
    """The words that ask the question go out."""
    words = {"message": "Customers cannot pay.", "action_needed": "DECISION REQUIRED", "decision": QUESTION}
    done = elif_.fills(form, **words, **more)
    harness.settle()
    return done


def test_who_is_asked_decides_with_a_button_and_everybody_sees_it(
    harness: Harness, form: Shown, elif_: Person, ines: Person, vera: Person
) -> None:
    """The question stands in the words with a button for each answer; then the answer in their place, with who."""
    assert not asks(harness, elif_, form, decision_options="Close the shop\nKeep it open", decide_by="04:30").errors
    card = vera.sees("words:executive_notification")
    assert f"*Decision wanted* from <@{ines.id}>, by 04:30: {QUESTION}" in card.words
    assert "the incident goes on without it" in card.words
    assert card.buttons == ["Close the shop", "Keep it open"]
    refused = vera.presses("Close the shop", card)
    assert "This needs the executive sponsor (Ines Costa)" in refused.words
    assert "Ask Ines" in refused.buttons
    assert not ines.presses("Keep it open", card).words
    harness.settle()
    decided = vera.sees("words:executive_notification")
    assert decided.ts == card.ts
    assert not decided.buttons
    assert "*Decided: Keep it open* (Ines Costa" in decided.words
    late = ines.sends(*card.value("Close the shop"), on=card)
    assert "Ines Costa decided this already: Keep it open." in late.words
    told = vera.types("timeline --what gates", channel=vera.room()).words
    assert "Ines Costa decided “Keep it open”" in told
    muster = harness.bot.muster
    made = documents(gather(muster.store, muster.transactions.redis, "INC-101"), Format.AIWG)
    sent = next(one.content.decode() for one in made if one.path.endswith("executive-notification.md"))
    assert f"**Decision Wanted**: {QUESTION}" in sent
    assert "**Decision**: Keep it open (Ines Costa, " in sent
    assert "**Executive Action Needed**: DECISION REQUIRED" in sent


def test_a_question_that_nobody_could_answer_comes_back_to_its_author(
    harness: Harness, form: Shown, elif_: Person
) -> None:
    """What is missing is said under its field, and nothing went out."""
    words = {"message": "Customers cannot pay.", "action_needed": "DECISION REQUIRED"}
    assert elif_.fills(form, **words).errors == {"decision": "Say which decision you want."}
    assert "different answers" in asks(harness, elif_, form, decision_options="Yes").errors["decision_options"]
    assert not elif_.finds("words:executive_notification")
    assert not asks(harness, elif_, form, decision_options="").errors
    assert elif_.sees("words:executive_notification").buttons == ["Yes", "No"]


def test_a_question_is_no_question_any_more_when_it_is_over(
    harness: Harness, form: Shown, elif_: Person, ines: Person
) -> None:
    """The buttons go with the resolution; who presses an old one hears why nothing happened."""
    asks(harness, elif_, form)
    card = ines.sees("words:executive_notification")
    said = harness.person("chidi").types("resolve INC-101 rolled back")
    assert "esolved" in said.words, said.words
    harness.settle()
    after = ines.sees("words:executive_notification")
    assert not after.buttons
    assert "No decision was given" in after.words
    assert "is RESOLVED" in ines.sends(*card.value("Yes"), on=card).words
