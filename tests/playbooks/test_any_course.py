"""Whatever people do, in whatever order: no flow is ever stuck, and nothing overtakes what it waits for (S2)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.incident.permissions import deciders
from bot.incident.playbook import FieldKind, Step
from bot.incident.refusals import AlreadyDecided, AlreadySo, IncidentOver, NobodyLeft, NothingOpen, StalePlan
from bot.incident.schedule import Standing, gate_deed, holds, settled, standing
from bot.incident.severity import Severity
from bot.incident.state import GateState, Status
from bot.incident.topics.closing import Reopen
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.steps.doing import CompleteStep, FailStep, SkipStep
from bot.incident.topics.triage import SetSeverity
from tests.incident.flows import SMALL
from tests.incident.rehearsal import ANA, VERA
from tests.playbooks.playing import NAMES, SHIPPED, Played, filled

PLAYBOOKS = (SMALL, *(SHIPPED[name] for name in NAMES))

#: What may be said no to on the way: somebody else was first, or it is over.
SAID_NO = (AlreadySo, AlreadyDecided, IncidentOver, NobodyLeft, NothingOpen, StalePlan)

MOVES = ("do",) * 4 + ("again", "gate", "gate", "gate", "fail", "skip", "tier", "severity", "over", "back", "hold")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLAYBOOKS), st.lists(st.sampled_from(MOVES), min_size=5, max_size=60), st.data())
def test_no_flow_is_ever_stuck(playbook, moves, data) -> None:  # type: ignore[no-untyped-def]
    played = Played(playbook)
    for move in moves:
        try:
            makes(played, move, data)
        except SAID_NO:
            continue
        goes_on(played)
    assert played.room.state.status is not Status.CLOSED


def makes(played: Played, move: str, data: st.DataObject) -> None:
    """One of the things that people do."""
    room, playbook = played.room, played.playbook
    steps = [step for step in playbook.steps.values() if step.built_in is None]
    ready = [step for step in steps if standing(playbook, room.state, step) is Standing.READY]
    orders = {
        "tier": Escalate(by=ANA, reason="more eyes are needed"),
        "over": Resolve(by=ANA, summary="it is gone"),
        "back": Reopen(by=VERA, reason="it is back"),
        "hold": Resume(by=ANA) if room.state.paused else Pause(by=ANA),
    }
    if move in orders:
        room.does(orders[move])
    elif move == "severity":
        room.does(SetSeverity(by=ANA, severity=data.draw(st.sampled_from(Severity)), reason="as it looks now"))
    elif move == "gate":
        decides(played, data)
    elif move == "do":
        todo = [name for name in played.ready() if name != "close" and not name.startswith("gate:")]
        does(played, todo, data)
    elif move == "again":
        does(played, [step.name for step in steps if standing(playbook, room.state, step) is Standing.DONE], data)
    elif ready:
        command = FailStep if move == "fail" else SkipStep
        room.does(command(by=ANA, step=data.draw(st.sampled_from(ready)).name, reason="the tool is down"))


def does(played: Played, names: list[str], data: st.DataObject) -> None:
    """Fill one of the steps in, with any choice where there is one."""
    if not names:
        return None
    name = data.draw(st.sampled_from(names))
    step = played.playbook.steps[name]
    if step.built_in:
        return played.does(name)
    choices = {
        field.name: data.draw(st.sampled_from([option.value for option in field.options]))
        for field in step.fields
        if field.kind is FieldKind.CHOICE
    }
    played.room.does(CompleteStep(by=ANA, step=name, fields=filled(step, **choices)))
    return None


def decides(played: Played, data: st.DataObject) -> None:
    """Decide a gate that waits, in any of its ways."""
    state = played.room.state
    waiting = [name for name, gate in state.gates.items() if gate.state is GateState.OPEN]
    if not waiting:
        return
    name = data.draw(st.sampled_from(waiting))
    spec = played.playbook.gate_specs[name]
    choice = data.draw(st.sampled_from(["approve", *(one.name for one in spec.choices)]))
    deed = gate_deed(state, spec)
    who = deciders(state, deed, played.room.organisation, played.room.now)[0]
    command = DecideGate(by=who, gate=name, choice=choice, digest=state.gates[name].digest, words="look again")
    played.room.does(command)


def goes_on(played: Played) -> None:
    """Somebody can do something, or all is settled; and what waits, waits for something that is not settled."""
    state, playbook = played.room.state, played.playbook
    stands = {step.name: standing(playbook, state, step) for step in playbook.steps.values()}
    waiting = [playbook.steps[name] for name, one in stands.items() if one is Standing.WAITING]
    for step in waiting:
        assert any(not settled(playbook, state, need) for need in step.needs)
    moving = Standing.READY in stands.values() or Standing.FAILED in stands.values()
    gates = [name for name, gate in state.gates.items() if gate.state in (GateState.OPEN, GateState.REVISION)]
    assert moving or gates or state.paused or not waiting, _why(waiting)
    for name in gates:
        assert holds(state, playbook.gate_specs[name].when), f"{name} waits for nothing"


def _why(waiting: list[Step]) -> str:
    return f"stuck: {', '.join(step.name for step in waiting)}"
