"""Cards and the Home name who is waited for now: roles and on-call change hands while something waits."""

from datetime import datetime, timedelta

from bot.incident.organisation import Rotation
from bot.incident.results import FieldValue, Result
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import Decision, Mark
from bot.incident.times import Times
from bot.incident.topics.paging import Engage
from bot.incident.topics.roles import AssignRole, DeclineRole
from bot.incident.topics.triage import ProposeTriage
from bot.playbooks.load import load_playbooks
from bot.slack.card_context import CardContext
from bot.slack.cards.words import words_card
from bot.slack.home import home
from tests.incident.rehearsal import ANA, ELIF, GRACE, KIM, ORGANISATION, START, VERA, Rehearsal, declared, without
from tests.slack.shown import text_of, words

#: On call in turns of a day: Ana when it is declared, Kim a day later.
TURNS = {"default": Rotation(primary=(ANA, KIM), length_days=1, starts=START - timedelta(hours=2))}


def context(room: Rehearsal) -> CardContext:
    return CardContext(room.state, room.organisation, Times(), room.playbook)


def test_an_overdue_update_calls_who_speaks_for_it_now() -> None:
    """Elif was reminded and handed her role to Grace; Grace gave it back: then the commander is called."""
    room = declared(Severity.P0)
    room.passes(minutes=15)
    assert f"<@{ELIF}> *an update is due*" in text_of(room, "update_due:0")
    room.does(AssignRole(by=ELIF, role=Role.COMMUNICATIONS_LEAD, user=GRACE))
    assert f"<@{GRACE}> *an update is due*" in text_of(room, "update_due:0")
    assert f"<@{ELIF}>" not in text_of(room, "update_due:0")
    nobody = declared(Severity.P0, organisation=without(Role.COMMUNICATIONS_LEAD, Role.SUPPORT_LEAD))
    nobody.does(Engage(by=ANA))
    nobody.does(AssignRole(by=ANA, role=Role.COMMUNICATIONS_LEAD, user=GRACE))
    nobody.passes(minutes=15)
    nobody.does(DeclineRole(by=GRACE, role=Role.COMMUNICATIONS_LEAD))
    assert f"<@{ANA}> *an update is due*" in text_of(nobody, "update_due:0")


def test_a_gate_waits_at_the_home_of_who_is_on_call_now() -> None:
    """Nobody commands a P2; Ana was on call when its triage was assessed, and Kim is a day later."""
    room = declared(Severity.P2, organisation=ORGANISATION.but(rotations=TURNS))
    room.does(ProposeTriage(by=VERA, impact=Level.MEDIUM, urgency=Level.MEDIUM))
    assert waits_at_home(room, ANA, room.now) and not waits_at_home(room, KIM, room.now)
    later = room.now + timedelta(days=1)
    assert waits_at_home(room, KIM, later) and not waits_at_home(room, ANA, later)


def waits_at_home(room: Rehearsal, person: str, moment: datetime) -> bool:
    """Whether somebody's Home says that the triage waits for them."""
    return "Approve the triage" in str(home(person, [context(room)], moment))


def test_words_ask_who_was_on_call_when_they_were_written() -> None:
    """Where nobody is the executive sponsor, on-call stands in: not whoever was when it began, a day before."""
    organisation = without(Role.EXECUTIVE_SPONSOR).but(rotations=TURNS)
    room = declared(Severity.P2, organisation=organisation)
    playbook = load_playbooks()["itil"]
    step = playbook.steps["executive_notification"]
    asked = Decision(
        round=1, question="Close the shop?", options=("Yes", "No"), until="", asked=(KIM,),
        role=Role.EXECUTIVE_SPONSOR,
    )  # fmt: skip
    written = Mark(by=ELIF, at=START + timedelta(days=1))
    fields: dict[str, FieldValue] = {"message": "Nobody can pay.", "decision": asked.question}
    found = Result(step=step.name, by=ELIF, at=written.at, round=1, fields=fields)
    shown = CardContext(room.state.but(decisions={step.name: asked}), organisation, Times(), playbook)
    card = words(words_card(shown, "C0101", step, found, written))
    assert f"*Decision wanted* from <@{KIM}>" in card, card
