"""Who may do what: the table of catalogue 10.9, person by person."""

import pytest

from bot.incident.command import Command
from bot.incident.organisation import Policies
from bot.incident.permissions import deciders, may
from bot.incident.refusals import AlreadySo, NotAllowed, NotForRole, NotPaged, Refused
from bot.incident.roles import Allowed, Permission, Role
from bot.incident.severity import Level, Severity
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import AskFor, Join
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, TakeRole
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from tests.incident.rehearsal import (
    ANA,
    BO,
    CHIDI,
    DANA,
    ELIF,
    FARID,
    GRACE,
    HUGO,
    INES,
    JUN,
    KIM,
    ORGANISATION,
    PEOPLE,
    SAM,
    STRANGER,
    VERA,
    Rehearsal,
    declared,
)

ANYBODY = {*PEOPLE, STRANGER}

#: Vera reported it, Ana was paged and commands, Chidi leads the technical work, Elif the communication.
RESPONDERS = {VERA, ANA, CHIDI, ELIF}
COMMAND = {ANA, CHIDI}
COMMUNICATIONS = {ELIF, ANA}


def running() -> Rehearsal:
    """A P1 as it is a moment after its declare."""
    return declared(Severity.P1)


def at_the_gate() -> Rehearsal:
    """Its triage waits for a decision."""
    room = running()
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.LOW))
    return room


def paused() -> Rehearsal:
    """Ana held the flow."""
    room = running()
    room.does(Pause(by=ANA))
    return room


def over() -> Rehearsal:
    """Ana resolved it."""
    room = running()
    room.does(Resolve(by=ANA, summary="rolled back"))
    return room


