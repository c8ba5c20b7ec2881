"""Who decides a gate follows from the roles as they are now, and only on what they were shown."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.decide import decide
from bot.incident.deciding import DecisionContext
from bot.incident.permissions import asked_now
from bot.incident.refusals import NotAllowed, StalePlan
from bot.incident.roles import Permission, Role
from bot.incident.severity import Level, Severity
from bot.incident.shown import require_as_shown
from bot.incident.state import GateState
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.roles import AssignRole, DeclineRole
from bot.incident.topics.triage import ProposeTriage
from tests.incident.rehearsal import ANA, CHIDI, KIM, VERA, Rehearsal, declared

ROOT = Path(__file__).parents[2]


def waiting() -> Rehearsal:
    """Ana commands, Chidi leads the technical side, and the triage waits for either."""
    room = declared(Severity.P1)
    room.does(ProposeTriage(by=ANA, impact=Level.HIGH, urgency=Level.MEDIUM))
    return room


def approve(room: Rehearsal, by: str, digest: str | None = None) -> DecideGate:
    shown = room.state.gates["triage"].digest if digest is None else digest
    return DecideGate(by=by, gate="triage", choice="approve", digest=shown)


def order(room: Rehearsal, command: Command) -> object:
    """As a button gives it, with the mark that it carries."""
    return decide(
        room.state, command, room.now, DecisionContext(organisation=room.organisation, playbook=room.playbook)
    )


def waited_for(room: Rehearsal) -> tuple[str, ...]:
    return asked_now(room.state, room.state.gates["triage"], Permission.GATE_TRIAGE, room.organisation, room.now)


def test_after_a_hand_over_the_former_commander_decides_nothing() -> None:
    """Ana was asked when the gate opened; Kim commands now, and is who is waited for."""
    room = waiting()
    room.does(AssignRole(by=ANA, role=Role.INCIDENT_COMMANDER, user=KIM))
    assert room.state.gates["triage"].asked == (ANA, CHIDI)
    assert waited_for(room) == (KIM, CHIDI)
    with pytest.raises(NotAllowed, match="Kim"):
        room.does(approve(room, ANA))
    room.does(approve(room, KIM))
    assert room.state.gates["triage"].state is GateState.APPROVED


def test_who_gave_the_role_back_decides_nothing_either() -> None:
    """Chidi gives the technical lead back: whoever is named instead decides."""
    room = waiting()
    room.does(DeclineRole(by=CHIDI, role=Role.TECHNICAL_LEAD))
    assert CHIDI not in waited_for(room)
    with pytest.raises(NotAllowed):
        room.does(approve(room, CHIDI))


def test_a_backup_that_was_asked_decides_as_long_as_he_stands_in() -> None:
    """He was asked after the silence of the others, and holds no role that decides."""
    room = waiting()
    room.passes(minutes=10, seconds=1)
    (backup,) = room.state.gates["triage"].backup
    assert backup in waited_for(room)
    room.does(approve(room, backup))
    assert room.state.gates["triage"].state is GateState.APPROVED


def test_reminders_go_to_who_decides_now() -> None:
    """Handed over before the reminder: Kim hears it, and Ana does not."""
    room = waiting()
    room.does(AssignRole(by=ANA, role=Role.INCIDENT_COMMANDER, user=KIM))
    told = [fact for fact in room.passes(minutes=30) if fact.kind == "gate_reminded"]
    assert told[0].asked[:2] == (KIM, CHIDI)  # type: ignore[attr-defined]
    assert all(ANA not in fact.asked[:1] for fact in told[:1])  # type: ignore[attr-defined]


@pytest.mark.parametrize("mark", ["", "0123456789ab"])
def test_a_click_without_the_mark_of_what_was_shown_decides_nothing(mark: str) -> None:
    """No mark, or another plan's: the stale check holds for both."""
    room = waiting()
    with pytest.raises(StalePlan):
        order(room, approve(room, ANA, mark))
    assert room.state.gates["triage"].state is GateState.OPEN


@given(st.one_of(st.none(), st.just(""), st.text(max_size=3), st.integers(0, 3)), st.one_of(st.text(), st.integers()))
def test_only_the_same_mark_is_as_shown(shown: object, now: object) -> None:
    """None and empty are never the mark of anything, whatever is there now."""
    if shown == now and shown not in (None, ""):
        require_as_shown(shown, now)
        return
    with pytest.raises(StalePlan):
        require_as_shown(shown, now)


def test_whom_something_asked_at_first_is_read_by_the_record_alone() -> None:
    """Nothing but the facts that keep it looks at the stored `asked` of a gate or a decision: it outlives roles."""
    reading = set()
    for file in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "asked":
                reading.add((str(file.relative_to(ROOT)), ast.unparse(node.value)))
    supervised = {(f"bot/up/{name}.py", one) for name, one in (("alarm", "self"), ("supervisor", "alarm"))}
    facts = {("bot/incident/topics/" + name, "self") for name in ("gates/opening.py", "decisions.py", "updates.py")}
    assert reading - supervised - facts == {("bot/incident/topics/gates/opening.py", "gate")}, "by GateReminded"


def test_a_visitor_is_told_who_decides() -> None:
    with pytest.raises(NotAllowed, match="Ana Ortiz"):
        waiting().does(approve(waiting(), VERA))


def test_who_gave_a_role_back_is_not_asked_to_stand_in_for_it() -> None:
    """Ana is on call and gave the command back: after the silence of the others somebody else is asked."""
    room = waiting()
    room.does(DeclineRole(by=ANA, role=Role.INCIDENT_COMMANDER))
    assert room.state.holder(Role.INCIDENT_COMMANDER) not in (None, ANA)
    room.passes(minutes=10, seconds=1)
    (backup,) = room.state.gates["triage"].backup
    assert backup != ANA and ANA not in waited_for(room)
    with pytest.raises(NotAllowed):
        room.does(approve(room, ANA))
    room.does(approve(room, backup))


def test_a_backup_that_gives_the_role_back_decides_no_more() -> None:
    """The backup was asked, was given the command, and gave it back."""
    room = waiting()
    room.passes(minutes=10, seconds=1)
    (backup,) = room.state.gates["triage"].backup
    commander = room.state.holder(Role.INCIDENT_COMMANDER) or ""
    room.does(AssignRole(by=commander, role=Role.INCIDENT_COMMANDER, user=backup))
    room.does(DeclineRole(by=backup, role=Role.INCIDENT_COMMANDER))
    declined = room.state.declined[Role.INCIDENT_COMMANDER]
    assert backup in declined and room.state.holder(Role.INCIDENT_COMMANDER) != backup
    assert backup not in waited_for(room)
    with pytest.raises(NotAllowed):
        room.does(approve(room, backup))
