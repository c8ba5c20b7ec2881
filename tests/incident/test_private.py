"""A private incident is not there for whoever is no member (10.9, DESIGN 12)."""

import pytest

from bot.incident.command import Command
from bot.incident.decide import COMMANDS
from bot.incident.intake import Evidence
from bot.incident.permissions import may, may_see
from bot.incident.questions import Answers
from bot.incident.refusals import IdTaken, Invisible
from bot.incident.roles import Permission, Role
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.decisions import GiveDecision
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.evidence import AddEvidence
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import AnswerQuestions, GiveGuidance
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import AskFor, Join
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, DeclineRole, TakeRole
from bot.incident.topics.steps.doing import CompleteStep, FailStep, SkipStep
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.incident.topics.timers import FireTimer
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.incident.topics.work import SettleWork
from tests.incident.rehearsal import (
    ANA,
    BO,
    CHIDI,
    ELIF,
    HUGO,
    KIM,
    ORGANISATION,
    PEOPLE,
    SAM,
    STRANGER,
    VERA,
    declared,
)

#: One order of every kind that a person may give to an incident that is there.
ORDERS: list[Command] = [
    RecordChannel(channel="C1", name="x"),
    Join(),
    AskFor(user=ANA, what="let me in"),
    Acknowledge(),
    Engage(),
    DeclinePage(),
    TakeRole(role=Role.DEPLOYMENT_MANAGER),
    AssignRole(role=Role.DEPLOYMENT_MANAGER, user=KIM),
    DeclineRole(role=Role.DEPLOYMENT_MANAGER),
    ProposeTriage(impact=Level.LOW, urgency=Level.LOW),
    DecideGate(gate="triage", choice="approve", digest=""),
    CompleteStep(step="triage", fields={}),
    FailStep(step="triage", reason="x"),
    SkipStep(step="triage", reason="x"),
    GiveDecision(step="triage", round=1, choice=0),
    SetSeverity(severity=Severity.P3, reason="x"),
    Escalate(reason="x"),
    AddNote(text="x"),
    PostUpdate(text="x"),
    Pause(),
    Resume(),
    Resolve(summary="x"),
    Close(reason="x"),
    Reopen(reason="x"),
    FireTimer(timer="update", due=declared().now),
    GiveGuidance(text="security"),
    AnswerQuestions(answers=Answers(users_percent=1)),
    AddEvidence(evidence=Evidence(number=0, author=ANA, channel="C1", ts="1.2", permalink="", text="x")),
    RecordTicket(key="OPS-1"),
    RefuseTicket(reason="HTTP 403"),
    SettleWork(work="fishbone:INC-101:cause-1", says="upload the picture"),
]


def test_every_kind_of_order_is_tried_here() -> None:
    """A new order does not slip past the tests below."""
    assert {type(order) for order in ORDERS} | {Declare} == set(COMMANDS)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
@pytest.mark.parametrize("ended", [False, True])
def test_for_others_it_is_not_there(order: Command, ended: bool) -> None:
    """Kim gets the answer that she would get for an incident that never was, whatever she tries, also afterwards."""
    room = declared(Severity.P0, private=True)
    if ended:
        room.does(Resolve(by=ANA, summary="rolled back"))
    before = room.state
    for outsider in (KIM, BO, STRANGER):
        with pytest.raises(Invisible, match="There is no incident INC-101"):
            room.does(order.but(by=outsider))
    assert room.state == before


def test_its_members_see_it() -> None:
    """Who reported it, who was paged, and who holds a role: nobody else knows of it."""
    state = declared(Severity.P0, private=True).state
    assert {one for one in (*PEOPLE, STRANGER, MUSTER) if may_see(state, one)} == {VERA, ANA, CHIDI, ELIF, MUSTER}


def test_even_what_anybody_may_is_for_members() -> None:
    """In a private incident "anybody" means its members (10.9)."""
    state = declared(Severity.P0, private=True).state
    for deed in Permission:
        assert not may(state, deed, KIM, ORGANISATION, state.detected_at)
    assert may(state, Permission.NOTE, VERA, ORGANISATION, state.detected_at)


def test_who_is_called_becomes_a_member() -> None:
    """Bo is paged after Ana's silence, Kim is asked, Hugo is given a role: each can see what they are wanted for."""
    room = declared(Severity.P0, private=True)
    room.passes(minutes=2)
    room.does(AskFor(by=VERA, user=KIM, what="roll back"))
    room.does(AssignRole(by=BO, role=Role.PRODUCT_OWNER, user=HUGO))
    assert all(may_see(room.state, one) for one in (BO, KIM, HUGO))


def test_who_is_asked_to_decide_can_see_what() -> None:
    """The backup of the triage gate belongs to the incident when he is asked, and may decide."""
    room = declared(None, private=True)
    room.does(Engage(by=ANA))
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.LOW))
    room.passes(minutes=10)
    assert room.state.gates["triage"].asked == (ANA, CHIDI, BO)
    room.does(DecideGate(by=BO, gate="triage", choice="approve", digest=""))


def test_its_id_is_not_given_twice() -> None:
    """Whoever picks the same id hears only that it is taken."""
    room = declared(Severity.P0, private=True)
    with pytest.raises(IdTaken):
        room.does(Declare(by=KIM, text="x", id="101"))


def test_the_register_knows_that_it_is_private() -> None:
    """Whoever declares for its service is not offered to reopen it."""
    room = declared(Severity.P0, private=True)
    room.does(Resolve(by=ANA, summary="rolled back"))
    assert room.register.ended["checkout"].private
    assert SAM not in room.state.responders