#: What is done, in which situation, and by whom it may be.
TABLE = [
    ("note", running, AddNote(text="seen"), ANYBODY),
    ("join", running, Join(), ANYBODY),
    ("ask", running, AskFor(user=KIM, what="roll back"), ANYBODY),
    ("acknowledge", running, Acknowledge(), {ANA}),
    ("engage", running, Engage(), {ANA}),
    ("decline", running, DeclinePage(), {ANA}),
    ("escalate", running, Escalate(reason="code"), RESPONDERS),
    ("escalate to somebody", running, Escalate(reason="code", user=KIM), RESPONDERS),
    ("triage", running, ProposeTriage(impact=Level.HIGH, urgency=Level.LOW), RESPONDERS),
    ("reopen", over, Reopen(reason="it is back"), RESPONDERS),
    ("severity", running, SetSeverity(severity=Severity.P0, reason="worse"), COMMAND),
    ("assign", running, AssignRole(role=Role.SUPPORT_LEAD, user=GRACE), COMMAND),
    ("pause", running, Pause(), COMMAND),
    ("resume", paused, Resume(), COMMAND),
    ("resolve", running, Resolve(summary="rolled back"), COMMAND),
    ("close", over, Close(reason="done"), COMMAND),
    ("approve the triage", at_the_gate, DecideGate(gate="triage", choice="approve", digest=""), COMMAND),
    (
        "revise the triage", at_the_gate,
        DecideGate(gate="triage", choice="revise", digest="", words="more"), COMMAND,
    ),
    ("update", running, PostUpdate(text="half works"), COMMUNICATIONS),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "order", "allowed"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_who_may_do_it(situation: object, order: Command, allowed: set[str]) -> None:
    """Everybody of the table's right column may, and nobody else (10.9)."""
    assert callable(situation)
    may_do = set()
    for person in sorted(ANYBODY):
        room = situation()
        before = room.state
        try:
            room.does(order.but(by=person))
        except AlreadySo:
            may_do.add(person)
        except (NotAllowed, NotPaged):
            assert room.state == before
        else:
            may_do.add(person)
    assert may_do == allowed


#: Who may take which role of a checkout incident: the file's names, on-call to command, owners to lead.
TAKEABLE = {
    Role.INCIDENT_COMMANDER: {ANA, BO, SAM},
    Role.TECHNICAL_LEAD: {ANA, BO, CHIDI},
    Role.COMMUNICATIONS_LEAD: {ELIF, GRACE},
    Role.ON_CALL_ENGINEER: {ANA, BO},
    Role.COMPONENT_OWNER: {CHIDI},
    Role.SOFTWARE_ARCHITECT: {DANA},
    Role.DEPLOYMENT_MANAGER: {KIM},
    Role.SECURITY_LEAD: {FARID},
    Role.SUPPORT_LEAD: {GRACE},
    Role.PRODUCT_OWNER: {HUGO},
    Role.ENGINEERING_MANAGER: {SAM},
    Role.EXECUTIVE_SPONSOR: {INES},
    Role.GENERAL_COUNSEL: {JUN},
    Role.CISO: {FARID},
    Role.RELIABILITY_ENGINEER: set(),
    Role.DATABASE_ADMINISTRATOR: set(),
    Role.INFRASTRUCTURE_LEAD: set(),
}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_a_role(role: Role) -> None:
    """Vera, the Visitor, may take none; everybody hears for which they are not named."""
    takers = set()
    for person in sorted(ANYBODY):
        room = running()
        try:
            room.does(TakeRole(by=person, role=role))
        except NotForRole:
            continue
        assert room.state.holder(role) == person
        takers.add(person)
    assert takers == TAKEABLE[role]


@pytest.mark.parametrize("order", [SetSeverity(severity=Severity.P0, reason="x"), Pause()])
def test_without_a_commander_on_call_stands_in(order: Command) -> None:
    """A P2 has no commander: Ana and Bo, primary and backup, may do what a commander may (10.9)."""
    may_do = set()
    for person in PEOPLE:
        try:
            declared(Severity.P2).does(order.but(by=person))
        except NotAllowed:
            continue
        may_do.add(person)
    assert may_do == {ANA, BO}


def test_with_a_commander_on_call_does_not_stand_in() -> None:
    """Once Sam commands, Ana's being on call gives her no command."""
    room = declared(Severity.P1)
    room.does(AssignRole(by=ANA, role=Role.INCIDENT_COMMANDER, user=SAM))
    with pytest.raises(NotAllowed):
        room.does(Pause(by=ANA))


def test_a_refusal_names_who_may() -> None:
    """Kim reads that it needs the commander or the technical lead, and who they are (SURFACES, direct answers)."""
    with pytest.raises(NotAllowed) as refused:
        running().does(Resolve(by=KIM, summary="it went away"))
    assert str(refused.value) == "This needs the incident commander or the technical lead (Ana Ortiz, Chidi Okafor)."
    assert refused.value.people == (ANA, CHIDI)
    assert refused.value.deed is Permission.RESOLVE


def test_the_organisations_file_can_change_who_may() -> None:
    """A file that lets the sponsor pause, and responders close: both may, as well as nobody else."""
    table = {
        **Policies().permissions,
        Permission.PAUSE: Allowed(roles=(Role.EXECUTIVE_SPONSOR,)),
        Permission.CLOSE: Allowed(responders=True, roles=(Role.EXECUTIVE_SPONSOR,)),
    }
    organisation = ORGANISATION.but(policies=ORGANISATION.policies.but(permissions=table))
    state = declared(Severity.P1).state
    for deed, allowed in ((Permission.PAUSE, {INES}), (Permission.CLOSE, {INES, *RESPONDERS})):
        assert {one for one in ANYBODY if may(state, deed, one, organisation, state.detected_at)} == allowed


@pytest.mark.parametrize("deed", list(Permission))
def test_every_deed_has_a_rule_and_somebody_who_may(deed: Permission) -> None:
    """No deed is forgotten in the table, and none is open to nobody."""
    state = running().state
    allowed = ORGANISATION.policies.permissions[deed]
    people = deciders(state, deed, ORGANISATION, state.detected_at)
    assert allowed.anybody or allowed.responders or people
    assert all(may(state, deed, one, ORGANISATION, state.detected_at) for one in people)


@pytest.mark.parametrize("refusal", Refused.__subclasses__())
def test_every_refusal_is_a_sentence_with_a_code(refusal: type[Refused]) -> None:
    """Each has words of its own for the person and a word for programs."""
    assert refusal.__doc__
    assert refusal.code != Refused.code
    assert [one.code for one in Refused.__subclasses__()].count(refusal.code) == 1
